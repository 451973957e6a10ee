using System.Net;
using System.Net.Sockets;

namespace Colophon.Index.Web.Limits;

/// <summary>
/// How often one address or one CI identity may ask for what costs the index work. Kept in this process's memory: a flood is damped, and
/// nothing that keeps anybody out depends on it.
/// </summary>
internal sealed class RateLimits(Settings settings, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    public RequestRate Exchanges { get; } = new("exchange", settings.ExchangesPerMinute);

    public RequestRate Explanations { get; } = new("explain", settings.ExplanationsPerMinute);

    public RequestRate Reports { get; } = new("report", settings.ReportsPerMinute);

    /// <summary>Passwords and passkeys that were wrong, of each account and each address (threats.md F16).</summary>
    public Tries SignIns { get; } = new(clock, new Rate(10, FiveMinutes));

    /// <summary>The same of all together: a guesser with many addresses and many names.</summary>
    public Tries AllSignIns { get; } = new(clock, new Rate(1000, FiveMinutes));

    /// <summary>Codes of the second factor, of each person (threats.md F17).</summary>
    public Tries Codes { get; } = new(clock,
        new Rate(5, FiveMinutes), new Rate(20, TimeSpan.FromHours(1)), new Rate(50, TimeSpan.FromDays(1)));

    /// <summary>Forms that have a mail sent, of each sender and each address that is mailed to (threats.md F34).</summary>
    public Tries Mails { get; } = new(clock, new Rate(10, FiveMinutes));

    public void Dispose()
    {
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

    /// <summary>Where a request comes from, as tries are counted by it.</summary>
    public static string KeyOf(HttpContext context) => $"address {AddressOf(context.Connection.RemoteIpAddress)}";

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
