using Colophon.Rules.Packaging.Names;

namespace Colophon.Rules.Identity.Judging;

/// <summary>Fits what the maintainer wrote for a condition. Absent means no.</summary>
internal sealed record Fits(Glob Glob) : ClaimRule
{
    public override bool IsOptional => true;

    public override bool Holds(ClaimInView claim) => claim.Found is { } found && Glob.Fits(found, out _);

    public override string Expected(ClaimInView claim) => Glob.Text;

    /// <summary>The version that the claim names in the place of <c>{version}</c>.</summary>
    public ReleaseVersion? Version(ClaimInView claim) =>
        claim.Found is { } found && Glob.Fits(found, out var version) ? version : null;
}

/// <summary>A condition that the table no longer knows, or that cannot be read: never holds.</summary>
internal sealed record Unjudged(string Key) : ClaimRule
{
    public override bool IsOptional => true;

    public override bool Holds(ClaimInView claim) => false;

    public override string Expected(ClaimInView claim) =>
        $"a condition '{Key}' that can be judged: an owner has to take it off or set it anew";
}

/// <summary>
/// One of the names that the field lists, and none of those that may never be allowed. Exact: a list allows what it names.
/// </summary>
public sealed record Listed(string Field, params IReadOnlyList<string> Never) : ClaimRule
{
    public override IReadOnlyList<Template> Templates => [new("{" + Field + "}")];

    public override bool Holds(ClaimInView claim) =>
        claim.Found is { Length: > 0 } found && claim.Blank(Field) is { } list
            && list.Split(',').Contains(found, StringComparer.Ordinal) && !Never.Any(never => Letters.AnyCase.Same(found, never));

    public override string Expected(ClaimInView claim) => claim.Blank(Field)?.Replace(",", " or ", StringComparison.Ordinal) ?? "an event";
}

/// <summary>
/// <c>tag</c> exactly where the ref is a tag's, else <c>branch</c>: a ref and its kind must not contradict each other (threats.md B26).
/// </summary>
public sealed record KindOf(Template Ref) : ClaimRule
{
    public override IReadOnlyList<Template> Templates => [];

    public override bool Holds(ClaimInView claim) => string.Equals(claim.Found, Expected(claim), StringComparison.Ordinal);

    public override string Expected(ClaimInView claim) =>
        Ref.Fill(claim.Blank)?.StartsWith("refs/tags/", StringComparison.Ordinal) == true ? "tag" : "branch";
}

/// <summary>
/// The file that the field names, as <c>OWNER/REPOSITORY/PATH/FILE</c> with <c>@REF</c> or without. Without, any branch, tag or commit
/// follows; one with '@' in it must be named, because <c>a.yml@b.yml@refs/heads/c</c> could be read in two ways (threats.md B15).
/// </summary>
public sealed record CalledFile(string Field, Letters Letters) : ClaimRule
{
    public override IReadOnlyList<Template> Templates => [new("{" + Field + "}")];

    public override bool Holds(ClaimInView claim)
    {
        if (claim.Found is not { } found || claim.Blank(Field) is not { Length: > 0 } named) return false;
        if (named.Contains('@')) return Letters.Same(found, named);
        return found.Length > named.Length && found[named.Length] == '@' && Letters.Same(found[..named.Length], named)
            && IsRef(found[(named.Length + 1)..]);
    }

    public override string Expected(ClaimInView claim) => claim.Blank(Field) is not { Length: > 0 } named
        ? "the file that a publisher names"
        : named.Contains('@') ? named : $"{named}@ and a branch, a tag or a commit";

    public override string? Lint(Func<string, string?> field) => field(Field) is { } named && !named.Contains('@')
        ? $"{Field} names no ref: whoever may push any branch of its repository can publish. Add @ and a tag, or better a commit."
        : null;

    public override Advice? Advise(ClaimInView claim) => new("the reusable file whose steps run",
        $"let the workflow call the file that the publisher names, at the ref that it names, or change the publisher's {Field}");

    private static bool IsRef(string text) =>
        !text.Contains('@') && (Follows(text, "refs/heads/") || Follows(text, "refs/tags/") || IsCommit(text));

    private static bool IsCommit(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    private static bool Follows(string text, string begin) =>
        text.Length > begin.Length && text.StartsWith(begin, StringComparison.Ordinal);
}

/// <summary>A file of the publisher's own repository; says what to set when the steps come from a reusable file instead.</summary>
/// <param name="Same">What the claim must be.</param>
/// <param name="Home">How files of the publisher's repository begin.</param>
/// <param name="Field">The field that would admit the file that was found.</param>
public sealed record OwnFile(Is Same, Template Home, string Field) : ClaimRule
{
    public override IReadOnlyList<Template> Templates => Same.Templates;

    public override bool Holds(ClaimInView claim) => Same.Holds(claim);

    public override string Expected(ClaimInView claim) => Same.Expected(claim);

    public override Advice? Advise(ClaimInView claim)
    {
        if (claim.Found is not { } found || claim.Blank("token.workflow_ref") is not { } started || found == started) return null;

        var isHome = Home.Fill(claim.Blank) is { } home && found.Length >= home.Length && Letters.AnyCase.Same(found[..home.Length], home);
        return new Advice(
            $"the job runs a reusable workflow of {(isHome ? "this" : "another")} repository, started by '{started}'",
            $"if its authors may publish this project, name it in the publisher with --set {Field}={found}, or without @ and what follows "
                + "to allow every ref; else let the job's steps stand in the workflow itself");
    }
}
