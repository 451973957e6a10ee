using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.Passwords;
using Microsoft.AspNetCore.Identity;

namespace Colophon.Tests.Index.Store.Passwords;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("correct horse battery")]
    [InlineData("  blanks count as well ")]
    [InlineData("пароль из четырёх слов")]
    [InlineData("x9!Kq2#Lm4$Z")]
    public void Takes_what_is_long_and_nobodys_first_guess(string password) => Assert.Null(Fault(password));

    [Theory]
    [InlineData("elevenchars", "11 characters")]
    [InlineData("", "0 characters")]
    [InlineData("aaaaaaaaaaaab", "fewer than four")]
    [InlineData("qwerty123456", "tried first")]
    [InlineData("1qaz2wsx3edc", "tried first")]
    [InlineData("QWERTY123456", "tried first")]
    [InlineData("sunshine2024!", "tried first")]
    [InlineData("!!123password", "tried first")]
    [InlineData("wxyzwxyzwxyz", "tried first")]
    [InlineData("ｑｗｅｒｔｙ１２３４５６", "tried first")] // full-width letters are the same letters
    [InlineData("alice@example.org", "name or address")]
    [InlineData("alicealice12", "name or address")]
    public void Refuses_what_is_short_or_known_or_the_persons_own_name(string password, string why) =>
        Assert.Contains(why, Fault(password), StringComparison.Ordinal);

    [Fact]
    public void Takes_4096_characters_and_not_one_more()
    {
        var longest = string.Concat(Enumerable.Range(0, 1024).Select(i => $"{i:x4}"));
        Assert.Null(Fault(longest));
        Assert.Contains("4096", Fault(longest + "x"), StringComparison.Ordinal);
    }

    [Fact]
    public void Hashes_with_PBKDF2_SHA512_in_the_normal_form_and_renews_older_hashes()
    {
        var (hashes, user) = (new PasswordHashes(), User.New("alice", "alice@example.org", DateTimeOffset.UnixEpoch));
        var hash = hashes.HashPassword(user, "ﬁve é words of a kind");
        var bytes = Convert.FromBase64String(hash);
        Assert.Equal((1, 2, 210_000), (bytes[0], bytes[4], System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(5)))); // 2 is SHA-512
        Assert.Equal(PasswordVerificationResult.Success, hashes.VerifyHashedPassword(user, hash, "five e\u0301 words of a kind"));
        Assert.Equal(PasswordVerificationResult.Failed, hashes.VerifyHashedPassword(user, hash, "five e words of a kind"));
        Assert.Equal(PasswordVerificationResult.Failed, hashes.VerifyHashedPassword(user, hash, new string('x', 5000)));

        var cut = "a long password\0with more behind it"; // neither cut at NUL nor at 72 bytes
        Assert.Equal(PasswordVerificationResult.Failed, hashes.VerifyHashedPassword(user, hashes.HashPassword(user, cut), "a long password"));
        var old = new PasswordHasher<User>().HashPassword(user, "some old password");
        Assert.Equal(PasswordVerificationResult.SuccessRehashNeeded, hashes.VerifyHashedPassword(user, old, "some old password"));
    }

    private static string? Fault(string password) => PasswordRules.FaultIn(password, "alice", "alice@example.org");
}
