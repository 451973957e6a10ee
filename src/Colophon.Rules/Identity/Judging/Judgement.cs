using System.Text.Json;

namespace Colophon.Rules.Identity.Judging;

/// <summary>Judges identities by a provider's table: every row, whatever the others say.</summary>
internal static class Judgement
{
    public static Verdict Of(Provider provider, PublisherTerms terms, VerifiedIdentity identity)
    {
        var blank = Blanks.Of(terms, identity);
        var judged = provider.Claims.Concat(Condition.Rows(provider, terms.Fields)).Select(row => One(row, identity, blank, terms.Pins))
            .ToList();

        var namesHold = judged.Where(one => one.Row.Names).All(one => one.Holds);
        var pinned = judged.Where(one => one.Rule is Pinned).ToList();
        var isPinned = pinned.Any(one => one.View.Pin is not null);
        var pinsHold = pinned.All(one => one.Holds);
        var proves = isPinned ? pinsHold : namesHold;

        var isRenamed = isPinned && pinsHold && !namesHold;

        return new Verdict([.. judged.Select(one => Tell(one, proves, isRenamed))])
        {
            Pins = pinned.Where(one => one.View.Pin is null && one.View.Found is not null)
                .ToDictionary(one => one.Row.Claim, one => one.View.Found!),
            Version = judged.Select(one => (one.Rule as Fits)?.Version(one.View)).FirstOrDefault(version => version is not null)?.Canonical,
            ProvesControl = proves,
            IsRenamed = isRenamed,
            SuspectsTakeover = isPinned && namesHold && !pinsHold,
        };
    }

    /// <summary>
    /// What can be said of an identity without any publisher: the rules that stand alone, and which judged claims are missing.
    /// </summary>
    public static IReadOnlyList<Finding> Alone(Provider provider, VerifiedIdentity identity) =>
    [
        .. from row in provider.Claims
           where !row.Rule.IsOptional
           let one = One(row, identity, _ => null, new Dictionary<string, string>())
           let holds = one.Rule.StandsAlone ? one.Holds : one.View.Found is not null
           where !holds
           select new Finding(row.Claim, false, one.View.Found, one.Rule.StandsAlone
               ? one.Rule.Expected(one.View)
               : "the value that a publisher names", row.Why, MayTell: true) { Mend = row.Mend },
    ];

    private static Judged One(ClaimRow row, VerifiedIdentity identity, Func<string, string?> blank,
        IReadOnlyDictionary<string, string> pins)
    {
        var view = new ClaimInView(identity.Claim(row.Claim), identity.Raw(row.Claim), blank, pins.GetValueOrDefault(row.Claim));
        var rule = row.Rule.Chosen(view);
        return new Judged(row, rule, view, rule.Holds(view));
    }

    /// <param name="isRenamed">Other rows fail for the new name alone: one remedy is enough.</param>
    private static Finding Tell(Judged one, bool proves, bool isRenamed)
    {
        var (row, rule, view, holds) = one;
        var advice = holds ? null : (isRenamed ? Renamed(one) : null) ?? NotText(view) ?? rule.Advise(view);
        return new Finding(row.Claim, holds, Shown(view), rule.Expected(view), advice?.Why ?? row.Why, holds || proves || rule.StandsAlone)
        {
            IsOptional = row.Rule.IsOptional,
            Mend = holds || (isRenamed && !row.Names) ? null : advice?.Mend ?? row.Mend,
        };
    }

    private static Advice? Renamed(Judged one) => one.Row.Names && one.View.Found is { } found
        ? new Advice($"renamed from {one.Rule.Expected(one.View)} to {found}: its ids are those that were kept",
            "an owner of the project adds a publisher with the new name and removes this one, or gives the repository its old name back")
        : null;

    private static Advice? NotText(ClaimInView view) => view is { Found: null, Raw: { ValueKind: not JsonValueKind.Null } raw }
        ? new Advice($"it is a JSON {raw.ValueKind}, and only texts of at most 1,024 characters are compared",
            "let the CI system write this claim as a text")
        : null;

    private static string? Shown(ClaimInView view) =>
        view.Found ?? (view.Raw is { ValueKind: not JsonValueKind.Null } raw && raw.GetRawText() is { Length: < 200 } text ? text : null);

    /// <summary>A row of the table for one identity, with the rule that decided.</summary>
    private sealed record Judged(ClaimRow Row, ClaimRule Rule, ClaimInView View, bool Holds);
}
