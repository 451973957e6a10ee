using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Colophon.Index.SigningIn;

/// <summary>
/// What a browser keeps for us for a while: sealed, so that it can neither read nor change it, for one purpose, and with an end.
/// </summary>
internal sealed class Seals(IDataProtectionProvider protection, TimeProvider clock)
{
    public string Seal(string purpose, TimeSpan life, params string[] parts)
    {
        var end = (clock.GetUtcNow() + life).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return protection.CreateProtector("colophon", purpose).Protect(JsonSerializer.Serialize<string[]>([end, .. parts]));
    }

    /// <summary>Null: it is not ours, is meant for something else, or has ended.</summary>
    public string[]? Open(string purpose, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        try
        {
            var parts = JsonSerializer.Deserialize<string[]>(protection.CreateProtector("colophon", purpose).Unprotect(text))!;
            return clock.GetUtcNow().ToUnixTimeSeconds() < long.Parse(parts[0], CultureInfo.InvariantCulture) ? parts[1..] : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
