using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Microsoft.AspNetCore.Identity;

namespace Colophon.Index.SigningIn.Passwords;

/// <summary>Gives a person a new password, inside the caller's change, and tells them; what led in before is over.</summary>
internal sealed class NewPasswords(Sessions sessions, Kept kept, Writing write, IPasswordHasher<User> hasher)
{
    public async Task Set(User user, string password, string @event, CancellationToken ct)
    {
        user.PasswordHash = hasher.HashPassword(user, password);
        user.SecurityStamp = Guid.NewGuid().ToString("N");
        (user.AccessFailedCount, user.LockoutEnd) = (0, null);
        await kept.Remove(user.Id, Kept.ResetLink, ct);
        await sessions.End(user.Id, except: null, ct);
        write.Db.Write(write.Now, user.Email!, "Your password was changed",
            $"The password of {user.Name} was changed. Every browser that was signed in with it is signed out.",
            "If it was not you, set another by \"Forgotten your password?\" on the sign-in page, and tell the operator.");
        await write.Db.Record(write.Now, @event, project: null, user.Name, ct: ct);
    }
}
