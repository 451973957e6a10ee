using System.Text.Json.Nodes;
using Colophon.Index.Web.Descriptions;
using Colophon.Tests.Index.SigningIn;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Journeys.Browsing;

/// <summary>
/// What strangers write runs nowhere (threats.md F01-F06): each page that shows it is opened in a real Chromium, with the pages' policy and
/// with the policy switched off.
/// </summary>
public sealed class HostileTextsTests
{
    [Fact]
    public async Task Nothing_that_a_stranger_wrote_runs_with_the_policy_or_without()
    {
        await using var index = await TestIndex.Start(settings => settings with { SignUpIsOpen = true });
        using var olga = await index.Add("olga", "--admin");
        using var alice = await index.Add("alice");
        using var bob = await index.Add("bob");
        await using var db = await index.Db();
        await HostileGround.Make(index, await db.Users.ToDictionaryAsync(user => user.Name, user => user.Id));
        var alone = HostileGround.Payloads.SelectMany(text => new[] { "text/markdown", "text/x-rst", "text/plain" }.Select(type => (text, type)))
            .Concat(HostileGround.RstTexts.Select(text => (text, type: "text/x-rst"))).Select(one => Description.Render(one.text, one.type).Markup.ToString()).Distinct().ToList();
        var rendered = alone.Chunk(20).Select(several => string.Concat(several.Select(one => $"<section>{one}</section>"))).ToList();
        JsonArray pages = [.. Pages(await Ids(index))];

        var saw = await BrowserScript.Run("executions.mjs", new JsonObject
        {
            ["url"] = index.AtHome(),
            ["seats"] = new JsonObject { ["olga"] = BrowserScript.Seat(olga), ["alice"] = BrowserScript.Seat(alice), ["bob"] = BrowserScript.Seat(bob) },
            ["pages"] = pages.DeepClone(),
            ["payloads"] = new JsonArray([.. HostileGround.Payloads.Select(text => (JsonNode)text)]),
            ["rendered"] = new JsonArray([.. rendered.Select(text => (JsonNode)text)]),
        });

        TestContext.Current.TestOutputHelper!.WriteLine($"{HostileGround.Payloads.Count} payloads, {HostileGround.RstTexts.Count} of reStructuredText, {pages.Count} pages, {saw["visits"]} visits, where texts were seen {saw["seen"]} times: "
            + $"{saw["executions"]!.AsArray().Count} executions, {saw["violations"]!.AsArray().Count} violations; raw {saw["control"]!.ToJsonString()}, {alone.Count} rendered alone; ms: {saw["ms"]!.ToJsonString()}");
        foreach (var list in (string[])["executions", "violations", "elsewhere", "active", "unseen"])
            Assert.True(saw[list]!.AsArray().Count == 0, $"{list}: {string.Join("\n", saw[list]!.AsArray().Select(one => one!.ToString()).Distinct().Take(30))}");
        Assert.InRange(saw["visits"]!.GetValue<int>(), 2 * pages.Count(page => page!["listed"] is not null), 2 * pages.Count);
        Assert.True(HostileGround.Payloads.Count >= 150);
        Assert.True(saw["control"]!["raw without CSP"]!.GetValue<int>() > 100, saw["control"]!.ToJsonString());
        Assert.Equal(0, saw["control"]!["raw with CSP"]!.GetValue<int>());
        Assert.Equal(0, saw["control"]!["rendered without CSP"]!.GetValue<int>());
    }

    private static async Task<Dictionary<string, string>> Ids(TestIndex index)
    {
        await using var db = await index.Db();
        return new Dictionary<string, string>
        {
            ["{message}"] = (await db.Messages.OrderByDescending(m => m.Id).FirstAsync()).Id.ToString("D"),
            ["{publisher}"] = (await db.Publishers.FirstAsync(p => p.ProjectId != null)).Id.ToString("D"),
        };
    }

    /// <summary>The list beside the corpus, and pages that give back what was typed.</summary>
    private static IEnumerable<JsonNode> Pages(IReadOnlyDictionary<string, string> ids)
    {
        foreach (var page in JsonNode.Parse(File.ReadAllText(Checkout.Vectors("xss/pages.json")))!.AsArray())
        {
            var path = ids.Aggregate(page!["path"]!.GetValue<string>(), (path, id) => path.Replace(id.Key, id.Value, StringComparison.Ordinal));
            yield return new JsonObject { ["path"] = path, ["as"] = page["as"]!.DeepClone(), ["then"] = page["then"]?.DeepClone(), ["shows"] = page["shows"]?.DeepClone(), ["listed"] = true };
        }

        foreach (var chunk in HostileGround.Payloads.Chunk(80))
        {
            var text = string.Join(' ', chunk);
            var claims = new JsonObject { ["iss"] = "https://token.actions.githubusercontent.com", ["aud"] = "x", ["sub"] = text, ["repository"] = text, ["workflow_ref"] = text, ["environment"] = text };
            foreach (var payload in chunk.Take(20)) claims[payload] = text.Length > 400 ? text[..400] : text;
            yield return Typed("/explain", "token", claims.ToJsonString(), "Explain");
        }

        yield return Typed("/sign-in", "name", string.Join(' ', HostileGround.Payloads.Take(40)), "Sign in with the password", ("password", "four other words here"));

        foreach (var (i, chunk) in HostileGround.Payloads.Chunk(20).Index())
        {
            var text = string.Join(' ', chunk);
            var query = Uri.EscapeDataString(text.Length > 1200 ? text[..1200] : text); // some of these are three characters each then
            string[] others = ["/project/", "/problems/", "/providers/", "/sign-in?return=/", "/project/hostile-texts/"];
            foreach (var path in (string[])["/search/?q=", others[i % others.Length]]) yield return new JsonObject { ["path"] = path + query, ["as"] = "anyone" };
        }
    }

    private static JsonObject Typed(string path, string field, string text, string button, params (string Name, string Value)[] more)
    {
        var fill = new JsonObject { [field] = text };
        foreach (var (name, value) in more) fill[name] = value;
        return new JsonObject { ["path"] = path, ["as"] = "anyone", ["then"] = new JsonArray(new JsonObject { ["fill"] = fill }, new JsonObject { ["press"] = button }) };
    }
}
