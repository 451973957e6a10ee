using System.Net;

namespace Colophon.Index.Web.Outside;

/// <summary>Tells addresses that may be called from those that may not (RFC 6890; threats.md D02-D04).</summary>
internal static class Addresses
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
            "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>What an operator can allow for an issuer.</summary>
    private static readonly IPNetwork[] Private =
        [.. new[] { "10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7" }.Select(IPNetwork.Parse)];

    /// <summary>Services of clouds that tell secrets to whoever asks: nobody can allow them, though they lie in private networks.</summary>
    private static readonly IPAddress[] Metadata = [IPAddress.Parse("100.100.100.200"), IPAddress.Parse("fd00:ec2::254")];

    /// <param name="mayBePrivate">The operator allows private networks for this host.</param>
    /// <param name="mayBeHere">Development: issuers may run on this machine, or beside it.</param>
    public static bool Allow(IPAddress address, bool mayBePrivate, bool mayBeHere)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (!In(Special, plain)) return true;
        if (mayBeHere && IPAddress.IsLoopback(plain)) return true;
        return (mayBePrivate || mayBeHere) && In(Private, plain) && !Array.Exists(Metadata, plain.Equals);
    }

    private static bool In(IPNetwork[] networks, IPAddress address) => Array.Exists(networks, network => network.Contains(address));
}
