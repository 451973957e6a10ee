using Colophon.Index.Store.Entities.Accounts;
using Microsoft.AspNetCore.Identity;

namespace Colophon.Index.SigningIn.SecondFactor;

/// <summary>
/// A person whose password was right and whose second factor is still to come. It is no session: no page but that of the second factor
/// asks for it (threats.md F12).
/// </summary>
internal sealed class HalfSignedIn(Seals seals, UserManager<User> users)
{
    private const string Name = "half";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public void Begin(HttpContext context, User user, string way) =>
        SealedCookie.Set(context, Name, seals.Seal(Name, Life, user.Id.ToString("D"), user.SecurityStamp ?? "", way), Life);

    /// <summary>Null: nobody, too late, or their password was changed meanwhile.</summary>
    public async Task<(User User, string Way)?> Of(HttpContext context)
    {
        if (seals.Open(Name, SealedCookie.Of(context, Name)) is not [var id, var stamp, var way]) return null;
        return await users.FindByIdAsync(id) is { IsDisabled: false } user && user.SecurityStamp == stamp ? (user, way) : null;
    }

    public static void End(HttpContext context)
    {
        if (SealedCookie.Of(context, Name) is not null) SealedCookie.Clear(context, Name);
    }
}
