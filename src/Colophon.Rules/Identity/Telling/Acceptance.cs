using Colophon.Rules.Identity.Judging;

namespace Colophon.Rules.Identity.Telling;

/// <summary>A publisher's fields as they would have to be, or why no change of them can be offered.</summary>
public sealed record Accepted(IReadOnlyDictionary<string, string>? Fields, string? WhyNot);

/// <summary>
/// Makes the values that a refused run had the configured ones (colophon.md 5): what failed is read backwards into the fields that would
/// admit it, and everything is judged once more. Nothing that was proved by an id, and nothing that would only loosen, is offered.
/// </summary>
public static class Acceptance
{
    /// <param name="found">The run's claims, as the verdict showed them.</param>
    /// <param name="failed">Names of the claims that did not hold.</param>
    public static Accepted Of(PublisherTerms terms, IReadOnlyDictionary<string, string?> found, IReadOnlySet<string> failed)
    {
        var (table, was) = (terms.Provider, terms.Fields);
        if (table.Claims.Any(row => failed.Contains(row.Claim) && IsId(row)))
            return No("The ids that never change are other ones. That may be a stranger who took the names over: if it was you who made it "
                + "anew, remove the publisher and add it again.");

        var fields = was.ToDictionary(StringComparer.Ordinal);
        var read = Suggestion.Fields(table, terms.Issuer, found.GetValueOrDefault);
        foreach (var key in table.Claims.Where(row => failed.Contains(row.Claim)).SelectMany(row => FieldsOf(row.Rule)))
        {
            if (read?.GetValueOrDefault(key) is { Length: > 0 } value && fields.ContainsKey(key)) fields[key] = value;
        }

        if (Conditions(table, fields, found, failed) is { } fault) return No(fault);
        var reading = table.Read(fields);
        if (!reading.IsValid) return No(reading.InWords());
        return StillFails(terms with { Fields = reading.Values }, found, failed) is { } reason
            ? No(reason)
            : new Accepted(reading.Values, null);
    }

    /// <summary>Sets conditions that failed to what was found; says why where that cannot be.</summary>
    private static string? Conditions(Provider table, Dictionary<string, string> fields, IReadOnlyDictionary<string, string?> found,
        IReadOnlySet<string> failed)
    {
        foreach (var (key, value) in fields.Where(one => one.Value.Length > 0 && table.Fields.All(f => f.Key != one.Key)).ToList())
        {
            if (Condition.ClaimOf(table, key) is not { } claim || !failed.Contains(claim)) continue;
            if (found.GetValueOrDefault(claim) is not { Length: > 0 } now)
                return $"The run says nothing of {claim}, and the condition '{key}' asks for it: take it off by hand.";
            if (now.Contains('*') || now.Contains('{'))
                return $"'{now}' cannot be written as a condition that admits it alone: change the publisher by hand.";
            if (key == "protected_ref") return "The branch or tag is not protected: protect it, or take the condition off by hand.";
            fields[key] = key == "event" ? $"{value},{now}" : now;
        }

        return null;
    }

    private static string? StillFails(PublisherTerms terms, IReadOnlyDictionary<string, string?> found, IReadOnlySet<string> failed)
    {
        string? Blank(string name) => name.StartsWith("token.", StringComparison.Ordinal)
            ? found.GetValueOrDefault(name["token.".Length..])
            : Blanks.OfFields(name, terms);
        foreach (var row in terms.Provider.Claims.Concat(Condition.Rows(terms.Provider, terms.Fields)))
        {
            var view = new ClaimInView(found.GetValueOrDefault(row.Claim), Raw: null, Blank, terms.Pins.GetValueOrDefault(row.Claim));
            var rule = row.Rule.Chosen(view);
            if (!failed.Contains(row.Claim) && rule is IsTrue or Pinned or Present) continue; // judged from the token itself
            if (!rule.Holds(view))
                return $"{row.Claim}: found {(view.Found is { } text ? $"'{text}'" : "nothing")}, which no value of the form admits"
                    + $"{(row.Mend is { } mend ? $". To mend it: {mend}" : "")}.";
        }

        return null;
    }

    private static bool IsId(ClaimRow row) => row.Rule is Pinned or IfSet { Else: Pinned };

    private static IEnumerable<string> FieldsOf(ClaimRule rule) => rule.Templates.SelectMany(template => template.Blanks)
        .Where(blank => !blank.StartsWith("token.", StringComparison.Ordinal));

    private static Accepted No(string why) => new(null, why);
}
