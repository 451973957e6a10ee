using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Colophon.Index.Web.Outside;

/// <summary>What a call to the outside brought back.</summary>
/// <param name="RetryAfter">When the other side asked to be left alone: for how long.</param>
internal sealed record OutsideAnswer(HttpStatusCode Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter);

/// <summary>
/// The one way out: small questions to addresses that the operator allowed. No redirects, no proxy from the environment, no cookies, no
/// decompression, five seconds and 256 KiB at the most, and the address that is connected to is the one that was checked (threats.md
/// D01-D17).
/// </summary>
/// <param name="resolve">Asks for the addresses of a host; tests answer as a hostile resolver would.</param>
internal sealed class OutsideCalls(Settings settings, Func<string, CancellationToken, Task<IPAddress[]>> resolve) : IDisposable
{
    /// <summary>The most that is read of an answer.</summary>
    public const int Cap = 256 * 1024;

    /// <summary>For everything from looking up the name to the last byte.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private static readonly ProductInfoHeaderValue Ourselves = new("colophon-index", "1"); // GitHub refuses callers without a name

    // A client for each reach: a connection that one issuer may have is never lent to another.
    private readonly ConcurrentDictionary<(Reach, DateTime), HttpMessageInvoker> clients = new();

    public OutsideCalls(Settings settings)
        : this(settings, Dns.GetHostAddressesAsync)
    {
    }

    /// <summary>The body of a 200 answer.</summary>
    /// <exception cref="HttpRequestException">Anything else happened.</exception>
    public async Task<ReadOnlyMemory<byte>> Get(string url, Reach reach, CancellationToken ct)
    {
        var answer = await Ask(url, reach, ct);
        return answer.Status == HttpStatusCode.OK
            ? answer.Body
            : throw new HttpRequestException($"{url} answered {(int)answer.Status}, expected 200.");
    }

    /// <summary>Whatever was answered; the body is read for 200 alone.</summary>
    /// <exception cref="HttpRequestException">Nothing was answered, or too much, or too late.</exception>
    public async Task<OutsideAnswer> Ask(string url, Reach reach, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Allowed(url));
        return await Ask(request, reach, ct);
    }

    /// <summary>Posts JSON.</summary>
    /// <exception cref="HttpRequestException">Nothing was answered, or too much, or too late.</exception>
    public async Task<OutsideAnswer> Post(string url, string json, IReadOnlyDictionary<string, string> headers, Reach reach,
        CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Allowed(url))
        {
            Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await Ask(request, reach, ct);
    }

    /// <summary>The same with a body and headers of the caller's.</summary>
    public async Task<OutsideAnswer> Ask(HttpRequestMessage request, Reach reach, CancellationToken ct)
    {
        var url = request.RequestUri?.OriginalString;
        var address = Allowed(url);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Deadline);
        try
        {
            if (settings.OutboundProxy is not null) await GuardName(address.IdnHost, reach, deadline.Token);
            return await Send(request, reach, deadline.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            var why = $"{url} did not answer in full within {Deadline.TotalSeconds:0} seconds.";
            throw new HttpRequestException(why, new TimeoutException());
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            throw new HttpRequestException($"{url}: {exception.Message}", exception);
        }
    }

    public void Dispose()
    {
        foreach (var client in clients.Values) client.Dispose();
    }

    private Uri Allowed(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Scheme == "https" || (settings.PlainHttpIssuers && address.Scheme == "http"))
            ? address
            : throw new HttpRequestException($"'{url}' is not an https URL.");

    private async Task<OutsideAnswer> Send(HttpRequestMessage request, Reach reach, CancellationToken ct)
    {
        request.Headers.UserAgent.Add(Ourselves);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await ClientFor(reach).SendAsync(request, ct);
        var body = response.StatusCode == HttpStatusCode.OK
            ? await ReadCapped(request.RequestUri!, await response.Content.ReadAsStreamAsync(ct), ct)
            : default;
        return new OutsideAnswer(response.StatusCode, body, response.Headers.RetryAfter?.Delta);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadCapped(Uri address, Stream body, CancellationToken ct)
    {
        var bytes = new byte[Cap + 1];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        return length <= Cap
            ? bytes.AsMemory(0, length)
            : throw new HttpRequestException($"{address} answered more than {Cap / 1024} KiB.");
    }

    private HttpMessageInvoker ClientFor(Reach reach)
    {
        var stamp = reach.CertificateAuthority is { } roots ? File.GetLastWriteTimeUtc(roots) : default;
        return clients.GetOrAdd((reach, stamp), _ => new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = settings.OutboundProxy is not null,
            Proxy = settings.OutboundProxy is { } proxy ? new WebProxy(proxy) : null,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = Deadline,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            SslOptions = Certificates.TrustedBy(reach),
            ConnectCallback = (context, ct) => Connect(context.DnsEndPoint, reach, ct),
        }));
    }

    /// <summary>
    /// With a proxy, every connection is to the proxy, which the operator named; the target was looked at in <see cref="GuardName"/>.
    /// </summary>
    private async ValueTask<Stream> Connect(DnsEndPoint host, Reach reach, CancellationToken ct)
    {
        var addresses = settings.OutboundProxy is null
            ? await Allowed(host.Host, reach, ct)
            : await Dns.GetHostAddressesAsync(host.Host, ct);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, host.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<IPAddress[]> Allowed(string host, Reach reach, CancellationToken ct)
    {
        var mayBePrivate = reach.MayBePrivate(host);
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, ct);
        var allowed = Array.FindAll(found, address => Addresses.Allow(address, mayBePrivate, settings.PlainHttpIssuers));
        return allowed.Length > 0
            ? allowed
            : throw new HttpRequestException($"{host} has no address that may be called: private and special ones are not, unless the "
                + "operator allows private ones for this issuer.");
    }

    /// <summary>
    /// The proxy looks names up itself, so this is as far as the guard reaches: a name that is known here to lead nowhere allowed is
    /// refused, one that is not known here is left to the proxy.
    /// </summary>
    private async Task GuardName(string host, Reach reach, CancellationToken ct)
    {
        try { await Allowed(host, reach, ct); }
        catch (SocketException) { /* not known here */ }
    }
}
