using Colophon.Index.Store.Entities.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Colophon.Index.Store.Passwords;

/// <summary>
/// Hashes passwords with Identity's PBKDF2-HMAC-SHA512, in their normal form and as slowly as OWASP asks; older hashes are renewed when
/// their person signs in (threats.md F19).
/// </summary>
internal sealed class PasswordHashes()
    : PasswordHasher<User>(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }))
{
    public const int Iterations = 210_000;

    public override string HashPassword(User user, string password) => base.HashPassword(user, NormalForm.Of(password));

    public override PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword) =>
        providedPassword.Length > PasswordRules.Longest
            ? PasswordVerificationResult.Failed // nobody has such a one, and hashing it would be work for nothing
            : base.VerifyHashedPassword(user, hashedPassword, NormalForm.Of(providedPassword));
}
