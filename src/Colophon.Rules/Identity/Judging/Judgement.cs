using System.Text.Json;

namespace Colophon.Rules.Identity.Judging;

/// <summary>Judges identities by a provider's table: every row, whatever the others say.</summary>
internal static class Judgement
{
    public static Verdict Of(Provider provider, PublisherTerms terms, VerifiedIdentity identity)
    {
        var blank = Blanks.Of(terms, identity);
        var judged = provider.Claims.Select(row => (Row: row, View: View(row, identity, blank, terms.Pins)))
            .Select(pair => (pair.Row, pair.View, Holds: pair.Row.Rule.Holds(pair.View))).ToList();

        var namesHold = judged.Where(row => row.Row.Names).All(row => row.Holds);
        var pinned = judged.Where(row => IsPinned(row.Row.Rule, row.View)).ToList();
        var isPinned = pinned.Any(row => row.View.Pin is not null);
        var pinsHold = pinned.All(row => row.Holds);
        var proves = isPinned ? pinsHold : namesHold;

        return new Verdict([.. judged.Select(row => Tell(row.Row, row.View, row.Holds, proves, isPinned && pinsHold))])
        {
            Pins = pinned.Where(row => row.View.Pin is null && row.View.Found is not null)
                .ToDictionary(row => row.Row.Claim, row => row.View.Found!),
            ProvesControl = proves,
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
           let view = View(row, identity, _ => null, new Dictionary<string, string>())
           let holds = row.Rule.StandsAlone ? row.Rule.Holds(view) : view.Found is not null
           where !holds
           select new Finding(row.Claim, false, view.Found, row.Rule.StandsAlone
               ? row.Rule.Expected(view)
               : "the value that a publisher names", row.Why, MayTell: true),
    ];

    private static Finding Tell(ClaimRow row, ClaimInView view, bool holds, bool proves, bool isSameSource)
    {
        var why = !holds && row.Names && isSameSource
            ? $"renamed from {row.Rule.Expected(view)} to {view.Found}: an owner has to confirm the new name"
            : row.Why;
        return new Finding(row.Claim, holds, Shown(view), row.Rule.Expected(view), why, holds || proves || row.Rule.StandsAlone)
        {
            IsOptional = row.Rule.IsOptional,
        };
    }

    private static string? Shown(ClaimInView view) =>
        view.Found ?? (view.Raw is { ValueKind: not JsonValueKind.Null } raw && raw.GetRawText() is { Length: < 200 } text ? text : null);

    private static bool IsPinned(ClaimRule rule, ClaimInView view) => rule is Pinned || (rule is IfSet set && set.Chosen(view) is Pinned);

    private static ClaimInView View(ClaimRow row, VerifiedIdentity identity, Func<string, string?> blank,
        IReadOnlyDictionary<string, string> pins) =>
        new(identity.Claim(row.Claim), identity.Claims.TryGetProperty(row.Claim, out var raw)
            ? raw
            : null, blank, pins.GetValueOrDefault(row.Claim));
}
