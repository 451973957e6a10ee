namespace Colophon.Rules.Identity;

/// <summary>Judges an identity by every publisher that could be meant.</summary>
public static class Match
{
    public static Match<T> Judge<T>(Provider provider, VerifiedIdentity identity, IEnumerable<(T Key, PublisherTerms Terms)> candidates) =>
        new(provider, identity,
            [.. candidates.Select(candidate => (candidate.Key, candidate.Terms.Provider.Judge(candidate.Terms, identity)))]);
}

/// <summary>Of many publishers those that hold, or the nearest miss.</summary>
public sealed class Match<T>(Provider provider, VerifiedIdentity identity, IReadOnlyList<(T Key, Verdict Verdict)> judged)
{
    /// <summary>The same for everybody: it says what may have happened, and nothing of what was configured.</summary>
    private const string ToMend = "compare the claims with the project's publishers: names, then ids. An account or a repository that was "
        + "made anew under its old name has other ids than those that were kept, and is refused until an owner of the project removes the "
        + "publisher and adds it again";

    public IReadOnlyList<(T Key, Verdict Verdict)> Holding { get; } = [.. judged.Where(one => one.Verdict.Holds)];

    public int Considered => judged.Count;

    /// <summary>Everything that was judged, for the owners' eyes.</summary>
    public IReadOnlyList<(T Key, Verdict Verdict)> Judged => judged;

    /// <summary>
    /// One sentence that begins with PyPI's words, and the findings that this caller may see. Whoever has proved control of a publisher's
    /// repository sees the nearest miss; to everybody else the answer does not depend on what others have configured.
    /// </summary>
    public (string Sentence, IReadOnlyList<Finding> Findings) Explain()
    {
        var proved = judged.Select(one => one.Verdict).Where(verdict => verdict.ProvesControl);
        if (proved.MinBy(verdict => verdict.Findings.Count(finding => !finding.Holds)) is { } verdict)
        {
            var failed = verdict.Findings.Where(finding => !finding.Holds).ToList();
            return (Sentence(string.Join("; ", failed.Select(finding => finding.InWords()))), verdict.Findings);
        }

        var alone = provider.JudgeAlone(identity);
        return alone.Count > 0
            ? (Sentence(string.Join("; ", alone.Select(finding => finding.InWords()))), alone)
            : (Sentence($"Publisher with matching claims was not found: no trusted publisher here admits {Told()}. To mend it: {ToMend}"),
                Claimed());
    }

    private static string Sentence(string reason) => $"valid token, but no corresponding publisher ({reason})";

    private string Told() => provider.LookUpKey(identity) is { } key
        ? $"'{key}' of {provider.Name} at {identity.Issuer}"
        : $"the identity of this token at {identity.Issuer}";

    /// <summary>The caller's own claims, so that they can be compared with the publisher's page.</summary>
    private List<Finding> Claimed() =>
        [.. provider.Claims.Where(row => identity.Claim(row.Claim) is not null).Select(row =>
            new Finding(row.Claim, false, identity.Claim(row.Claim), "the value that a publisher names", row.Why, MayTell: false))];
}
