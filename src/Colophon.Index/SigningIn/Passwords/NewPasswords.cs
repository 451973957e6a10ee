using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Microsoft.AspNetCore.Identity;

namespace Colophon.Index.SigningIn.Passwords;

/// <summary>Gives a person a new password, inside the caller's change, and tells them; what led in before is over.</summary>
internal sealed class NewPasswords(Sessions sessions, Kept kept, Writing write, IPasswordHasher<User> hasher)
{
    public async Task Set(HttpContext context, User user, string password, string how)
    {
        var ct = context.RequestAborted;
        user.PasswordHash = hasher.HashPassword(user, password);
        user.SecurityStamp = Guid.NewGuid().ToString("N");
        (user.AccessFailedCount, user.LockoutEnd) = (0, null);
        await kept.Remove(user.Id, Kept.ResetLink, ct);
        await sessions.End(user.Id, except: null, ct);
        await write.Db.Record(write.Now, "user:password-change", project: null, user.Name, Posting.Facts(user, context, ("how", how)), ct);
    }
}
