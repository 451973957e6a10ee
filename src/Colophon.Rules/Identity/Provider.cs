using System.Text.Json;

namespace Colophon.Rules.Identity;

/// <summary>One row of a provider's table: how a claim is judged, and why.</summary>
/// <param name="Names">The claim names the repository or account: what a stranger would have to own.</param>
public sealed record ClaimRow(string Claim, ClaimRule Rule, string? Why = null, bool Names = false);

/// <summary>
/// Everything there is to know of a kind of CI system, as one table (ADR 0003): what a maintainer fills in, how each claim is judged, how a
/// publisher is found, and how the source of a file is told.
/// </summary>
public sealed record Provider
{
    public required string Key { get; init; }
    public required string Name { get; init; }

    /// <summary>The public issuer; others of the kind are added by the operator.</summary>
    public required string Issuer { get; init; }

    /// <summary>Where its claims are documented.</summary>
    public required string Documentation { get; init; }

    public required IReadOnlyList<Field> Fields { get; init; }
    public required IReadOnlyList<ClaimRow> Claims { get; init; }

    /// <summary>
    /// The same text from a publisher's fields and from a matching token: one query finds the candidates of every provider.
    /// </summary>
    public required (Template Publisher, Template Token) FoundBy { get; init; }

    /// <summary>The facts of a <see cref="Source"/>, by its property names.</summary>
    public required IReadOnlyDictionary<string, Template> Facts { get; init; }

    /// <summary>A publisher in words.</summary>
    public required Template Sentence { get; init; }

    /// <summary>What is said of a publisher with this optional field empty.</summary>
    public required IReadOnlyDictionary<string, string> Weaknesses { get; init; }

    /// <summary>
    /// What a maintainer pastes to publish from it; null for the steps that any system can take. Filled by <c>WorkflowText</c>.
    /// </summary>
    public string? Workflow { get; init; }

    /// <summary>The longest life of its identity tokens.</summary>
    public TimeSpan LongestLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Claims of its tokens that nobody judges; others that are not known here are a sign that the provider has changed.</summary>
    public IReadOnlyList<string> Ignores { get; init; } = [];

    /// <summary>Fields in normal form, or what is wrong with them.</summary>
    public FormReading Read(IReadOnlyDictionary<string, string> form)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var errors = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in Fields)
        {
            var (value, message) = field.Read(form.GetValueOrDefault(field.Key));
            if (message is not null) errors[field.Key] = message;
            else values[field.Key] = value!;
        }

        foreach (var unknown in form.Keys.Where(key => Fields.All(field => field.Key != key)))
            errors[unknown] = $"{Name} has no such field. Known fields: {string.Join(", ", Fields.Select(field => field.Key))}.";
        return new FormReading(values, errors);
    }

    public string LookUpKey(IReadOnlyDictionary<string, string> fields) =>
        FoundBy.Publisher.Fill(fields.GetValueOrDefault)?.ToLowerInvariant()
            ?? throw new ArgumentException("Fields were not read by Read.", nameof(fields));

    /// <summary>Null when the identity lacks the claims that would find anything.</summary>
    public string? LookUpKey(VerifiedIdentity identity) => FoundBy.Token.Fill(name => TokenBlank(name, identity))?.ToLowerInvariant();

    /// <summary>Judges one identity by one publisher: every row, whatever the others say.</summary>
    public Verdict Judge(PublisherTerms terms, VerifiedIdentity identity)
    {
        var blank = Blanks(terms, identity);
        var views = Claims.Select(row => (Row: row, View: View(row, identity, blank, terms.Pins))).ToList();
        var judged = views.Select(pair => (pair.Row, pair.View, Holds: pair.Row.Rule.Holds(pair.View))).ToList();

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
    public IReadOnlyList<Finding> JudgeAlone(VerifiedIdentity identity) =>
    [
        .. from row in Claims
           where !row.Rule.IsOptional
           let view = View(row, identity, _ => null, new Dictionary<string, string>())
           let holds = row.Rule.StandsAlone ? row.Rule.Holds(view) : view.Found is not null
           where !holds
           select new Finding(row.Claim, false, view.Found, row.Rule.StandsAlone
               ? row.Rule.Expected(view)
               : "the value that a publisher names", row.Why, MayTell: true),
    ];

    /// <summary>Where the file comes from, as the identity proves it.</summary>
    public Source SourceOf(PublisherTerms terms, VerifiedIdentity identity)
    {
        var blank = Blanks(terms, identity);
        var ids = Claims.Where(row => row.Rule is Pinned).Select(row => (row.Claim, Value: identity.Claim(row.Claim)))
            .Where(id => id.Value is not null);
        return Source.From(this, identity.Issuer, name => Facts.TryGetValue(name, out var fact)
            ? fact.Fill(blank)
            : null, ids.ToDictionary(id => id.Claim, id => id.Value!));
    }

    /// <summary>What makes the publisher weaker than it need be, a sentence each.</summary>
    public IReadOnlyList<string> Lint(PublisherTerms terms) =>
        [.. Weaknesses.Where(weak => string.IsNullOrEmpty(terms.Fields.GetValueOrDefault(weak.Key)))
            .Select(weak => new Template(weak.Value).Fill(terms.Fields.GetValueOrDefault) ?? weak.Value)];

    /// <summary>The publisher as people read it.</summary>
    public string Describe(PublisherTerms terms)
    {
        var sentence = Sentence.Fill(name => FieldBlank(name, terms)) ?? Name;
        return terms.Fields.GetValueOrDefault("environment") is { Length: > 0 } environment
            ? $"{sentence} in environment {environment}"
            : sentence;
    }

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

    private static Func<string, string?> Blanks(PublisherTerms terms, VerifiedIdentity identity) => name =>
        TokenBlank(name, identity) ?? FieldBlank(name, terms);

    private static string? TokenBlank(string name, VerifiedIdentity identity) =>
        name.StartsWith("token.", StringComparison.Ordinal) ? identity.Claim(name["token.".Length..]) : null;

    private static string? FieldBlank(string name, PublisherTerms terms) => name switch
    {
        "issuer" => terms.Issuer.TrimEnd('/'),
        "host" => terms.Issuer.TrimEnd('/') is var url && url.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme
            ? url[(scheme + 3)..]
            : url,
        _ => terms.Fields.GetValueOrDefault(name),
    };
}
