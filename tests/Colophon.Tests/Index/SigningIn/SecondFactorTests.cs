using System.Text.RegularExpressions;
using Colophon.Index.SigningIn.SecondFactor;
using Colophon.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.SigningIn;

public abstract partial class SecondFactorTests(Database database) : IAsyncLifetime
{
    private TestIndex index = null!;
    private Browser alice = null!;
    private byte[] key = [];
    private List<string> codes = [];

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(database: database);
        alice = await index.Add("alice");
        using var other = new Browser(index.Url);
        await other.SignIn("alice", People.Password);

        var offer = await alice.Open("/account/second-factor");
        key = FromBase32(Key().Match(offer.Text).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(400, (await alice.Send(offer, "/account/second-factor", ("code", "000000"))).Status);
        var on = await alice.Send(offer, "/account/second-factor", ("code", Code(0)));
        Assert.Equal(200, on.Status);
        codes = [.. Codes().Matches(on.Text).Select(match => match.Value)];
        Assert.Equal(10, codes.Distinct().Count());
        Assert.False(await other.IsSignedIn()); // other sessions end with the change (F13)
        Assert.True(await alice.IsSignedIn());
        index.Clock.Advance(TimeSpan.FromMinutes(10)); // the wrong code is no longer counted
    }

    public async ValueTask DisposeAsync()
    {
        alice.Dispose();
        await index.DisposeAsync();
    }

    [Fact]
    public async Task A_password_alone_opens_the_page_of_the_second_step_and_no_other()
    {
        using var browser = await Half();
        foreach (var path in (string[])["/account/", "/account/sessions", "/account/password", "/prove", "/account/passkeys"])
            Assert.StartsWith("/sign-in?", (await browser.Open(path)).To, StringComparison.Ordinal);
        Assert.Equal(200, (await browser.Open("/sign-in/second")).Status);
        using var nobody = new Browser(index.Url);
        Assert.Equal("/sign-in", (await nobody.Open("/sign-in/second")).To);

        using var half = browser.Copy();
        var page = await browser.Fill("/sign-in/second", null, ("code", Code(0)));
        Assert.Equal((303, "/account/"), (page.Status, page.To));
        Assert.True(await browser.IsSignedIn());
        Assert.False(await half.IsSignedIn()); // what the browser had before the second step is no session after it (F11)
    }

    [Fact]
    public async Task A_code_of_the_step_before_or_after_is_taken_once_and_no_farther_one()
    {
        using var browser = await Half();
        foreach (var far in (int[])[-10, -2, 2]) Assert.Equal(400, (await browser.Fill("/sign-in/second", null, ("code", Code(far)))).Status);
        var code = Code(-1);
        Assert.Equal(303, (await browser.Fill("/sign-in/second", null, ("code", $"{code[..3]} {code[3..]}"))).Status);

        using var again = await Half();
        Assert.Equal(400, (await again.Fill("/sign-in/second", null, ("code", code))).Status); // replayed, also written otherwise (F17)
        Assert.Equal(303, (await again.Fill("/sign-in/second", null, ("code", Code(1)))).Status);
    }

    [Fact]
    public async Task The_sixth_wrong_code_in_five_minutes_waits()
    {
        using var browser = await Half();
        for (var i = 0; i < 5; i++) Assert.Equal(400, (await browser.Fill("/sign-in/second", null, ("code", "000000"))).Status);
        Assert.Equal(429, (await browser.Fill("/sign-in/second", null, ("code", Code(0)))).Status);
        using var another = await Half();
        Assert.Equal(429, (await another.Fill("/sign-in/second", null, ("code", codes[0]))).Status); // of the person, not of the browser
        index.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(303, (await another.Fill("/sign-in/second", null, ("code", Code(0)))).Status);
    }

    [Fact]
    public async Task A_recovery_code_works_once_is_hashed_and_told_of()
    {
        using (var browser = await Half())
        {
            Assert.Equal(303, (await browser.Fill("/sign-in/second", null, ("code", codes[3].ToUpperInvariant().Replace('-', ' ')))).Status);
            Assert.True(await browser.IsSignedIn());
        }

        using var again = await Half();
        Assert.Equal(400, (await again.Fill("/sign-in/second", null, ("code", codes[3]))).Status);
        Assert.Contains(await index.Letters("alice@example.org", 2), letter => letter.Subject == "A recovery code was used");
        await using var db = await index.Db();
        var kept = await db.Set<IdentityUserToken<Guid>>().Select(t => t.Value!).ToListAsync();
        Assert.DoesNotContain(kept, value => codes.Any(code => value.Contains(code.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)));
        Assert.DoesNotContain(kept, value => value.Contains(Totp.Base32(key), StringComparison.Ordinal));
    }

    [Fact]
    public async Task New_recovery_codes_end_the_old_and_turning_it_off_asks_for_the_password_alone()
    {
        var page = await alice.Fill("/account/second-factor", "/account/second-factor/codes");
        var renewed = Codes().Matches(page.Text).Select(match => match.Value).ToList();
        Assert.Empty(renewed.Intersect(codes));
        using (var browser = await Half())
        {
            Assert.Equal(400, (await browser.Fill("/sign-in/second", null, ("code", codes[0]))).Status);
            Assert.Equal(303, (await browser.Fill("/sign-in/second", null, ("code", renewed[0]))).Status);
        }

        Assert.Equal(303, (await alice.Fill("/account/second-factor", "/account/second-factor/off")).Status);
        using var plain = new Browser(index.Url);
        Assert.Equal("/account/", (await plain.SignIn("alice", People.Password)).To);
    }

    [Fact]
    public async Task A_changed_password_ends_half_sign_ins()
    {
        using var browser = await Half();
        Assert.Equal(303, (await alice.Fill("/account/password", null, ("password", "five other words in a row"))).Status);
        Assert.Equal("/sign-in", (await browser.Open("/sign-in/second")).To);
    }

    private async Task<Browser> Half()
    {
        var browser = new Browser(index.Url);
        var page = await browser.SignIn("alice", People.Password);
        Assert.Equal((303, "/sign-in/second"), (page.Status, page.To));
        return browser;
    }

    private string Code(int away) => Totp.Code(key, (index.Clock.GetUtcNow().ToUnixTimeSeconds() / 30) + away);

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(eight => eight.Length == 8).Select(eight => Convert.ToByte(new string(eight), 2))];
    }

    [GeneratedRegex("<code class=\"line\">([A-Z2-7 ]+)</code>")]
    private static partial Regex Key();

    [GeneratedRegex("(?<=<code>)[a-z2-7]{4}(-[a-z2-7]{4}){3}(?=</code>)")]
    private static partial Regex Codes();
}

public sealed class SecondFactorOnSqliteTests() : SecondFactorTests(Database.Sqlite);

public sealed class SecondFactorOnPostgresTests() : SecondFactorTests(Database.Postgres);

/// <summary>The vectors of RFC 6238, appendix B, for SHA-1: their last six digits.</summary>
public sealed class TotpTests
{
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_specification(long seconds, string code)
    {
        var key = "12345678901234567890"u8.ToArray();
        Assert.Equal(code, Totp.Code(key, seconds / 30));
        Assert.Equal(seconds / 30, Totp.StepOf(key, code, DateTimeOffset.FromUnixTimeSeconds(seconds)));
        Assert.Equal("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Totp.Base32(key));
    }
}
