namespace Colophon.Rules.Identity.Judging;

/// <summary>
/// One of the optional conditions that a publisher may set beside its provider's fields (colophon.md 4). The provider's table says which
/// claim it is about.
/// </summary>
/// <param name="Key">Form name; the same for every provider.</param>
/// <param name="Hint">What it is, in a sentence.</param>
/// <param name="Example">A value that would be accepted.</param>
/// <param name="Mend">What to do when a run does not meet it.</param>
public sealed record Condition(string Key, string Hint, string Example, string Mend)
{
    /// <summary>Begins the name of a condition on any claim.</summary>
    public const string AnyClaim = "claim:";

    public static IReadOnlyList<Condition> All { get; } =
    [
        new("ref", "Branch or tag: whole, or with *; {version} in it binds each token to that version.", "refs/tags/v{version}",
            "start the run from a branch or tag that fits, or change the publisher's condition 'ref'"),
        new("protected_ref", "Only branches and tags that the forge protects.", "true",
            "protect the branch or tag on the forge, or take the publisher's condition 'protected_ref' off"),
        new("event", "What may start the run: names with commas between them.", "push,workflow_dispatch",
            "start the run by an allowed event, or add this one to the publisher's condition 'event'"),
        new("environment", "Environment of the job: whole, or with *.", "release-*",
            "give the job the environment that is expected, or change the publisher's condition 'environment'"),
        new("actor", "Who started the run: whole, or with *.", "release-bot",
            "let the account that is expected start the run, or change the publisher's condition 'actor'"),
        new("runner", "Kind of machine: whole, or with *.", "github-hosted",
            "run the job on the kind of machine that is expected, or change the publisher's condition 'runner'"),
    ];

    private static readonly Condition OfClaim = new(AnyClaim, "Any other claim that is a text: whole, or with *.", "main",
        "let the run have the value that is expected, or change the publisher's condition on this claim");

    /// <summary>Judged elsewhere, or not by comparison: a condition on them would only look like one.</summary>
    private static readonly string[] NotConditions = ["iss", "aud", "exp", "nbf", "iat", "jti"];

    /// <summary>What a provider has, as a sentence lists it.</summary>
    public static string NamesOf(Provider provider) =>
        string.Join(", ", provider.Conditions.Keys.Order(StringComparer.Ordinal).Append($"{AnyClaim}NAME for any other claim"));

    /// <summary>A form has an input for every condition; those that are left empty are none.</summary>
    public static bool IsLeftEmpty(string key, string typed) => typed.Trim(' ').Length == 0 && All.Any(one => one.Key == key);

    /// <summary>The value in normal form, or what is wrong with the condition.</summary>
    public static (string? Value, string? Message) Read(Provider provider, string key, string typed)
    {
        var value = typed.Trim(' ');
        if (key.StartsWith(AnyClaim, StringComparison.Ordinal))
        {
            return FaultOfName(key[AnyClaim.Length..]) is { } fault ? (null, fault) : Whole(value, OfClaim, mayHoldVersion: false);
        }

        if (All.FirstOrDefault(one => one.Key == key) is not { } condition)
            return (null, $"{provider.Name} has no such field. Known fields: {string.Join(", ", provider.Fields.Select(one => one.Key))}. "
                + $"Conditions: {NamesOf(provider)}.");
        if (!provider.Conditions.ContainsKey(key))
            return (null, $"The tokens of {provider.Name} have no claim for the condition '{key}'. It has: {NamesOf(provider)}.");
        return key switch
        {
            "protected_ref" => value == "true" ? (value, null) : (null, $"Found '{value}', expected 'true', or leave it out."),
            "event" => ListOfEvents(provider, value, condition),
            _ => Whole(value, condition, mayHoldVersion: key == "ref"),
        };
    }

    /// <summary>The rows that judge a publisher's conditions. What is stored but not understood never holds.</summary>
    public static IEnumerable<ClaimRow> Rows(Provider provider, IReadOnlyDictionary<string, string> fields) =>
        from field in fields
        where field.Value.Length > 0 && provider.Fields.All(known => known.Key != field.Key)
        let claim = ClaimOf(provider, field.Key)
        where !provider.Claims.Any(row => row.Claim == claim && row.Rule is IfSet set && set.Field == field.Key)
        select claim is null
            ? new ClaimRow(field.Key, new Unjudged(field.Key))
            : new ClaimRow(claim, RuleOf(field.Key, field.Value), Mend: Find(field.Key).Mend);

    private static Condition Find(string key) => All.FirstOrDefault(one => one.Key == key) ?? OfClaim;

    /// <summary>The claim that a condition is about; null when the provider has no such condition.</summary>
    internal static string? ClaimOf(Provider provider, string key) =>
        key.StartsWith(AnyClaim, StringComparison.Ordinal) ? key[AnyClaim.Length..] : provider.Conditions.GetValueOrDefault(key);

    private static ClaimRule RuleOf(string key, string value) => key switch
    {
        "event" => new Listed(key),
        _ => Glob.Parse(value, mayHoldVersion: key == "ref").Glob is { } glob ? new Fits(glob) : new Unjudged(key),
    };

    private static (string? Value, string? Message) Whole(string value, Condition condition, bool mayHoldVersion)
    {
        if (value.Length == 0) return (null, $"It is empty: leave it out, or write for example '{condition.Example}'.");
        var (_, message) = Glob.Parse(value, mayHoldVersion);
        return message is null ? (value, null) : (null, $"{message} Found '{Shown(value)}', expected for example '{condition.Example}'.");
    }

    private static (string? Value, string? Message) ListOfEvents(Provider provider, string value, Condition condition)
    {
        var names = value.Split(',', StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .ToList();
        var isForm = names.Count <= 16 && names.TrueForAll(name => name.Length is > 0 and <= 64
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'));
        if (!isForm)
            return (null, $"An event is named whole, with letters, digits, '_' and '-'. Found '{Shown(value)}', expected for example "
                + $"'{condition.Example}'.");

        var never = provider.Claims.Select(row => row.Rule).OfType<IfSet>().Select(set => set.Then).OfType<Listed>()
            .SelectMany(listed => listed.Never);
        return names.Find(name => never.Any(one => Letters.AnyCase.Same(name, one))) is { } refused
            ? (null, $"'{refused}' cannot be allowed: a stranger's code could run with the repository's own rights.")
            : (string.Join(',', names), null);
    }

    /// <summary>Why nothing can be required of a claim of this name; null when it can.</summary>
    public static string? FaultOfName(string name)
    {
        if (NotConditions.Contains(name, StringComparer.Ordinal))
            return $"The claim '{name}' is judged already, or different each time; no condition can be set on it.";
        return ClaimName.IsPlausible(name) ? null
            : $"'{Shown(name)}' is no name of a claim. Expected up to {ClaimName.MostCharacters} printable characters without blanks, "
                + "quotes, braces, '*', ',' and '='; a claim inside another is written /OUTER/INNER.";
    }

    private static string Shown(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
