using Colophon.Rules;

namespace Colophon.Index.Store.People;

/// <summary>Why something cannot be done to an account.</summary>
internal static class AccountProblems
{
    public static readonly Problem NoAccount = new(404, "no-such-account", "There is no such account",
        "Check the name: /operate/users/ and `colophon-index user list` show those that there are.");

    public static readonly Problem BadAccount = new(400, "account-invalid", "The account cannot be made like this",
        "Give a name of 2 to 50 ASCII letters, digits, '-', '_' or '.', and an e-mail address.");

    public static readonly Problem AccountExists = new(409, "account-exists", "An account of this name or address exists",
        "Choose another name, or find the account: /operate/users/ and `colophon-index user list` show them.");

    public static readonly Problem OwnAccount = new(409, "own-account", "This is your own account",
        "Ask another operator; so one operator always remains. `colophon-index user` does it on the server.");

    public static readonly Problem OnlyOwner = new(409, "only-owner", "Projects would be left without an owner",
        "Make somebody else an owner of them first, or delete those that nobody needs.");

    /// <summary>All of them, for the pages that explain them.</summary>
    public static IReadOnlyList<Problem> All { get; } = [NoAccount, BadAccount, AccountExists, OwnAccount, OnlyOwner];
}
