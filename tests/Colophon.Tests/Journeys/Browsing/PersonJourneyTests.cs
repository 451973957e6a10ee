using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Tests.Index.SigningIn;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Journeys.Browsing;

/// <summary>
/// A person's whole way by pages alone, in a real Chromium (issue 5, Shows 1): with a passkey, and once more without script; and a part of
/// it by the keyboard alone. <c>COLOPHON_SHOTS=FOLDER</c> keeps pictures.
/// </summary>
public sealed class PersonJourneyTests
{
    [Fact]
    public async Task From_making_an_account_to_ending_a_token_with_a_passkey() => await Walk(script: true);

    [Fact]
    public async Task The_same_way_without_script_by_password() => await Walk(script: false);

    [Fact]
    public async Task The_keyboard_alone_leads_from_the_front_page_to_a_yanked_release()
    {
        await using var index = await TestIndex.Start();
        using var alice = await index.Add("alice");
        await index.AddPublisher("sampleproject");
        Assert.Equal("200, 200", await Publish(index, "sampleproject", "1.0", "pypi"));
        Assert.Equal("200, 200", await Publish(index, "sampleproject", "1.1", "pypi"));

        var saw = await BrowserScript.Run("keyboard.mjs", new JsonObject
        {
            ["url"] = index.AtHome(),
            ["name"] = "alice",
            ["password"] = People.Password,
            ["project"] = "sampleproject",
            ["version"] = "1.1",
        });

        TestContext.Current.TestOutputHelper!.WriteLine($"{saw["keys"]} times Tab");
        Assert.Equal(["first Skip to the content, leads to #main", "yanked True"], Lines(saw["told"]!).Select(line => line.Replace("true", "True", StringComparison.Ordinal)));
        Assert.Equal([], Lines(saw["complaints"]!));
    }

    private static async Task Walk(bool script)
    {
        await using var index = await TestIndex.Start(settings => settings with { SignUpIsOpen = true });
        await index.Verb("issuer", "add", index.Issuer.Url, "--provider", "github");
        var shots = script ? Environment.GetEnvironmentVariable("COLOPHON_SHOTS") : null;
        if (shots is not null) Directory.CreateDirectory(shots);

        var told = await BrowserScript.Run("journey.mjs", new JsonObject
        {
            ["url"] = index.AtHome(),
            ["script"] = script,
            ["name"] = "ada",
            ["password"] = People.Password,
            ["project"] = "journey-project",
            ["issuer"] = index.Issuer.Url,
            ["shots"] = shots,
        }, asked => Answer(index, asked));

        Assert.Equal(
            [
                "account ada",
                $"signed in by {(script ? "passkey" : "password")}",
                "refused form keeps not a file, repository sampleproject",
                "pending true",
                "published 200, 200",
                "project page says octo-org/sampleproject",
                "published from staging 422",
                "refused shows found true expected true",
                "published from staging 200, 200",
                "yanked true",
                "shown once true",
                "upload by token 200",
                "upload by token 403",
                "upload by token 200",
                "upload by token 403",
            ],
            Lines(told).Where(line => !line.StartsWith("history", StringComparison.Ordinal) && !line.StartsWith("complaints", StringComparison.Ordinal)));
        Assert.Contains("complaints none", Lines(told));
        var history = Lines(told).Single(line => line.StartsWith("history", StringComparison.Ordinal));
        foreach (var one in (string[])["project:create", "file:add", "publisher:change", "release:yank"]) Assert.Contains(one, history, StringComparison.Ordinal);
    }

    private static List<string> Lines(JsonNode list) => [.. list.AsArray().Select(line => line!.GetValue<string>())];

    /// <summary>What a browser cannot do.</summary>
    private static async Task<JsonNode> Answer(TestIndex index, JsonNode asked)
    {
        string Text(string member) => asked[member]!.GetValue<string>();
        return Text("ask") switch
        {
            "mail" => new JsonObject { ["path"] = await LinkByMail(index, Text("to"), Text("door")) },
            "publish" => new JsonObject { ["said"] = await Publish(index, Text("project"), Text("version"), Text("environment")) },
            "upload" => new JsonObject { ["said"] = await Upload(index, Text("project"), Text("version"), Text("token")) },
            var other => throw new InvalidOperationException(other),
        };
    }

    /// <summary>As an operator without a mail server hands it on: <c>mail list</c>, <c>mail show</c>.</summary>
    private static async Task<string> LinkByMail(TestIndex index, string to, string door)
    {
        await index.Letters(to);
        var (_, list) = await index.Verb("mail", "list");
        var id = list.Split('\n').First(line => line.Contains($"to {to}:", StringComparison.Ordinal)).Split(' ')[0];
        var (_, letter) = await index.Verb("mail", "show", id);
        return ("", letter).Link(door);
    }

    /// <summary>The job's exchange, and its upload when that was granted.</summary>
    private static async Task<string> Publish(TestIndex index, string project, string version, string environment)
    {
        var (status, body) = await index.Mint(PracticeJob.GitHub("octo-org", "sampleproject", "release.yml", environment, "v" + version));
        if (status != 200)
        {
            await using var db = await index.Db();
            for (var tries = 0; tries < 200 && !await db.Refused.AnyAsync(); tries++) await Task.Delay(20); // kept a moment after the answer
            return $"{status}";
        }

        return $"{status}, {await Upload(index, project, version, body["token"]!.GetValue<string>())}";
    }

    private static async Task<string> Upload(TestIndex index, string project, string version, string token)
    {
        var (file, bytes) = TestWheel.Make(project, version, extraMetadata: "Summary: Made on the way of a person.\n");
        using var answer = await index.Upload(file, bytes, token, name: project, version: version);
        return $"{(int)answer.StatusCode}";
    }
}
