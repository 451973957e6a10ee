using System.Globalization;
using Colophon.Index.Store;
using Colophon.Index.Store.People;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.SigningIn;

/// <summary>
/// Small things that are kept of a person, in Identity's table for such: hashes of links that were mailed, the authenticator's key
/// (sealed), hashes of recovery codes. All are written inside the caller's change.
/// </summary>
internal sealed class Kept(ColophonDb db, TimeProvider clock)
{
    /// <summary>Resets a forgotten password; gone with the next sign-in, too (threats.md F20).</summary>
    public const string ResetLink = "link:reset";

    /// <summary>Confirms a new address.</summary>
    public const string EmailLink = "link:email";

    public const string TotpKey = "totp:key";
    public const string TotpStep = "totp:step";
    public const string RecoveryCodes = "recovery-codes";

    private const string By = "colophon";

    public async Task<string?> Get(Guid userId, string name, CancellationToken ct) =>
        (await db.Set<IdentityUserToken<Guid>>().AsNoTracking()
            .FirstOrDefaultAsync(t => t.UserId == userId && t.LoginProvider == By && t.Name == name, ct))?.Value;

    public async Task Put(Guid userId, string name, string value, CancellationToken ct)
    {
        await Remove(userId, name, ct);
        db.Add(new IdentityUserToken<Guid> { UserId = userId, LoginProvider = By, Name = name, Value = value });
    }

    /// <returns>Whether there was one: of two who come at once, one hears so.</returns>
    public async Task<bool> Remove(Guid userId, string name, CancellationToken ct) =>
        await db.Set<IdentityUserToken<Guid>>().Where(t => t.UserId == userId && t.LoginProvider == By && t.Name == name)
            .ExecuteDeleteAsync(ct) > 0;

    /// <summary>Keeps a link's hash, in place of an earlier one's; what comes back stands in the link.</summary>
    /// <param name="with">Kept beside it, such as the new address.</param>
    public async Task<string> PutLink(Guid userId, string name, TimeSpan life, CancellationToken ct, string with = "")
    {
        var secret = Secrets.Make();
        var end = (clock.GetUtcNow() + life).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        await Put(userId, name, $"{Secrets.HashOf(secret)} {end} {with}", ct);
        return $"{userId:N}{secret}";
    }

    /// <summary>Whose link it is and what was kept beside it; null: used, replaced, expired, or never made.</summary>
    public async Task<(Guid UserId, string With)?> Link(string name, string text, CancellationToken ct)
    {
        if (text.Length != 96 || !Guid.TryParseExact(text[..32], "N", out var userId)) return null;
        if ((await Get(userId, name, ct))?.Split(' ', 3) is not [var hash, var end, var with]) return null;
        return Secrets.Fits(text[32..], hash) && clock.GetUtcNow().ToUnixTimeSeconds() < long.Parse(end, CultureInfo.InvariantCulture)
            ? (userId, with)
            : null;
    }
}
