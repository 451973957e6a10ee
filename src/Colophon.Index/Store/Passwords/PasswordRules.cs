using System.Globalization;

namespace Colophon.Index.Store.Passwords;

/// <summary>What a new password must be: long, and nobody's first guess. No kinds of letters are asked for (NIST SP 800-63B).</summary>
internal static class PasswordRules
{
    public const int Shortest = 12;
    public const int Longest = 4096;

    /// <summary>A part of a name or an address that is shorter than this may be in a password by chance.</summary>
    private const int ShortestPart = 4;

    /// <summary>Null for a password that is taken; otherwise what was found and what is expected, in a sentence.</summary>
    public static string? FaultIn(string password, string name, string email)
    {
        var (plain, length) = (NormalForm.Of(password), password.EnumerateRunes().Count());
        if (length < Shortest || password.Length > Longest)
            return string.Create(CultureInfo.InvariantCulture, $"The password has {length} characters, expected {Shortest} to {Longest}.");
        if (plain.Distinct().Count() < 4)
            return "The password has fewer than four different characters. Four words in a row make a good one.";
        if (CommonPasswords.Hold(plain))
            return "The password is one of those that are tried first: it is known from breaches, or a common word with digits around it. "
                + "Four words in a row make a good one.";
        return IsMostlyOf(plain, name) || IsMostlyOf(plain, email) || IsMostlyOf(plain, email.Split('@')[0])
            ? "The password is made of your name or address. Four other words in a row make a good one."
            : null;
    }

    /// <summary>What is left without the name is no password.</summary>
    private static bool IsMostlyOf(string password, string part) => part.Length >= ShortestPart
        && password.Replace(part, "", StringComparison.OrdinalIgnoreCase).Length is var left
        && left < password.Length && left < Shortest / 2;
}
