namespace Colophon.Index.Maintaining.Pages;

/// <summary>A person with a role in a project.</summary>
public sealed record MemberRow(string User, string Role);

/// <summary>An invitation that can be taken up.</summary>
/// <param name="To">As it was typed: an account's name or an address.</param>
public sealed record InvitationRow(string Id, string To, string Role, string InvitedBy, DateTimeOffset Expires);

/// <summary>The people of a project.</summary>
/// <param name="Invitations">Shown to owners alone.</param>
public sealed record PeopleModel(ProjectTop Top, IReadOnlyList<MemberRow> People, IReadOnlyList<InvitationRow> Invitations)
{
    public string? Fault { get; init; }

    /// <summary>The fault is of the form that invites.</summary>
    public bool FaultIsOfInviting { get; init; }

    /// <summary>Who was to be invited, as typed.</summary>
    public string Who { get; init; } = "";

    public string Role { get; init; } = "maintainer";

    /// <summary>What has just been done.</summary>
    public string? Done { get; init; }
}

/// <summary>An API token, without its text.</summary>
/// <param name="Scopes">Null: all that its owner may.</param>
/// <param name="Projects">Null: all of its owner's.</param>
public sealed record TokenRow(string Id, string Name, IReadOnlyList<string>? Scopes, IReadOnlyList<string>? Projects,
    DateTimeOffset Created, DateTimeOffset? Expires);

/// <summary>A person's API tokens.</summary>
/// <param name="Now">By which those that have ended are known.</param>
public sealed record TokensModel(IReadOnlyList<TokenRow> Tokens, DateTimeOffset Now);

/// <summary>Asks what a new token is to be.</summary>
/// <param name="Projects">The person's own, to choose from: normalised name and name.</param>
public sealed record NewTokenModel(IReadOnlyList<(string Normalized, string Name)> Projects)
{
    public string Name { get; init; } = "";
    public IReadOnlyList<string> Scopes { get; init; } = ["upload"];
    public IReadOnlyList<string> Chosen { get; init; } = [];
    public string Days { get; init; } = "90";
    public string? Fault { get; init; }

    /// <summary>The field that it is of.</summary>
    public string? FaultIn { get; init; }
}

/// <summary>A token that was made: shown this once.</summary>
/// <param name="Text">The secret.</param>
/// <param name="Url">Of this index.</param>
public sealed record TokenMadeModel(TokenRow Token, string Text, string Url);
