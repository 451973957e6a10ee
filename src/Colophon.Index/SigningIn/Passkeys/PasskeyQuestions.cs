using Colophon.Index.SigningIn.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.People;
using Colophon.Index.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.SigningIn.Passkeys;

/// <summary>
/// Questions to passkeys, and what their answers are worth. A question costs the index nothing until it is answered: it goes with the page,
/// sealed, and the answer strikes it off in the database, so that none is answered twice on any node (threats.md F21).
/// </summary>
internal sealed class PasskeyQuestions(IPasskeyHandler<User> passkeys, Seals seals, PublicAddress address, TimeProvider clock)
{
    private const string ToGet = "passkey question";
    private const string ToCreate = "new passkey";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Passkeys belong to one origin: that of the setting, or <c>http://localhost</c> for who tries the index on this machine.
    /// </summary>
    public bool WorkHere(HttpContext context) => IsOurs($"{context.Request.Scheme}://{context.Request.Host}", context);

    public bool IsOurs(string origin, HttpContext context) =>
        string.Equals(origin, address.Url, StringComparison.OrdinalIgnoreCase) ? !System.Net.IPAddress.TryParse(address.Host, out _)
        : SecurityHeaders.IsAtHome(context) && context.Request.Host.Host == "localhost" && origin == $"http://{context.Request.Host}";

    /// <summary>For whoever comes. Null where passkeys do not work.</summary>
    public async Task<PasskeyQuestion?> ToSignIn(HttpContext context, User? user = null)
    {
        if (!WorkHere(context)) return null;
        var made = await passkeys.MakeRequestOptionsAsync(user, context);
        context.AllowOwnScript();
        return new PasskeyQuestion(made.RequestOptionsJson, seals.Seal(ToGet, Life, made.AssertionState ?? ""));
    }

    /// <summary>For a new passkey of this person. Null where passkeys do not work.</summary>
    public async Task<PasskeyQuestion?> ToMake(HttpContext context, User user)
    {
        if (!WorkHere(context)) return null;
        var entity = new PasskeyUserEntity { Id = user.Id.ToString("D"), Name = user.Name, DisplayName = user.Name };
        var made = await passkeys.MakeCreationOptionsAsync(entity, context);
        context.AllowOwnScript();
        return new PasskeyQuestion(made.CreationOptionsJson, seals.Seal(ToCreate, Life, entity.Id, made.AttestationState ?? ""));
    }

    /// <summary>The person and the passkey as it counts now; null for any fault whatsoever.</summary>
    public async Task<(User User, UserPasskeyInfo Passkey)?> Judge(HttpContext context, string asked, string answer)
    {
        if (!WorkHere(context) || answer.Length == 0 || seals.Open(ToGet, asked) is not [var state]) return null;
        var result = await passkeys.PerformAssertionAsync(
            new PasskeyAssertionContext { HttpContext = context, CredentialJson = answer, AssertionState = state });
        return result is { Succeeded: true, User.IsDisabled: false } ? (result.User, result.Passkey) : null;
    }

    /// <summary>The new passkey, made for this person alone; null for any fault whatsoever.</summary>
    public async Task<UserPasskeyInfo?> JudgeNew(HttpContext context, Guid userId, string asked, string answer)
    {
        if (!WorkHere(context) || answer.Length == 0) return null;
        if (seals.Open(ToCreate, asked) is not [var id, var state] || id != userId.ToString("D")) return null;
        var result = await passkeys.PerformAttestationAsync(
            new PasskeyAttestationContext { HttpContext = context, CredentialJson = answer, AttestationState = state });
        return result.Succeeded ? result.Passkey : null;
    }

    /// <summary>Strikes the question off, inside the caller's change: false when it was answered before.</summary>
    public async Task<bool> Answered(ColophonDb db, string asked, CancellationToken ct)
    {
        var key = $"sha256:{Secrets.HashOf(asked)}";
        if (await db.Redemptions.AnyAsync(r => r.Issuer == ToGet && r.ReplayKey == key, ct)) return false;
        db.Redemptions.Add(new Redemption { Issuer = ToGet, ReplayKey = key, Expires = clock.GetUtcNow() + Life });
        return true;
    }
}
