using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Colophon.Demo;
using Colophon.Index.SigningIn.Joining;
using Colophon.Index.SigningIn.SecondFactor;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.People;
using Colophon.Tests.Index.SigningIn;
using Colophon.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Journeys.Browsing;

/// <summary>
/// An index as people would have it after a while, for looking at each of its pages: people in their seats, projects in their states, and
/// what is waiting for somebody. What is in the way of its making is passed by directly.
/// </summary>
internal sealed partial class PageGround : IAsyncDisposable
{
    private const string LongName = "a-project-with-a-name-that-is-as-long-as-names-of-projects-come-and-then-some-more-of-it";
    private readonly Dictionary<string, Browser> seats = [];

    private PageGround(TestIndex index) => Index = index;

    public TestIndex Index { get; }

    /// <summary>What the braces in addresses of the list stand for.</summary>
    public Dictionary<string, string> Things { get; } = [];

    public JsonObject Seats => new(seats.Select(seat => KeyValuePair.Create(seat.Key, (JsonNode?)BrowserScript.Seat(seat.Value))));

    public static async Task<PageGround> Make()
    {
        var ground = new PageGround(await TestIndex.Start(settings => settings with { SignUpIsOpen = true }));
        await ground.People();
        ground.Index.Clock.Advance(TimeSpan.FromMinutes(1)); // verbs went by the machine's own clock
        await ground.Published();
        await ground.Waiting();
        return ground;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var seat in seats.Values) seat.Dispose();
        await Index.DisposeAsync();
    }

    private async Task People()
    {
        Things["first-start"] = new Uri((await FirstStart.Link(Index.Services, CancellationToken.None))!).AbsolutePath.Split('/')[^1];
        seats["olga"] = await Index.Add("olga", "--admin");
        foreach (var name in (string[])["alice", "bob", "eve", "zoe"]) seats[name] = await Index.Add(name);
        seats["half"] = new Browser(Index.Url);
        var offer = await seats["zoe"].Open("/account/second-factor");
        var key = FromBase32(Key().Match(offer.Text).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal));
        var code = Totp.Code(key, Index.Clock.GetUtcNow().ToUnixTimeSeconds() / 30);
        Assert.Equal(200, (await seats["zoe"].Send(offer, "/account/second-factor", ("code", code))).Status);
        Assert.Equal("/sign-in/second", (await seats["half"].SignIn("zoe", Tests.Index.SigningIn.People.Password)).To?.Split('?')[0]);
        using var elsewhere = new Browser(Index.Url);
        await elsewhere.SignIn("alice", Tests.Index.SigningIn.People.Password);

        await using var db = await Index.Db();
        var alice = await db.Users.SingleAsync(user => user.UserName == "alice");
        db.Add(new IdentityUserPasskey<Guid>
        {
            UserId = alice.Id,
            CredentialId = [1, 2, 3],
            Data = new IdentityPasskeyData
            {
                Name = "work laptop",
                PublicKey = [1],
                CreatedAt = Index.Clock.GetUtcNow(),
                IsBackedUp = true,
                Transports = [],
                AttestationObject = [],
                ClientDataJson = [],
            },
        });
        await db.SaveChangesAsync();
    }

    private async Task Published()
    {
        foreach (var name in (string[])["sampleproject", LongName, "right-to-left"]) await Index.AddPublisher(name);
        await Index.AddPublisher("empty-project", pending: false, repository: "empty");
        await Upload("sampleproject", "1.0", "Summary: The first.\n");
        await Upload("sampleproject", "1.1", "Summary: A release that was taken back.\n");
        await Upload("sampleproject", "2.0", Described);
        await Upload(LongName, "2026.11.25.post1.dev20261125", "Summary: A long name, a long version, and a summary that goes on for longer than a line of a telephone has room for words.\n");
        await Upload("right-to-left", "1.0", RightToLeft);
        await Index.Verb("project", "yank", "sampleproject", "1.1", "--reason", "It forgot its data files.");
        foreach (var (claim, value) in new[] { ("environment", "staging"), ("repository_owner_id", "999"), ("workflow_ref", "octo-org/sampleproject/.github/workflows/nightly.yml@refs/heads/main") })
            await Index.Mint(TestIndex.Job.With(claim, value));

        await using var db = await Index.Db();
        for (var tries = 0; tries < 200 && !await db.Refused.AnyAsync(); tries++) await Task.Delay(20);
        var sample = await db.Projects.SingleAsync(project => project.NormalizedName == "sampleproject");
        var people = await db.Users.ToDictionaryAsync(user => user.Name, user => user.Id);
        db.Add(new ProjectRole { ProjectId = sample.Id, UserId = people["bob"], Role = ProjectRole.Maintainer });
        var (now, old) = (Index.Clock.GetUtcNow(), await db.Projects.SingleAsync(project => project.NormalizedName == "empty-project"));
        for (var n = 0; n < 100; n++)
            db.Add(new Release { Id = Guid.CreateVersion7(), ProjectId = old.Id, Version = $"0.{n}", CanonicalVersion = $"0.{n}", Created = now.AddDays(n - 100), Yanked = n % 10 == 0 });
        var publisher = await db.Publishers.FirstAsync(one => one.ProjectId == sample.Id);
        Things["publisher"] = publisher.Id.ToString("D");
        Things["refused"] = (await db.Refused.FirstAsync(one => one.PublisherId == publisher.Id)).FindingsSha256;
        Things["project"] = "sampleproject";
        Things["long"] = LongName;
        await db.SaveChangesAsync();
    }

    /// <summary>What waits for somebody: links in letters, pending publishers, invitations, webhooks, tokens.</summary>
    private async Task Waiting()
    {
        await Index.AddPublisher("next-project", repository: "next");
        var (_, added) = await Index.Verb("user", "add", "nell", "--email", "nell@example.org");
        Things["set-up"] = new Uri(added.Split(' ').Single(word => word.Contains("/set-up/", StringComparison.Ordinal))).AbsolutePath.Split('/')[^1];
        using var nobody = new Browser(Index.Url);
        await nobody.Fill("/forgotten", null, ("email", "bob@example.org"));
        Things["reset"] = (await Index.Letters("bob@example.org")).Last(letter => letter.Text.Contains("/reset/", StringComparison.Ordinal)).Link("/reset/")[7..];
        await nobody.Fill("/sign-up", null, ("email", "newcomer@example.org"));
        Things["sign-up"] = (await Index.Letters("newcomer@example.org"))[^1].Link("/invitation/")[12..];
        await seats["alice"].Fill("/account/email", null, ("email", "alice@elsewhere.example"));
        Things["email"] = (await Index.Letters("alice@elsewhere.example"))[^1].Link("/email/")[7..];

        await using var db = await Index.Db();
        var (sample, now) = (await db.Projects.SingleAsync(project => project.NormalizedName == "sampleproject"), Index.Clock.GetUtcNow());
        Things["invited"] = db.Invite("eve@example.org", sample, ProjectRole.Owner, "alice", now);
        var (hook, all) = (Hook(sample.Id, now), Hook(null, now));
        var alice = await db.Users.SingleAsync(user => user.UserName == "alice");
        var token = new ApiToken { Id = Guid.CreateVersion7(), UserId = alice.Id, Description = "the old laptop", Created = now.AddDays(-20), LastUsed = now.AddDays(-3), Caveats = "[]" };
        db.AddRange(hook, all, token, new ProhibitedName { Name = "stdlib-name", Reason = "It is a module of Python's own.", Actor = "olga", Since = now });
        await db.SaveChangesAsync();
        Things["pending"] = (await db.Publishers.FirstAsync(one => one.PendingName == "next-project")).Id.ToString("D");
        Things["issuer"] = Uri.EscapeDataString(Index.Issuer.Url);
        Things["webhook"] = hook.Id.ToString("D");
        Things["token"] = token.Id.ToString("D");
        Things["message"] = (await db.Messages.OrderBy(message => message.Created).FirstAsync()).Id.ToString("D");
    }

    private static Webhook Hook(Guid? project, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(),
        ProjectId = project,
        Url = "https://hooks.example.org/colophon",
        Events = "publisher: project:",
        Created = now,
        AddedBy = "alice",
    };

    private async Task Upload(string name, string version, string metadata)
    {
        var job = PracticeJob.GitHub("octo-org", "sampleproject", "release.yml", tag: "v" + version);
        var (file, bytes) = TestWheel.Make(name, version, extraMetadata: metadata);
        using var answer = await Index.Upload(file, bytes, await Index.Token(job), name: name, version: version);
        Assert.True(answer.IsSuccessStatusCode, $"{file}: {answer.ReasonPhrase} {await answer.Content.ReadAsStringAsync()}");
        if (name != "sampleproject") return;
        (file, bytes) = TestSdist.Make(name, version);
        using var source = await Index.Upload(file, bytes, await Index.Token(job), name: name, version: version);
    }

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(eight => eight.Length == 8).Select(eight => byte.Parse(new string(eight), NumberStyles.BinaryNumber, CultureInfo.InvariantCulture))];
    }

    [GeneratedRegex("<code class=\"line\">([A-Z2-7 ]+)</code>")]
    private static partial Regex Key();

    private const string Described = """
        Summary: A sample that shows what a page can hold.
        Author-email: Ada Sample <ada@example.org>
        License: MIT
        Keywords: sample,setuptools,development
        Requires-Python: >=3.9
        Project-URL: Homepage, https://example.org/sampleproject
        Project-URL: Source, https://github.com/octo-org/sampleproject
        Project-URL: Issues, https://github.com/octo-org/sampleproject/issues
        Classifier: Development Status :: 5 - Production/Stable
        Classifier: Programming Language :: Python :: 3
        Requires-Dist: packaging>=24
        Requires-Dist: coverage; extra == "test"
        Provides-Extra: test
        Description-Content-Type: text/markdown

        # Sample project

        A paragraph with **weight**, *stress*, `code`, and [a link](https://example.org).

        ## Install it

        ```console
        pip install sampleproject --index-url https://packages.example.org/simple/ --require-hashes --no-deps
        ```

        | Option | Means | Default |
        |---|---|--:|
        | `--quiet` | says nothing | off |
        | `--a-rather-long-option-name` | says more than anybody would want to read in one line of a table | 42 |

        1. first
        2. second
           - nested

        > A quotation.

        ![A picture](https://example.org/picture.png)

        - [x] done
        - [ ] not yet

        """;

    private const string RightToLeft = """
        Summary: ספרייה לדוגמה
        Description-Content-Type: text/markdown

        # مشروع

        هذا وصف مكتوب من اليمين إلى اليسار مع `code` و [رابط](https://example.org).

        """;
}
