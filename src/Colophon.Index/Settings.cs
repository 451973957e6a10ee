using System.Globalization;
using Colophon.Index.Store.Engines;

namespace Colophon.Index;

/// <summary>Every setting of the server, typed. Read and checked once, at start, by <see cref="SettingsReader"/>.</summary>
internal sealed record Settings
{
    /// <summary>The URL that clients use, without a slash at its end; null until the server listens, then its own address.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>The only audience that identity tokens may name; null for the host of <see cref="PublicUrl"/>.</summary>
    public string? Audience { get; init; }

    public string DataDirectory { get; init; } = "./data";

    /// <summary>The PostgreSQL database; null for the SQLite file in the data directory.</summary>
    public PostgresAddress? Database { get; init; }

    /// <summary>How long a minted token lives.</summary>
    public TimeSpan UploadTokenLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Bytes.</summary>
    public long MaxFileSize { get; init; } = 1L << 30;

    /// <summary>Bytes.</summary>
    public long MaxProjectSize { get; init; } = 100L << 30;

    /// <summary>Whether versions such as <c>1.0+corp1</c> are taken.</summary>
    public bool AllowLocalVersions { get; init; } = true;

    /// <summary>Refuses files for releases older than this; null takes them.</summary>
    public TimeSpan? ClosesReleasesAfter { get; init; }

    /// <summary>Refuses people's API tokens on the whole index.</summary>
    public bool TrustedPublishingOnly { get; init; }

    /// <summary>Exchanges that one address, and one CI identity, may ask for in a minute; null for any number.</summary>
    public int? ExchangesPerMinute { get; init; } = 3000;

    /// <summary>The same for explanations.</summary>
    public int? ExplanationsPerMinute { get; init; } = 1200;

    /// <summary>Reports of leaked tokens that one address may send in a minute; null for any number.</summary>
    public int? ReportsPerMinute { get; init; } = 60;

    /// <summary>Issuers beside the public ones.</summary>
    public IReadOnlyList<IssuerSetting> Issuers { get; init; } = [];

    /// <summary>An HTTP proxy for the calls that go out; null to make them without one. The environment's proxies are ignored.</summary>
    public Uri? OutboundProxy { get; init; }

    /// <summary>Hosts of private networks that webhooks may be called at.</summary>
    public IReadOnlyList<string> WebhookPrivateHosts { get; init; } = [];

    /// <summary>How far webhooks' calls may go.</summary>
    public Reach WebhookReach => new(string.Join(' ', WebhookPrivateHosts), CertificateAuthority: null);

    /// <summary>The mail server.</summary>
    public SmtpSettings Smtp { get; init; } = new();

    /// <summary>Asks the forge's public API for the ids of owner and repository when a publisher is registered.</summary>
    public bool AccountLookUps { get; init; } = true;

    /// <summary>Whether anyone may make an account; false takes an invitation.</summary>
    public bool SignUpIsOpen { get; init; }

    /// <summary>The organisation's sign-on; null without one.</summary>
    public SignOnSetting? SingleSignOn { get; init; }

    /// <summary>
    /// PEM file with the server's certificate chain; null to serve plain HTTP (behind a proxy, or on this machine alone).
    /// </summary>
    public string? Certificate { get; init; }

    /// <summary>PEM file with the certificate's private key.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>Addresses of the proxies whose <c>X-Forwarded-*</c> headers are believed.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>Insecure, Development only: issuers may have http URLs and addresses of this machine.</summary>
    public bool PlainHttpIssuers { get; init; }

    /// <summary>Bytes, in words: <c>1 GiB</c>.</summary>
    public static string InWords(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.##} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.##} MiB");
}
