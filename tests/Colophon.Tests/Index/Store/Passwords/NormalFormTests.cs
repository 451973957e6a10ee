using System.Security.Cryptography;
using System.Text;
using Colophon.Index.Store.Passwords;
using Colophon.Tests.Support;

namespace Colophon.Tests.Index.Store.Passwords;

public sealed class NormalFormTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("e\u0301", "é")]
    [InlineData("ﬁ", "fi")]
    [InlineData("Å", "Å")] // the sign of the unit, and the letter
    [InlineData("\u1100\u1161\u11a8", "각")]
    [InlineData("각", "각")]
    [InlineData("a\u0323\u0307", "ạ\u0307")]
    [InlineData("a\u0307\u0323", "ạ\u0307")]
    [InlineData("２①㎏", "21kg")]
    [InlineData("\u0958", "क\u093c")] // never composed again
    public void One_text_has_one_form(string text, string normal) => Assert.Equal(normal, NormalForm.Of(text));

    /// <summary>Python's own tables as the judge: every character that our tables name, alone and behind others, with marks.</summary>
    [Fact]
    public async Task Agrees_with_Python_on_every_character_of_the_tables()
    {
        const string Script = """
            import hashlib, sys, unicodedata
            digest = hashlib.sha256()
            for line in open('input', encoding='ascii'):
                digest.update(unicodedata.normalize('NFKC', 'a' + chr(int(line, 16)) + '\u0301\u0323').encode())
            print(digest.hexdigest())
            """;
        var tables = File.ReadLines(Checkout.File("src/Colophon.Index/Store/Passwords/normal-form.txt"));
        string[] points = [.. tables.Select(line => line.Split('=', '>', '-', ' ')[0]).Distinct()];
        var told = await Python.Run(Script, string.Join('\n', points));

        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var point in points)
            digest.AppendData(Encoding.UTF8.GetBytes(NormalForm.Of($"a{new Rune(Convert.ToInt32(point, 16))}\u0301\u0323")));
        Assert.True(points.Length > 5000);
        Assert.Equal(told.Trim(), Convert.ToHexStringLower(digest.GetHashAndReset()));
    }
}
