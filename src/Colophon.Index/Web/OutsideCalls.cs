using System.Net;
using System.Net.Sockets;

namespace Colophon.Index.Web;

/// <summary>
/// The one way out: small GETs to addresses that the operator allowed. No redirects, no proxy from the environment, no decompression, five
/// seconds and 256 KiB at the most, and the address that is connected to is the one that was checked (threats.md D01-D17).
/// </summary>
internal sealed class OutsideCalls : IDisposable
{
    private const int Cap = 256 * 1024;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private readonly bool plainHttp;
    private readonly HttpMessageInvoker client;

    public OutsideCalls(Settings settings)
        : this(settings, handler: null)
    {
    }

    /// <param name="handler">Tests put their own end of the wire here.</param>
    internal OutsideCalls(Settings settings, HttpMessageHandler? handler)
    {
        plainHttp = settings.PlainHttpIssuers;
        client = new HttpMessageInvoker(handler ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = Deadline,
            MaxResponseHeadersLength = 16,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = Connect,
        });
    }

    /// <summary>The body of a 200 answer.</summary>
    /// <exception cref="HttpRequestException">Anything else happened.</exception>
    public async Task<ReadOnlyMemory<byte>> Get(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address)
            || !(address.Scheme == "https" || (plainHttp && address.Scheme == "http")))
            throw new HttpRequestException($"'{url}' is not an https URL.");

        using var deadline = new CancellationTokenSource(Deadline);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var response = await client.SendAsync(request, deadline.Token);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new HttpRequestException($"{url} answered {(int)response.StatusCode}, expected 200.");

        return await ReadCapped(url, await response.Content.ReadAsStreamAsync(deadline.Token), deadline.Token);
    }

    public void Dispose() => client.Dispose();

    private static async Task<ReadOnlyMemory<byte>> ReadCapped(string url, Stream body, CancellationToken ct)
    {
        var bytes = new byte[Cap + 1];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        return length <= Cap ? bytes.AsMemory(0, length) : throw new HttpRequestException($"{url} answered more than {Cap / 1024} KiB.");
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var host = context.DnsEndPoint;
        var addresses = await Dns.GetHostAddressesAsync(host.Host, ct);
        var allowed = Array.FindAll(addresses, address => plainHttp || PublicInternet.Has(address));
        if (allowed.Length == 0) throw new HttpRequestException($"{host.Host} has no address on the public internet.");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, host.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>Tells addresses of the public internet from private and special ones (RFC 6890; threats.md D02).</summary>
internal static class PublicInternet
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
            "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
            "240.0.0.0/4",
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
            "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    public static bool Has(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Array.Exists(Special, network => network.Contains(plain));
    }
}
