using System.Globalization;
using System.Security.Cryptography;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.People;
using Microsoft.AspNetCore.DataProtection;

namespace Colophon.Index.SigningIn.SecondFactor;

/// <summary>
/// A person's authenticator and recovery codes as they are kept: the key sealed, the codes hashed (threats.md F22). Everything happens
/// inside the caller's change, and changes take turns: no code is taken twice.
/// </summary>
internal sealed class SecondFactors(Kept kept, IDataProtectionProvider protection, TimeProvider clock)
{
    private const int Codes = 10;
    private const int CodeBytes = 10;

    private readonly IDataProtector protector = protection.CreateProtector("colophon", "totp");

    /// <summary>Turns it on, or replaces it.</summary>
    /// <returns>The recovery codes, which nobody can read again.</returns>
    public async Task<IReadOnlyList<string>> Keep(User user, byte[] key, long step, CancellationToken ct)
    {
        await kept.Put(user.Id, Kept.TotpKey, Convert.ToBase64String(protector.Protect(key)), ct);
        await kept.Put(user.Id, Kept.TotpStep, step.ToString(CultureInfo.InvariantCulture), ct);
        user.TwoFactorEnabled = true;
        return await NewCodes(user, ct);
    }

    public async Task<IReadOnlyList<string>> NewCodes(User user, CancellationToken ct)
    {
        string[] codes = [.. Enumerable.Range(0, Codes).Select(_ => Totp.Base32(RandomNumberGenerator.GetBytes(CodeBytes)))];
        await kept.Put(user.Id, Kept.RecoveryCodes, string.Join(' ', codes.Select(Secrets.HashOf)), ct);
        return [.. codes.Select(code => string.Join('-', code.Chunk(4).Select(four => new string(four))).ToLowerInvariant())];
    }

    public async Task Forget(User user, CancellationToken ct)
    {
        user.TwoFactorEnabled = false;
        foreach (var name in (string[])[Kept.TotpKey, Kept.TotpStep, Kept.RecoveryCodes]) await kept.Remove(user.Id, name, ct);
    }

    /// <summary>Whether it is the authenticator's code of now, and neither it nor a later one was shown before (threats.md F17).</summary>
    public async Task<bool> Take(User user, string code, CancellationToken ct)
    {
        if (await kept.Get(user.Id, Kept.TotpKey, ct) is not { } text) return false;
        var last = long.Parse(await kept.Get(user.Id, Kept.TotpStep, ct) ?? "0", CultureInfo.InvariantCulture);
        var key = protector.Unprotect(Convert.FromBase64String(text));
        if (Totp.StepOf(key, Totp.Plain(code), clock.GetUtcNow()) is not { } step || step <= last) return false;

        await kept.Put(user.Id, Kept.TotpStep, step.ToString(CultureInfo.InvariantCulture), ct);
        return true;
    }

    /// <summary>Whether it is one of the recovery codes; it is struck off then.</summary>
    /// <returns>How many are left; null when it is none.</returns>
    public async Task<int?> TakeRecovery(User user, string code, CancellationToken ct)
    {
        var hash = Secrets.HashOf(Totp.Plain(code).ToUpperInvariant());
        var left = (await kept.Get(user.Id, Kept.RecoveryCodes, ct))?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (!left.Contains(hash, StringComparer.Ordinal)) return null;

        left = [.. left.Where(one => one != hash)];
        await kept.Put(user.Id, Kept.RecoveryCodes, string.Join(' ', left), ct);
        return left.Length;
    }
}
