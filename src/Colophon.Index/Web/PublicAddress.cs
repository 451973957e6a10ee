using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Colophon.Index.Web;

/// <summary>
/// The address by which clients know this index: the setting, or where the server listens. Never the request's Host header (threats.md
/// F15).
/// </summary>
internal sealed class PublicAddress(Settings settings, IServer server)
{
    private string? found;

    /// <summary>Scheme, host and port, without a slash at its end.</summary>
    public string Url => found ??= (settings.PublicUrl?.ToString() ?? Listening()).TrimEnd('/');

    /// <summary>Host without port: names the audience and the location of tokens.</summary>
    public string Host => new Uri(Url).Host;

    /// <summary>The only audience that identity tokens may name.</summary>
    public string Audience => settings.Audience ?? (char.IsAsciiLetter(Host[0]) ? Host : $"colophon-{Host}");

    private string Listening()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("The server does not listen yet, and Colophon:PublicUrl is not set.");
        return address.Replace("0.0.0.0", "localhost", StringComparison.Ordinal).Replace("[::]", "localhost", StringComparison.Ordinal);
    }
}
