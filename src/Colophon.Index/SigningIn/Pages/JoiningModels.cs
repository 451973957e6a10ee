namespace Colophon.Index.SigningIn.Pages;

/// <summary>A page that tells one thing.</summary>
/// <param name="Next">Where its one link leads.</param>
public sealed record NoticeModel(string Title, IReadOnlyList<string> Paragraphs, string Next, string NextWords);

/// <summary>Asks for the address of who wants an account.</summary>
/// <param name="SignOn">The organisation's sign-on; null without one.</param>
public sealed record SignUpModel(bool IsOpen, string Email, string? Fault, string? SignOn);

/// <summary>Asks the operator of a new index for an account.</summary>
public sealed record FirstStartModel(string Name, string Email, string? Fault);

/// <summary>Asks for a new password.</summary>
/// <param name="Name">Whose.</param>
public sealed record NewPasswordModel(string Title, string Name, string? Fault);

/// <summary>What the visitor of an invitation can do with it.</summary>
public enum JoinStanding
{
    /// <summary>Make an account of its address.</summary>
    New,

    /// <summary>Sign in to the account of its address.</summary>
    SignInFirst,

    /// <summary>Take it up.</summary>
    Ready,

    /// <summary>Nothing: they are signed in as somebody else.</summary>
    Another,
}

/// <summary>An invitation.</summary>
/// <param name="Project">Null: to the index alone.</param>
/// <param name="Name">As it was typed.</param>
public sealed record JoinModel(JoinStanding Standing, string Email, string? Project, string? Role, string By, string Name, string? Fault);

/// <summary>Asks for the address of an account whose password is forgotten.</summary>
public sealed record ForgottenModel(string Email, string? Fault);
