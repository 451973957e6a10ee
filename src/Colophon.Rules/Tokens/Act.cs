namespace Colophon.Rules.Tokens;

/// <summary>The thing attempted with a token: one upload, or one look, by somebody, at one moment.</summary>
public sealed record Act
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>The kind of act, of <see cref="Scopes"/>; null is none of them, which no token that is limited to some allows.</summary>
    public string? Scope { get; init; }

    /// <summary>Normalised name; null outside of a project.</summary>
    public string? ProjectName { get; init; }

    /// <summary>Null while the project does not exist yet.</summary>
    public Guid? ProjectId { get; init; }

    /// <summary>The person whose token it is; null for tokens minted for publishers.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The publishers that vouch for this project now, through this token.</summary>
    public IReadOnlySet<Guid> Publishers { get; init; } = new HashSet<Guid>();

    /// <summary>Canonical version of the release.</summary>
    public string? Version { get; init; }

    public string? FileName { get; init; }

    /// <summary>The act uses the token up: whoever does it takes the token out of the store in the act's own transaction.</summary>
    public bool EndsToken { get; init; }

    /// <summary>Of the file, lower-case hex.</summary>
    public string? Sha256 { get; init; }
}
