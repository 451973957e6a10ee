using Colophon.Rules.Identity.Judging;

namespace Colophon.Rules.Identity.Providers;

/// <summary>
/// Any other issuer: the operator names the claims that identify a job, and those of its claims that never change. OpenID Connect promises
/// no more than a subject. https://openid.net/specs/openid-connect-core-1_0.html#IDToken
/// </summary>
public static class Generic
{
    private const int MostClaims = 8;

    internal static Provider Provider { get; } = For(["sub"], []);

    /// <summary>Why no table can be made of these claims; null when one can.</summary>
    public static string? WhatIsWrong(IReadOnlyList<string> identifying, IReadOnlyList<string> immutable)
    {
        string[] all = [.. identifying, .. immutable];
        if (identifying.Count == 0) return "No claim identifies a job; name at least one, for example sub.";
        if (all.Length > MostClaims) return $"{all.Length} claims are named; at most {MostClaims} are allowed.";
        if (all.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            return $"The claim '{twice.Key}' is named twice; one that never changes need not identify the job too.";
        if (all.FirstOrDefault(name => name.StartsWith("token.", StringComparison.Ordinal)) is { } reserved)
            return $"The claim '{reserved}' cannot be used: its name reads like a blank of a template.";
        return all.FirstOrDefault(name => Condition.FaultOfName(name) is not null) is { } wrong ? Condition.FaultOfName(wrong) : null;
    }

    /// <summary>The table: each identifying claim is a field, compared whole; each immutable one is kept at the first full match.</summary>
    public static Provider For(IReadOnlyList<string> identifying, IReadOnlyList<string> immutable)
    {
        if (WhatIsWrong(identifying, immutable) is { } wrong) throw new ArgumentException(wrong, nameof(identifying));

        return new Provider
        {
            Key           = "generic",
            Name          = "OpenID Connect",
            Documentation = "https://openid.net/specs/openid-connect-core-1_0.html#IDToken",
            NamesAreIds   = immutable.Count == 0,
            Remark        = "The operator says for each issuer which claims identify a job and which of them never change; without more it is the subject alone, whole and exact, which a job of the same name would get as well.",
            Fields        = [.. identifying.Select(Field)],
            FoundBy       = (Found("{0}", identifying), Found("{token.0}", identifying)),
            Claims        =
            [
                .. identifying.Select(name => new ClaimRow(name, new Is(Letters.Exact, Blank(name)), "identifies the job", Names: true)),
                .. immutable.Select(name => new ClaimRow(name, new Pinned(), "the operator says that it never changes",
                    Mend: "if the job was made anew on purpose, an owner of the project removes the publisher and adds it again")),
            ],
            Facts         = new Dictionary<string, Template> { ["Repository"] = Found("{token.0}", identifying) },
            Sentence      = Found("{0}", identifying),
            Weaknesses    = [],
            Ignores       = ["aud", "exp", "iat", "iss", "jti", "nbf", "sub"],
        };
    }

    private static Field Field(string claim) => new(claim, claim, $"What the claim {claim} is, whole.", "job-17")
    {
        Missing     = $"Specify the claim {claim}.",
        KeepsBlanks = true,
        Rules       =
        [
            new(@"[\s\S]{1,1024}", "At most 1,024 characters are compared."),
            new(@"[^\x00-\x1f\x7f]*", "A claim holds no control characters."),
            new(@"\S(?:[\s\S]*\S)?", "It may not start or end with whitespace."),
        ],
    };

    private static Template Blank(string claim) => "{" + claim + "}";

    private static Template Found(string form, IReadOnlyList<string> claims) =>
        string.Join(' ', claims.Select(claim => form.Replace("0", claim, StringComparison.Ordinal)));
}
