using System.Net;
using System.Net.Sockets;

namespace Colophon.Index.Web.Limits;

/// <summary>
/// How often one address or one CI identity may ask for what costs the index work. Kept in this process's memory: a flood is damped, and
/// nothing that keeps anybody out depends on it.
/// </summary>
internal sealed class RateLimits(Settings settings) : IDisposable
{
    public RequestRate Exchanges { get; } = new("exchange", settings.ExchangesPerMinute);

    public RequestRate Explanations { get; } = new("explain", settings.ExplanationsPerMinute);

    public RequestRate Reports { get; } = new("report", settings.ReportsPerMinute);

    public RequestRate Mirrors { get; } = new("mirror", settings.MirrorCallsPerMinute);

    public void Dispose()
    {
        Mirrors.Dispose();
        Exchanges.Dispose();
        Explanations.Dispose();
        Reports.Dispose();
    }
}

/// <summary>Puts a limit in front of a door.</summary>
internal static class LimitedDoors
{
    /// <summary>Each request of an address counts, before its body is read.</summary>
    public static TBuilder Limited<TBuilder>(this TBuilder route, Func<RateLimits, RequestRate> which)
        where TBuilder : IEndpointConventionBuilder
    {
        route.Add(endpoint =>
        {
            var inner = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context =>
            {
                var rate = which(context.RequestServices.GetRequiredService<RateLimits>());
                rate.Spend(context, "ip", AddressOf(context.Connection.RemoteIpAddress));
                return inner(context);
            };
        });
        return route;
    }

    /// <summary>An IPv6 network of 64 bits is one customer: its addresses are countless (threats.md H08).</summary>
    internal static string AddressOf(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8)) + "::/64"
            : address.ToString();
    }
}
