using Colophon.Rules;

namespace Colophon.Index.Store.Trust;

/// <summary>Why something cannot be done to an issuer or a switch.</summary>
internal static class TrustProblems
{
    public static readonly Problem BadIssuer = new(400, "issuer-invalid", "The issuer cannot be trusted like this",
        "Give the issuer as a job's token has it in \"iss\", and only the other members that its provider has.");

    public static readonly Problem IssuerExists = new(409, "issuer-exists", "The issuer is trusted already",
        "Look at how: /operate/issuers/ and `colophon-index issuer list` show it. Remove it first to trust it in another way.");

    public static readonly Problem NoIssuer = new(404, "no-such-issuer", "There is no such issuer",
        "/operate/issuers/ and `colophon-index issuer list` show all. Those of the settings are taken out there; any can be disabled.");

    public static readonly Problem IssuerInUse = new(409, "issuer-in-use", "Publishers use the issuer",
        "Remove them first, or with the issuer by --with-publishers. `colophon-index issuer disable` stops it for a while.");

    public static readonly Problem NothingHeld = new(409, "no-keys-held", "No keys of the issuer wait to be confirmed",
        "/operate/issuers/ and `colophon-index issuer list` show which do.");

    public static readonly Problem NoSwitch = new(404, "no-such-switch", "There is no such switch",
        "Name `exchange`, `provider KEY` or `issuer URL`, of a provider or an issuer that there is.");

    /// <summary>All of them, for the pages that explain them.</summary>
    public static IReadOnlyList<Problem> All { get; } = [BadIssuer, IssuerExists, NoIssuer, IssuerInUse, NothingHeld, NoSwitch];
}
