using System.Net;
using System.Text.RegularExpressions;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Messages;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Colophon.Tests.Index.SigningIn;

/// <summary>What tests of accounts do over and over.</summary>
internal static partial class People
{
    public const string Password = "four words in a row";

    /// <summary>Adds a person by the operator's verb and sets the password by the link; the browser is signed in.</summary>
    public static async Task<Browser> Add(this TestIndex index, string name, params string[] more)
    {
        var (code, output) = await index.Verb(["user", "add", name, "--email", $"{name}@example.org", .. more]);
        Assert.True(code == 0, output);
        var path = new Uri(output.Split(' ').Single(word => word.Contains("/set-up/", StringComparison.Ordinal))).AbsolutePath;
        var browser = new Browser(index.Url);
        Assert.Equal("/account/?done=set-up", (await browser.Fill(path, null, ("password", Password))).To);
        return browser;
    }

    /// <summary>Letters to an address, the newest last, as they would be sent. Waits for the one that is due.</summary>
    public static async Task<List<(string Subject, string Text)>> Letters(this TestIndex index, string to, int atLeast = 1)
    {
        for (var tries = 0; ; tries++)
        {
            await using var db = await index.Db();
            var found = await db.Messages.AsNoTracking().Where(m => m.To == to).ToListAsync();
            if (found.Count >= atLeast || tries == 200)
            {
                Assert.True(found.Count >= atLeast, $"{found.Count} letters to {to}");
                var keys = index.Services.GetRequiredService<RootKeys>();
                return [.. found.OrderBy(m => m.Created).ThenBy(m => m.Id).Select(m => (m.Subject, Written.Open(m.Text, keys, index.Url)))];
            }

            await Task.Delay(20);
        }
    }

    /// <summary>The path of the link in a letter.</summary>
    public static string Link(this (string Subject, string Text) letter, string door) =>
        Links().Matches(letter.Text).Select(match => new Uri(match.Value).PathAndQuery).First(path => path.StartsWith(door, StringComparison.Ordinal));

    public static async Task<List<string>> Events(this TestIndex index, string actor)
    {
        await using var db = await index.Db();
        return await db.History.Where(e => e.Actor == actor).OrderBy(e => e.Id).Select(e => e.Event).ToListAsync();
    }

    public static async Task<bool> IsSignedIn(this Browser browser) => (await browser.Open("/account/")).Status == (int)HttpStatusCode.OK;

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Links();
}
