using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Colophon.Index.Web;

/// <summary>Believes <c>X-Forwarded-For</c> and <c>-Proto</c> from the named proxies, and from nobody else (threats.md F15).</summary>
internal static class Forwarding
{
    public static void UseForwarding(this IApplicationBuilder app, Settings settings)
    {
        if (settings.TrustedProxies.Count == 0) return;

        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var proxy in settings.TrustedProxies) options.KnownProxies.Add(IPAddress.Parse(proxy));
        app.UseForwardedHeaders(options);
    }
}
