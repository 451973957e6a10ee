using Colophon.Index.Store.Entities.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.People;

/// <summary>What accounts may be called: the same rules for the operator's verb and for people who sign up.</summary>
internal static class NewPeople
{
    /// <summary>Whom the history names where no person acted: an account of this name would pass for them.</summary>
    private static readonly string[] Reserved = ["operator", "upkeep"];

    /// <summary>ASCII only: two names that look alike would be two people (threats.md F40).</summary>
    public static string? FaultInName(string name) => Reserved.Contains(User.Normalize(name))
        ? $"'{name}' is the name by which the history calls what no person did. Choose another."
        : name.Length is >= 2 and <= 50 && char.IsAsciiLetterOrDigit(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
                ? null
                : $"'{name}' is no account name. Expected 2 to 50 ASCII letters, digits, '-', '_' or '.', beginning with a letter or "
                    + "digit.";

    public static string? FaultInEmail(string email) => email.Length <= 254 && email.Count(c => c == '@') == 1 && !email.StartsWith('@')
        && !email.EndsWith('@') && !email.Any(c => c <= ' ' || char.IsControl(c))
            ? null
            : $"'{email}' is no e-mail address. Expected for example alice@example.org.";

    public static Task<bool> HasName(this ColophonDb db, string name, CancellationToken ct)
    {
        var normalized = User.Normalize(name);
        return db.Users.AnyAsync(u => u.NormalizedUserName == normalized, ct);
    }

    public static Task<User?> UserOf(this ColophonDb db, string email, CancellationToken ct)
    {
        var normalized = User.Normalize(email);
        return db.Users.FirstOrDefaultAsync(u => u.NormalizedEmail == normalized, ct);
    }
}
