namespace Colophon.Rules.Identity;

/// <summary>A publisher as far as the rules care: whose table, which issuer, what was filled in, what was kept.</summary>
public sealed record PublisherTerms(Provider Provider, string Issuer, IReadOnlyDictionary<string, string> Fields,
    IReadOnlyDictionary<string, string> Pins);

/// <summary>What one rule found.</summary>
/// <param name="Found">The caller's own claim; null when it is absent.</param>
/// <param name="Expected">What would have held; may hold what a maintainer configured.</param>
/// <param name="Why">Why the rule is there, or what the difference suggests.</param>
/// <param name="MayTell">Whether this caller may see <paramref name="Expected"/> (colophon.md 5, disclosure).</param>
public sealed record Finding(string Claim, bool Holds, string? Found, string Expected, string? Why, bool MayTell)
{
    /// <summary>The claim is judged only because the maintainer asked for it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>What to do now, for the caller or an owner of the project.</summary>
    public string? Mend { get; init; }

    /// <summary>PyPI's words for it (pypi-wire.md 1.5), then what was found and expected.</summary>
    public string InWords()
    {
        if (Holds) return $"{Claim} holds";
        var mend = Mend is null ? "" : $". To mend it: {Mend}";
        if (Found is null && !IsOptional) return $"Missing claim '{Claim}'{mend}";
        var kind = IsOptional ? "optional" : "required";
        var expected = MayTell ? $", expected {Expected}" : "";
        return $"Check failed for {kind} claim '{Claim}': found "
            + $"{(Found is null ? "nothing" : $"'{Found}'")}{expected}{(Why is null ? "" : $" ({Why})")}{mend}";
    }
}

/// <summary>A judgement with all its findings: never just a yes or no.</summary>
public sealed record Verdict(IReadOnlyList<Finding> Findings)
{
    public bool Holds => Findings.All(finding => finding.Holds);

    /// <summary>Ids to keep, claim → value, should the whole verdict hold.</summary>
    public required IReadOnlyDictionary<string, string> Pins { get; init; }

    /// <summary>The one canonical version that a token minted for this publisher is good for; null when any is.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// The identity has proved that it is the configured repository: what its maintainers configured may be quoted to it.
    /// </summary>
    public required bool ProvesControl { get; init; }

    /// <summary>The pinned ids are those configured, the names are not: an owner may confirm the new ones.</summary>
    public bool IsRenamed { get; init; }

    /// <summary>
    /// The names are those configured, the pinned ids are not: the account or repository may have been taken over by a stranger.
    /// </summary>
    public required bool SuspectsTakeover { get; init; }
}
