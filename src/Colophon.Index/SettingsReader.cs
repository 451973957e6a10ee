using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Colophon.Index.Store.Engines;

namespace Colophon.Index;

/// <summary>One setting as the operator sees it.</summary>
internal sealed record SettingRow(string Key, string Default, string Allowed, string Meaning, Func<Settings, string, Settings> Read)
{
    /// <summary>Its value may hold a password, and is quoted nowhere.</summary>
    public bool IsSecret { get; init; }
}

/// <summary>A value that a setting does not take; the message says what is allowed.</summary>
internal sealed class BadSetting(string message) : Exception(message);

/// <summary>Reads the section <c>Colophon</c> of the configuration by one table, from which the documentation is drawn too. Every fault is told at once.</summary>
internal static class SettingsReader
{
    public static readonly IReadOnlyList<SettingRow> Rows =
    [
        new("PublicUrl", "the listening URL", "an http or https URL without path", "Names the host in links, tokens and the audience.", (s, v) => s with { PublicUrl = Origin(v) }),
        new("Audience", "host of PublicUrl", "letters, digits, '.', '-' and '_', beginning with a letter; no other index's", "The only audience that identity tokens may name.", (s, v) => s with { Audience = AudienceName(v) }),
        new("DataDirectory", "./data", "a folder", "Holds the database, the files and the secret.", (s, v) => s with { DataDirectory = v }),
        new("Database", "sqlite", PostgresAddress.Allowed, "The engine: a file in the data directory, or a PostgreSQL server that several nodes can share.", (s, v) => s with { Database = DatabaseAddress(v) }) { IsSecret = true },
        new("UploadTokenLifetime", "15m", "15m to 6h", "How long a minted token lives.", (s, v) => s with { UploadTokenLifetime = Within(Duration(v), TimeSpan.FromMinutes(15), TimeSpan.FromHours(6)) }),
        new("MaxFileSize", "1 GiB", "a size such as 500 MiB, up to 100 GiB", "The largest file that is taken.", (s, v) => s with { MaxFileSize = Size(v, 100L << 30) }),
        new("MaxProjectSize", "100 GiB", "a size such as 20 GiB", "What all files of a project may take together.", (s, v) => s with { MaxProjectSize = Size(v, 1L << 50) }),
        new("AllowLocalVersions", "true", "true or false", "Whether versions such as 1.0+corp1 are taken.", (s, v) => s with { AllowLocalVersions = Flag(v) }),
        new("AllowUnknownClassifiers", "false", "true or false", "Whether classifiers are taken that are not on PyPI's list; those under `Private ::` always are.", (s, v) => s with { AllowUnknownClassifiers = Flag(v) }),
        new("ClosesReleasesAfter", "off", "off, or a duration such as 14d", "Refuses files for releases older than this.", (s, v) => s with { ClosesReleasesAfter = v == "off" ? null : Duration(v) }),
        new("TrustedPublishingOnly", "false", "true or false", "Refuses people's API tokens on the whole index.", (s, v) => s with { TrustedPublishingOnly = Flag(v) }),
        new("Reads", "public", "public or authenticated", "Who may install and look around: anybody, or whoever has a token that may read.", (s, v) => s with { AuthenticatedReads = OneOf(v, "public", "authenticated") == "authenticated" }),
        new("OutboundProxy", "none", "an http URL with a port, such as http://proxy.example.org:3128", "An HTTP proxy for the calls that go out; proxies named in the environment are ignored.", (s, v) => s with { OutboundProxy = Proxy(v) }),
        new("AccountLookUps", "true", "true or false", "Asks the forge's public API for the ids of owner and repository when a publisher is registered.", (s, v) => s with { AccountLookUps = Flag(v) }),
        new("ExchangesPerMinute", "3000", "off, or 1 to 1000000", "Token exchanges that one address, and one CI identity, may ask for in a minute.", (s, v) => s with { ExchangesPerMinute = Rate(v) }),
        new("ExplanationsPerMinute", "1200", "off, or 1 to 1000000", "The same for explanations of tokens.", (s, v) => s with { ExplanationsPerMinute = Rate(v) }),
        new("ReportsPerMinute", "60", "off, or 1 to 1000000", "Reports of leaked tokens that one address may send in a minute.", (s, v) => s with { ReportsPerMinute = Rate(v) }),
        new("MirrorCallsPerMinute", "600", "off, or 1 to 1000000", "Calls of the mirrors' XML-RPC that one address may make in a minute.", (s, v) => s with { MirrorCallsPerMinute = Rate(v) }),
        new("SignUp", "invitation", "invitation or open", "Who may make an account: whoever was invited, or anyone with an e-mail address.", (s, v) => s with { SignUpIsOpen = OneOf(v, "invitation", "open") == "open" }),
        new("SingleSignOn:Authority", "none", "the https URL of an OpenID provider, exactly as it names itself", "People sign in at this provider too; it gets PublicUrl/sign-on/back as the address to come back to.", (s, v) => s with { SingleSignOn = SignOn(s) with { Authority = v } }),
        new("SingleSignOn:ClientId", "none", "a text", "What the provider calls this index.", (s, v) => s with { SingleSignOn = SignOn(s) with { ClientId = v } }),
        new("SingleSignOn:ClientSecret", "none", "a text", "The secret that goes with it.", (s, v) => s with { SingleSignOn = SignOn(s) with { ClientSecret = v } }) { IsSecret = true },
        new("SingleSignOn:Name", "single sign-on", "a text", "What people call the provider: the sign-in page offers it by this name.", (s, v) => s with { SingleSignOn = SignOn(s) with { Name = v } }),
        new("SingleSignOn:AllowedDomains", "all", "domains, separated by commas", "Only people with a verified address of these domains enter by it.", (s, v) => s with { SingleSignOn = SignOn(s) with { AllowedDomains = [.. v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)] } }),
        new("SingleSignOn:CreateAccounts", "false", "true or false", "Whether people without an account make one by signing in there.", (s, v) => s with { SingleSignOn = SignOn(s) with { CreateAccounts = Flag(v) } }),
        new("WebhookPrivateHosts", "none", "host names or IP addresses, separated by commas", "Hosts of private networks that webhooks may be called at; others must have public addresses.", (s, v) => s with { WebhookPrivateHosts = Hosts(v) }),
        new("Smtp:Host", "none", "a host name", "The mail server. None: letters wait in the outbox, where `mail list` shows them.", (s, v) => s with { Smtp = s.Smtp with { Host = Host(v) } }),
        new("Smtp:Port", "587, or 465 with implicit TLS", "1 to 65535", "Its port.", (s, v) => s with { Smtp = s.Smtp with { Port = Port(v) } }),
        new("Smtp:Tls", "starttls", "starttls or implicit; none in Development, on this machine only", "How the connection is protected; without TLS nothing is sent.", (s, v) => s with { Smtp = s.Smtp with { Tls = Tls(v) } }),
        new("Smtp:User", "none", "a name", "The account at the mail server.", (s, v) => s with { Smtp = s.Smtp with { User = v } }),
        new("Smtp:Password", "none", "a password", "Its password.", (s, v) => s with { Smtp = s.Smtp with { Password = v } }) { IsSecret = true },
        new("Smtp:From", "none; required with Smtp:Host", "an address, such as Index <index@example.org>", "Whom letters are from.", (s, v) => s with { Smtp = s.Smtp with { From = Sender(v) } }),
        new("Smtp:CertificateAuthority", "the system's", "a PEM file", "The only roots that the mail server's certificate may have.", (s, v) => s with { Smtp = s.Smtp with { CertificateAuthority = ExistingFile(v) } }),
        new("Certificate", "none", "a PEM file", "The server's certificate chain; none serves plain HTTP, for a proxy in front.", (s, v) => s with { Certificate = ExistingFile(v) }),
        new("CertificateKey", "none", "a PEM file", "The certificate's private key.", (s, v) => s with { CertificateKey = ExistingFile(v) }),
        new("TrustedProxies", "none", "IP addresses, separated by commas", "Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.", (s, v) => s with { TrustedProxies = Addresses(v) }),
        new("AccelRedirect", "none", "a path such as /blobs/", "nginx's internal location over the folder of blobs: it sends the files, by X-Accel-Redirect.", (s, v) => s with { AccelRedirect = InternalPath(v) }),
        new("PlainHttpIssuers", "false", "true or false; true in Development only", "Insecure: issuers may have http URLs and addresses of this machine.", (s, v) => s with { PlainHttpIssuers = Flag(v) }),
    ];

    /// <summary>Keys whose settings stand below them.</summary>
    private static readonly HashSet<string> Groups = new(Rows.Where(row => row.Key.Contains(':')).Select(row => row.Key.Split(':')[0]), StringComparer.OrdinalIgnoreCase);

    /// <summary>Settings that are decided and come with a later version: set to anything but their default they are refused, not passed over.</summary>
    private static readonly Dictionary<string, string> NotYet = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Blobs"] = "folder",
        ["BlobsEndpoint"] = "",
        ["Secret"] = "file",
    };

    public static (Settings Settings, IReadOnlyList<string> Faults) Read(IConfiguration configuration, bool isDevelopment)
    {
        var (settings, faults) = (new Settings(), new List<string>());
        foreach (var child in configuration.GetSection("Colophon").GetChildren().SelectMany(Members))
        {
            try { settings = Apply(settings, child); }
            catch (BadSetting bad) { faults.Add($"Colophon:{NameOf(child)}{Quoted(child)}: {bad.Message}"); }
        }

        faults.AddRange(settings.Smtp.Faults(isDevelopment));

        faults.AddRange(settings.Issuers.Select(issuer => IssuerReader.FaultIn(issuer, settings.PlainHttpIssuers)).OfType<string>().Select(why => $"Colophon:Issuers: {why}"));
        if (settings.Issuers.CountBy(issuer => issuer.Url).FirstOrDefault(url => url.Value > 1).Key is { } twice) faults.Add($"Colophon:Issuers: '{twice}' stands there twice.");
        if (settings.SingleSignOn?.Fault(settings.PlainHttpIssuers) is { } noSignOn) faults.Add($"Colophon:SingleSignOn: {noSignOn}");
        if ((settings.Certificate is null) != (settings.CertificateKey is null)) faults.Add("Colophon:Certificate and Colophon:CertificateKey belong together; one of them is missing.");
        else if (settings.Certificate is not null && WhyNoCertificate(settings) is { } why) faults.Add($"Colophon:Certificate: {why}");
        if (settings.PlainHttpIssuers && !isDevelopment) faults.Add("Colophon:PlainHttpIssuers is an insecure switch: it is on, and this is not Development. Take it out.");
        return (settings, faults);
    }

    private static Settings Apply(Settings settings, IConfigurationSection section)
    {
        if (section.Key.Equals("Issuers", StringComparison.OrdinalIgnoreCase)) return settings with { Issuers = [.. section.GetChildren().Select(IssuerReader.Read)] };
        if (RowOf(section) is { } row)
            return row.Read(settings, section.Value ?? string.Join(',', section.GetChildren().Select(child => child.Value)));
        if (!NotYet.TryGetValue(section.Key, out var only))
            throw new BadSetting($"there is no such setting. Known: {string.Join(", ", Rows.Select(r => r.Key).Append("Issuers"))}.");
        return section.Value is null || section.Value.Equals(only, StringComparison.OrdinalIgnoreCase) ? settings : throw new BadSetting($"this version has '{only}' alone; others come later.");
    }

    /// <summary>Settings that belong together are named as one: <c>Smtp:Host</c>.</summary>
    private static IEnumerable<IConfigurationSection> Members(IConfigurationSection section) =>
        Groups.Contains(section.Key) && section.Value is null ? section.GetChildren() : [section];

    private static string NameOf(IConfigurationSection section) => section.Path["Colophon:".Length..];

    private static SettingRow? RowOf(IConfigurationSection section) =>
        Rows.FirstOrDefault(row => $"Colophon:{row.Key}".Equals(section.Path, StringComparison.OrdinalIgnoreCase));

    private static SignOnSetting SignOn(Settings settings) => settings.SingleSignOn ?? new SignOnSetting();

    private static string OneOf(string text, params string[] allowed) =>
        allowed.Contains(text, StringComparer.Ordinal) ? text : throw new BadSetting($"expected {string.Join(" or ", allowed)}.");

    private static string Quoted(IConfigurationSection section) =>
        RowOf(section) is { IsSecret: true } ? "" : $" = '{section.Value}'";

    private static PostgresAddress? DatabaseAddress(string text) => text.Equals("sqlite", StringComparison.OrdinalIgnoreCase)
        ? null
        : PostgresAddress.Parse(text, out var why) ?? throw new BadSetting($"{why}{(text.Contains("://", StringComparison.Ordinal) ? "; it looks like a URL, which is another spelling" : "")}. Expected {PostgresAddress.Allowed}.");

    private static Uri Origin(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
        && url.PathAndQuery == "/" && url.UserInfo.Length == 0 && url.Fragment.Length == 0
            ? url
            : throw new BadSetting("expected an http or https URL without path, query or user, for example https://index.example.org. One host is one index.");

    private static Uri Proxy(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == "http" && url.PathAndQuery == "/" && url.UserInfo.Length == 0
        ? url
        : throw new BadSetting("expected an http URL without path, query or user, for example http://proxy.example.org:3128.");

    internal static string AudienceName(string text)
    {
        string[] others = ["pypi", "testpypi", "sigstore", "npm", "nuget", "crates", "rubygems", "sts.amazonaws.com"];
        if (others.Contains(text, StringComparer.OrdinalIgnoreCase)) throw new BadSetting("that is another system's audience: tokens made for it would work here, and ours there.");
        return text.Length is > 0 and <= 200 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
            ? text
            : throw new BadSetting("expected letters, digits, '.', '-' and '_', beginning with a letter.");
    }

    internal static TimeSpan Duration(string text)
    {
        if (text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            switch (text[^1])
            {
                case 'm': return TimeSpan.FromMinutes(number);
                case 'h': return TimeSpan.FromHours(number);
                case 'd': return TimeSpan.FromDays(number);
            }
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span > TimeSpan.Zero ? span : throw new BadSetting("expected a duration such as 15m, 6h or 14d.");
    }

    private static TimeSpan Within(TimeSpan value, TimeSpan least, TimeSpan most) =>
        value >= least && value <= most ? value : throw new BadSetting($"expected {least.TotalMinutes:0} minutes to {most.TotalHours:0} hours.");

    private static long Size(string text, long most)
    {
        var parts = text.Trim().Split(' ', 2);
        var unit = (parts.Length == 2 ? parts[1].Trim() : "") switch { "" or "B" => 1L, "KiB" => 1L << 10, "MiB" => 1L << 20, "GiB" => 1L << 30, "TiB" => 1L << 40, _ => 0L };
        return unit > 0 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= most / unit
            ? number * unit
            : throw new BadSetting($"expected a size such as '500 MiB', at most {Settings.InWords(most)}.");
    }

    private static int? Rate(string text) => text == "off" ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate is > 0 and <= 1_000_000
            ? rate
            : throw new BadSetting("expected off, or a whole number from 1 to 1000000.");

    private static string? InternalPath(string text) => text == "none" ? null
        : text.Length > 2 && text[0] == '/' && text[^1] == '/' && text[1..^1].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? text
            : throw new BadSetting("expected a path of one part between two slashes, such as /blobs/.");

    private static string Host(string text) => Uri.CheckHostName(text) != UriHostNameType.Unknown ? text : throw new BadSetting("expected a host name.");

    private static string[] Hosts(string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Host)];

    private static int Port(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port : throw new BadSetting("expected 1 to 65535.");

    private static SmtpTls Tls(string text) => text.ToLowerInvariant() switch
    {
        "starttls" => SmtpTls.StartTls,
        "implicit" => SmtpTls.Implicit,
        "none" => SmtpTls.None,
        _ => throw new BadSetting("expected starttls or implicit."),
    };

    private static string Sender(string text) => !text.Any(char.IsControl) && MimeKit.MailboxAddress.TryParse(text, out var from) && from.Address.Contains('@', StringComparison.Ordinal)
        ? text
        : throw new BadSetting("expected an address, such as Index <index@example.org>.");

    private static bool Flag(string text) => bool.TryParse(text, out var flag) ? flag : throw new BadSetting("expected true or false.");

    private static string ExistingFile(string path) => File.Exists(path) ? path : throw new BadSetting("there is no such file.");

    private static string[] Addresses(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(address => IPAddress.TryParse(address, out _) ? address : throw new BadSetting($"'{address}' is no IP address."))];

    private static string? WhyNoCertificate(Settings settings)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(settings.Certificate!, settings.CertificateKey);
            return null;
        }
        catch (CryptographicException exception) { return $"it does not fit its key, or is no PEM file: {exception.Message}"; }
    }
}
