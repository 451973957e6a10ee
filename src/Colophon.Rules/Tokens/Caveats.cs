using System.Text.Json;

namespace Colophon.Rules.Tokens;

/// <summary>Good from one second until another, without leeway. Unix seconds.</summary>
public sealed record Expiration(long ExpiresAt, long NotBefore) : Caveat
{
    public override int Tag => 0;

    public override string? Judge(Act act) =>
        act.Now.ToUnixTimeSeconds() is var now && NotBefore <= now && now < ExpiresAt ? null : "token is expired";

    private protected override void WriteFields(Utf8JsonWriter json)
    {
        json.WriteNumberValue(ExpiresAt);
        json.WriteNumberValue(NotBefore);
    }
}

/// <summary>Good for projects of these normalised names. An empty list allows nothing.</summary>
public sealed record ProjectNames(IReadOnlyList<string> Names) : Caveat
{
    public override int Tag => 1;

    public override string? Judge(Act act) => act.ProjectName is null
        ? "project-scoped token used outside of a project context"
        : Names.Contains(act.ProjectName, StringComparer.Ordinal)
            ? null
            : $"project-scoped token is not valid for project: '{act.ProjectName}'";

    private protected override void WriteFields(Utf8JsonWriter json) => WriteTexts(json, Names);

    internal static void WriteTexts(Utf8JsonWriter json, IEnumerable<string> texts)
    {
        json.WriteStartArray();
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}

/// <summary>Good for these projects, by id. An empty list allows nothing.</summary>
public sealed record ProjectIds(IReadOnlyList<Guid> Ids) : Caveat
{
    public override int Tag => 2;

    public override string? Judge(Act act) => act.ProjectName is null
        ? "project-scoped token used outside of a project context"
        : act.ProjectId is { } id && Ids.Contains(id) ? null : $"project-scoped token is not valid for project: '{act.ProjectName}'";

    private protected override void WriteFields(Utf8JsonWriter json) => ProjectNames.WriteTexts(json, Ids.Select(id => id.ToString("D")));
}

/// <summary>Good for one person.</summary>
public sealed record RequestUser(Guid UserId) : Caveat
{
    public override int Tag => 3;

    public override string? Judge(Act act) => act.UserId is null
        ? "token with user restriction without a user"
        : act.UserId == UserId ? null : "current user does not match user restriction in token";

    private protected override void WriteFields(Utf8JsonWriter json) => json.WriteStringValue(UserId.ToString("D"));
}

/// <summary>Good while this publisher vouches for the project: the link is looked up live.</summary>
public sealed record OidcPublisher(Guid PublisherId) : Caveat
{
    public override int Tag => 4;

    public override string? Judge(Act act) => act.ProjectName is null
        ? "OIDC scoped token used outside of a project context"
        : act.Publishers.Contains(PublisherId) ? null : $"OIDC scoped token is not valid for project '{act.ProjectName}'";

    private protected override void WriteFields(Utf8JsonWriter json)
    {
        json.WriteStringValue(PublisherId.ToString("D"));
        json.WriteNullValue(); // PyPI's deprecated slot for claims
    }
}

/// <summary>Good for these canonical versions (ours).</summary>
public sealed record Versions(IReadOnlyList<string> Allowed) : Caveat
{
    public override int Tag => 64;

    public override string? Judge(Act act) => act.Version is { } version && Allowed.Contains(version, StringComparer.Ordinal)
        ? null
        : $"token is good for version {string.Join(", ", Allowed)} only, not for {act.Version ?? "an act without a version"}";

    private protected override void WriteFields(Utf8JsonWriter json) => ProjectNames.WriteTexts(json, Allowed);
}

/// <summary>
/// Good while one of these publishers vouches for the project (ours): an exchange that several projects' publishers hold for.
/// </summary>
public sealed record Publishers(IReadOnlyList<Guid> Ids) : Caveat
{
    public override int Tag => 65;

    public override string? Judge(Act act) => act.ProjectName is null
        ? "OIDC scoped token used outside of a project context"
        : Ids.Any(act.Publishers.Contains) ? null : $"OIDC scoped token is not valid for project '{act.ProjectName}'";

    private protected override void WriteFields(Utf8JsonWriter json) => ProjectNames.WriteTexts(json, Ids.Select(id => id.ToString("D")));
}

/// <summary>Good for exactly these bytes under exactly these names (ours).</summary>
public sealed record Files(IReadOnlyList<(string FileName, string Sha256)> Allowed) : Caveat
{
    public override int Tag => 66;

    public override string? Judge(Act act) => act is { FileName: { } name, Sha256: { } hash } && Allowed.Contains((name, hash))
        ? null
        : $"token is good for the files named at its exchange only, not for '{act.FileName}' with sha256 {act.Sha256}";

    private protected override void WriteFields(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var (name, hash) in Allowed) ProjectNames.WriteTexts(json, [name, hash]);
        json.WriteEndArray();
    }
}

/// <summary>
/// Good for this canonical version alone, unless one of these publishers vouches (ours). A publisher whose ref names a version binds what
/// it vouches for; those that bind nothing, or another version, are named here, so that no row lends its condition to another.
/// </summary>
public sealed record BoundVersion(string Version, IReadOnlyList<Guid> Except) : Caveat
{
    public override int Tag => 67;

    public override string? Judge(Act act) =>
        Except.Any(act.Publishers.Contains) || string.Equals(act.Version, Version, StringComparison.Ordinal)
        ? null
        : $"token comes from a run for version {Version}, and its publisher binds '{act.ProjectName}' to the version of the run: it is not "
            + $"good for {act.Version ?? "an act without a version"}";

    private protected override void WriteFields(Utf8JsonWriter json)
    {
        json.WriteStringValue(Version);
        ProjectNames.WriteTexts(json, Except.Select(id => id.ToString("D")));
    }
}

/// <summary>
/// Good for one upload (ours; PEP 807's <c>single-use-token</c>): only an act that ends the token in its own transaction is allowed.
/// </summary>
public sealed record OneUpload : Caveat
{
    public override int Tag => 68;

    public override string? Judge(Act act) => act.EndsToken ? null : "token is good for one upload and for nothing else";

    private protected override void WriteFields(Utf8JsonWriter json)
    {
        // it has none: the tag says all
    }
}

/// <summary>
/// Good for these kinds of acts (ours): a token that reads and never uploads, or the other way round. An empty list allows nothing.
/// </summary>
public sealed record Scopes(IReadOnlyList<string> Allowed) : Caveat
{
    /// <summary>Simple pages, files, metadata, and whatever else shows projects.</summary>
    public const string Read = "read";

    /// <summary>New files.</summary>
    public const string Upload = "upload";

    /// <summary>What maintainers do beside uploading, and see beside what everybody sees.</summary>
    public const string Manage = "manage";

    public static IReadOnlyList<string> All { get; } = [Read, Upload, Manage];

    public override int Tag => 69;

    public override string? Judge(Act act) => act.Scope is { } scope && Allowed.Contains(scope, StringComparer.Ordinal)
        ? null
        : $"token may {(Allowed.Count == 0 ? "do nothing" : string.Join(" or ", Allowed))}, not {act.Scope ?? "do this"}";

    private protected override void WriteFields(Utf8JsonWriter json) => ProjectNames.WriteTexts(json, Allowed);
}
