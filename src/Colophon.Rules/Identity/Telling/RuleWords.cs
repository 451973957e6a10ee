using Colophon.Rules.Identity.Judging;

namespace Colophon.Rules.Identity.Telling;

/// <summary>What a rule asks of a claim, in words and templates: for the pages and the documents.</summary>
public static class RuleWords
{
    /// <summary>With values in back quotes, as Markdown has them.</summary>
    public static string Of(ClaimRule rule) => rule switch
    {
        Is { Letters.Fold: true } @is =>
            $"{string.Join(" or ", @is.Any.Select(t => $"`{t}`"))}, case of ASCII letters "
            + $"aside{(@is.Letters.Until is { } until ? $" before `{until}`" : "")}",
        Is @is => string.Join(" or ", @is.Any.Select(t => $"`{t}`")),
        IsNot not => $"anything but {string.Join(", ", not.Refused.Select(t => $"`{t}`"))}",
        IsTrue => "`true`",
        Present { MayBeEmpty: true } => "there",
        Present => "there, not empty",
        Pinned => "the value kept at the first full match",
        Listed { Never.Count: > 0 } listed => $"one of those in `{listed.Field}`, never `{string.Join("`, `", listed.Never)}`",
        Listed listed => $"one of those in `{listed.Field}`",
        KindOf => "`tag` where the ref is a tag, else `branch`",
        CalledFile called => $"`{{{called.Field}}}`, at the ref that it names or at any",
        OwnFile own => Of(own.Same),
        IfSet set => $"when `{set.Field}` is filled in: {Of(set.Then)}{(set.Else is null ? "" : $"; else {Of(set.Else)}")}",
        _ => throw new InvalidOperationException($"The rule {rule.GetType().Name} has no words yet."),
    };
}
