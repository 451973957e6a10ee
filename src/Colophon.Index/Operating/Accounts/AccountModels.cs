using Colophon.Index.Operating.Pages;

namespace Colophon.Index.Operating.Accounts;

/// <summary>The people with accounts.</summary>
/// <param name="Typed">What was typed to add somebody, with the fault.</param>
public sealed record UsersModel(IReadOnlyList<UserRow> Users, Listing List, string? Done, NewUserModel Typed);

/// <summary>A person in the table.</summary>
public sealed record UserRow(string Name, string Email, DateTimeOffset Created, DateTimeOffset? LastSeen, bool IsOperator, bool IsDisabled,
    bool HasSecondFactor, int Passkeys);

/// <summary>Somebody to be added.</summary>
public sealed record NewUserModel(string Name = "", string Email = "", bool IsOperator = false, string? Fault = null);

/// <summary>One person.</summary>
/// <param name="OnlyOwnerOf">Projects that nobody else owns.</param>
/// <param name="IsOwn">It is the one who looks at the page.</param>
public sealed record UserModel(UserRow User, IReadOnlyList<UserRole> Roles, IReadOnlyList<string> OnlyOwnerOf, int Tokens, int Sessions, bool IsOwn)
{
    public string? Done { get; init; }

    /// <summary>The form that was not taken: <c>reset</c> or <c>delete</c>.</summary>
    public string? FaultOf { get; init; }

    public string? Fault { get; init; }
}

/// <param name="Project">As it is shown.</param>
/// <param name="Path">As it is found.</param>
public sealed record UserRole(string Project, string Path, string Role);

/// <summary>A link that is shown this once.</summary>
public sealed record LinkModel(string Name, string Link);
