using Colophon.Rules.Identity.Judging;

namespace Colophon.Rules.Identity;

/// <summary>One row of a provider's table: how a claim is judged, and why.</summary>
/// <param name="Claim">Its name; one that begins with a slash is a path into nested claims: <c>/kubernetes.io/namespace</c>.</param>
/// <param name="Names">The claim names the repository or account: what a stranger would have to own.</param>
/// <param name="Mend">What to do when it does not hold.</param>
public sealed record ClaimRow(string Claim, ClaimRule Rule, string? Why = null, bool Names = false, string? Mend = null);

/// <summary>What is said of a publisher that sets none of these fields and conditions.</summary>
public sealed record Weakness(Template Text, params IReadOnlyList<string> Unless);

/// <summary>
/// Everything there is to know of a kind of CI system, as one table (ADR 0003): what a maintainer fills in, how each claim is judged, how a
/// publisher is found, and how the source of a file is told.
/// </summary>
public sealed record Provider
{
    private const int MostConditions = 16;

    public required string Key { get; init; }
    public required string Name { get; init; }

    /// <summary>The one public issuer; others of the kind are added by the operator. Null where every customer has his own.</summary>
    public string? Issuer { get; init; }

    /// <summary>Web address of the forge behind the public issuer, where that is not the issuer itself.</summary>
    public string? PublicWeb { get; init; }

    /// <summary>What the issuer of a self-hosted one has behind its web address.</summary>
    public string? IssuerPath { get; init; }

    /// <summary>Web address as the operator gave it for this issuer; goes before what the table says.</summary>
    public string? Web { get; init; }

    /// <summary>The audience that its tokens always have, whoever they are for: the operator must allow it knowingly.</summary>
    public string? FixedAudience { get; init; }

    /// <summary>Its tokens have a list with one audience in it, where all others have a text.</summary>
    public bool AudienceInList { get; init; }

    /// <summary>What names a job is an id already, or there is no id that outlives it: nothing is left to be pinned.</summary>
    public bool NamesAreIds { get; init; }

    /// <summary>What a maintainer or operator should know, and which claims are not certain.</summary>
    public string? Remark { get; init; }

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

    /// <summary>Condition → the claim that it is about. A condition that is not here is refused.</summary>
    public IReadOnlyDictionary<string, string> Conditions { get; init; } = new Dictionary<string, string>();

    public required IReadOnlyList<Weakness> Weaknesses { get; init; }

    /// <summary>
    /// What a maintainer pastes to publish from it; null for the steps that any system can take. Filled by <c>WorkflowText</c>.
    /// </summary>
    public string? Workflow { get; init; }

    /// <summary>The longest life of its identity tokens.</summary>
    public TimeSpan LongestLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Claims of its tokens that nobody judges; others that are not known here are a sign that the provider has changed.</summary>
    public IReadOnlyList<string> Ignores { get; init; } = [];

    /// <summary>Fields and conditions in normal form, or what is wrong with them.</summary>
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

        var conditions = form.Where(typed => Fields.All(field => field.Key != typed.Key) && !Condition.IsLeftEmpty(typed.Key, typed.Value))
            .ToList();
        foreach (var (key, typed) in conditions)
        {
            var (value, message) = Condition.Read(this, key, typed);
            if (message is not null) errors[key] = message;
            else values[key] = value!;
        }

        if (conditions.Count > MostConditions)
            errors["conditions"] = $"Found {conditions.Count} conditions, expected at most {MostConditions}.";
        return new FormReading(values, errors);
    }

    public string LookUpKey(IReadOnlyDictionary<string, string> fields) =>
        FoundBy.Publisher.Fill(fields.GetValueOrDefault)?.ToLowerInvariant()
            ?? throw new ArgumentException("Fields were not read by Read.", nameof(fields));

    /// <summary>Null when the identity lacks the claims that would find anything.</summary>
    public string? LookUpKey(VerifiedIdentity identity) => FoundBy.Token.Fill(name => Blanks.OfToken(name, identity))?.ToLowerInvariant();

    /// <summary>Judges one identity by one publisher: every row, whatever the others say.</summary>
    public Verdict Judge(PublisherTerms terms, VerifiedIdentity identity) => Judgement.Of(this, terms, identity);

    /// <summary>
    /// What can be said of an identity without any publisher: the rules that stand alone, and which judged claims are missing.
    /// </summary>
    public IReadOnlyList<Finding> JudgeAlone(VerifiedIdentity identity) => Judgement.Alone(this, identity);

    /// <summary>Where the file comes from, as the identity proves it.</summary>
    public Source SourceOf(PublisherTerms terms, VerifiedIdentity identity)
    {
        var blank = Blanks.Of(terms, identity);
        var ids = Claims.Where(row => row.Rule is Pinned).Select(row => (row.Claim, Value: identity.Claim(row.Claim)))
            .Where(id => id.Value is not null);
        return Source.From(this, identity.Issuer, name => Facts.TryGetValue(name, out var fact)
            ? fact.Fill(blank)
            : null, ids.ToDictionary(id => id.Claim, id => id.Value!));
    }

    /// <summary>What makes the publisher weaker than it need be, a sentence each.</summary>
    public IReadOnlyList<string> Lint(PublisherTerms terms) =>
    [
        .. from weak in Weaknesses
           where weak.Unless.All(key => string.IsNullOrEmpty(terms.Fields.GetValueOrDefault(key)))
           select weak.Text.Fill(name => Blanks.OfFields(name, terms)) ?? weak.Text.Text,
        .. Claims.Select(row => row.Rule.Lint(terms.Fields.GetValueOrDefault)).OfType<string>(),
    ];

    /// <summary>The publisher as people read it.</summary>
    public string Describe(PublisherTerms terms)
    {
        var sentence = Sentence.Fill(name => Blanks.OfFields(name, terms)) ?? Name;
        var conditions = terms.Fields.Where(field => field.Value.Length > 0 && !IsTold(field.Key)).ToList();
        var environment = Fields.Any(field => field.Key == "environment") ? terms.Fields.GetValueOrDefault("environment") : null;
        return sentence + (environment is { Length: > 0 } ? $" in environment {environment}" : "")
            + (conditions.Count > 0 ? $", if {string.Join(" and ", conditions.Select(one => $"{one.Key} is {one.Value}"))}" : "");
    }

    private bool IsTold(string key) => Fields.Any(field => field.Key == key && (!field.Optional || key == "environment"));
}
