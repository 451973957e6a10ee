using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Colophon.Index.Store;
using Colophon.Index.Web.Outside;
using Colophon.Rules.Identity;

namespace Colophon.Index;

/// <summary>Reads an issuer as the operator wrote it: the settings and the verb have the same members and the same refusals.</summary>
internal static class IssuerReader
{
    private static readonly string[] Members =
    [
        "Provider", "Issuer", "Keys", "Algorithms", "Audience", "PrivateNetwork", "CertificateAuthority", "Web", "Api", "Identify",
        "Immutable",
    ];

    /// <summary>An element of the setting <c>Issuers</c>.</summary>
    public static IssuerSetting Read(IConfigurationSection section)
    {
        if (section.GetChildren().FirstOrDefault(child => !Members.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } other)
            throw new BadSetting($"an issuer has no member '{other.Key}'. Known: {string.Join(", ", Members)}.");
        return Read(name => section[name] ?? Joined(section.GetSection(name)));
    }

    /// <param name="member">The text of a member; null when it was left out. Lists are separated by blanks or commas.</param>
    public static IssuerSetting Read(Func<string, string?> member)
    {
        var provider = member("Provider") ?? "";
        var (identify, immutable) = (Claims(member("Identify")), Claims(member("Immutable")));
        if (provider == TrustedIssuers.Generic && TrustedIssuers.FaultIn(identify, immutable) is { } wrong) throw new BadSetting(wrong);
        if (TrustedIssuers.TableFor(provider, identify, immutable) is null)
            throw new BadSetting($"'{provider}' is no provider. Known: {KnownProviders.Keys}.");
        if (provider != TrustedIssuers.Generic && identify.Count + immutable.Count > 0)
            throw new BadSetting($"the claims that identify a job are named for the provider '{TrustedIssuers.Generic}' alone; "
                + $"'{provider}' has its own.");

        var keys = member("Keys");
        if (keys is not null && !keys.StartsWith("file:/", StringComparison.Ordinal)) keys = Url(keys, "a URL of keys, nor file:/PATH");
        return new IssuerSetting(provider, Url(member("Issuer") ?? "", "an issuer URL"), keys, Algorithms(member("Algorithms") ?? ""))
        {
            Audience = member("Audience") is { } audience ? SharedAudience(audience) : null,
            PrivateNetwork = member("PrivateNetwork") is { } flag
                && (bool.TryParse(flag, out var isPrivate) ? isPrivate : throw new BadSetting("PrivateNetwork: expected true or false.")),
            CertificateAuthority = member("CertificateAuthority") is { } file ? Roots(file) : null,
            Web = member("Web") is { } web ? Url(web, "a URL") : null,
            Api = member("Api") is { } api ? Url(api, "a URL") : null,
            Identify = identify,
            Immutable = immutable,
        };
    }

    /// <summary>What the issuer may have in Development alone, or with private networks allowed; null when all is well.</summary>
    public static string? FaultIn(IssuerSetting issuer, bool plainHttp)
    {
        foreach (var url in new[] { issuer.Url, issuer.Keys, issuer.Web, issuer.Api }.OfType<string>())
        {
            if (url.StartsWith("file:", StringComparison.Ordinal)) continue;
            var address = new Uri(url);
            if (address.Scheme != "https" && !plainHttp) return $"'{url}' is not an https URL.";
            if (IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out var literal)
                && !Addresses.Allow(literal, issuer.Reach.MayBePrivate(address.IdnHost), plainHttp))
                return $"'{url}' names the private or special address {literal}. Only PrivateNetwork allows private ones, and none allows "
                    + "those of this machine or of link-local services.";
        }

        return KnownProviders.All.FirstOrDefault(p => p.Issuer == issuer.Url) is { } known && known.Key != issuer.Provider
            ? $"'{issuer.Url}' is the public issuer of {known.Name}, so '{issuer.Provider}' cannot judge it."
            : null;
    }

    internal static IReadOnlyList<string> Algorithms(string text)
    {
        var named = Words(text);
        if (named.FirstOrDefault(name => !SigningKeys.KnownAlgorithms.Contains(name)) is { } unknown)
            throw new BadSetting($"'{unknown}' is no algorithm that is read here. Known: "
                + $"{string.Join(", ", SigningKeys.KnownAlgorithms)}.");
        return named.Length == 0 ? TrustedIssuers.DefaultAlgorithms : named;
    }

    /// <summary>The exact text, which must be a URL that can be written in one way only (threats.md D13-D16).</summary>
    private static string Url(string text, string what) =>
        text.Length <= 400 && text.All(c => char.IsAsciiLetterOrDigit(c) || "-._~:/[]+,=".Contains(c, StringComparison.Ordinal))
        && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.Port > 0
        && (url.AbsoluteUri == text || url.AbsoluteUri == text + "/") && !url.AbsolutePath.Contains("//", StringComparison.Ordinal)
        && !url.IdnHost.EndsWith('.') && !url.IdnHost.Split('.').Any(label => label.StartsWith("xn--", StringComparison.Ordinal))
            ? text
            : throw new BadSetting($"'{text}' is not {what} in plain form. Expected scheme, host and path in ASCII, exactly as tokens have "
                + "it in \"iss\": no user, query, fragment, dots or doubled slashes in the path, encoded characters or xn-- names.");

    private static List<string> Claims(string? text)
    {
        var names = Words(text ?? "");
        if (names.Length > 8 || names.Any(name => name.Length > 100 || !name.All(c => c is > ' ' and < '\x7f' and not '"')))
            throw new BadSetting($"'{text}' is no list of claims. Expected up to 8 names of printable ASCII, separated by commas.");
        return [.. names];
    }

    /// <summary>Fixed audiences are often URLs; those of other indexes are refused here too.</summary>
    private static string SharedAudience(string text) => text.Contains(':', StringComparison.Ordinal)
        ? text.Length <= 200 && text.All(c => c is > ' ' and < '\x7f' and not '"')
            ? text
            : throw new BadSetting("Audience: expected up to 200 printable ASCII characters.")
        : SettingsReader.AudienceName(text);

    private static string Roots(string file)
    {
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(file);
            if (roots.Count > 0) return Path.GetFullPath(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new BadSetting($"CertificateAuthority: {exception.Message}");
        }

        throw new BadSetting($"CertificateAuthority: '{file}' holds no certificate in PEM form.");
    }

    private static string? Joined(IConfigurationSection list) =>
        list.GetChildren().Select(child => child.Value).ToList() is { Count: > 0 } many ? string.Join(' ', many) : null;

    private static string[] Words(string text) => text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
}
