using Colophon.Index.Store.Entities;
using Colophon.Tests.Index.SigningIn;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.Maintaining.Publishers;

/// <summary>The publishing page of a project, as its owners and everybody else meet it.</summary>
public sealed class PublishingPageTests : IAsyncLifetime
{
    private const string Place = "/manage/project/sampleproject/settings/publishing/";
    private const string Pending = "/manage/account/publishing/";
    private TestIndex index = null!;
    private Browser alice = null!;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start();
        alice = await index.Add("alice");
        await index.AddPublisher("sampleproject", pending: false);
    }

    public async ValueTask DisposeAsync()
    {
        alice.Dispose();
        await index.DisposeAsync();
    }

    [Fact]
    public async Task An_owner_adds_changes_and_removes_a_publisher_and_each_is_one_event_and_a_letter()
    {
        var page = await alice.Open(Place);
        Assert.Equal(200, page.Status);
        Assert.Contains("release.yml of octo-org/sampleproject in environment pypi", page.Text, StringComparison.Ordinal);
        Assert.Contains("None yet: those of the first full match are kept.", page.Text, StringComparison.Ordinal);

        var added = await Add(("field-owner", "Octo-Org"), ("field-repository", "other"), ("field-workflow_filename", "ship.yml"), ("claims", "ref_type=tag"));
        Assert.Equal((303, $"{Place}?done=added"), (added.Status, added.To));
        Assert.Equal(400, (await Add(("field-owner", "Octo-Org"), ("field-repository", "other"), ("field-workflow_filename", "ship.yml"),
            ("claims", "ref_type = tag"))).Status); // there already
        page = await alice.Open(added.To!);
        Assert.Contains("ship.yml of Octo-Org/other, if claim:ref_type is tag", page.Text, StringComparison.Ordinal);
        Assert.Contains("Weak: Any branch and any tag of Octo-Org/other can publish", page.Text, StringComparison.Ordinal);

        var id = await IdOf("other");
        var change = $"{Place}{id}/change";
        Assert.Contains("value=\"ship.yml\"", (await alice.Open(change)).Text, StringComparison.Ordinal);
        Assert.Equal($"{Place}?done=changed", (await alice.Fill(change, change, ("field-owner", "Octo-Org"), ("field-repository", "other"),
            ("field-workflow_filename", "ship.yml"), ("field-environment", "live"))).To);
        Assert.Contains("ship.yml of Octo-Org/other in environment live", (await alice.Open(Place)).Text, StringComparison.Ordinal);
        Assert.Equal(id, await IdOf("other"));

        var remove = $"{Place}{id}/remove";
        Assert.Contains("Jobs with this identity can no longer publish", (await alice.Open(remove)).Text, StringComparison.Ordinal);
        Assert.Equal($"{Place}?done=removed", (await alice.Fill(remove, remove)).To);
        Assert.Equal(404, (await alice.Open(remove)).Status);
        Assert.Equal(["publisher:add", "publisher:change", "publisher:remove"], (await index.Events("alice"))[^3..]);
        var letters = (await index.Letters("alice@example.org", 3)).ConvertAll(letter => letter.Subject);
        Assert.Contains("Trusted publisher added to sampleproject", letters);
        Assert.Contains("Trusted publisher of sampleproject changed", letters);
        Assert.Contains("Trusted publisher removed from sampleproject", letters);
    }

    [Fact]
    public async Task A_form_with_faults_comes_back_with_what_was_typed_encoded_and_each_fault_at_its_field()
    {
        const string nasty = "\"><script>alert(1)</script>";
        var back = await Add(("field-owner", nasty), ("field-repository", "good"), ("field-workflow_filename", "release.txt"),
            ("field-environment", new string('e', 300)), ("field-event", "pull_request_target"), ("claims", $"exp=1\n{nasty}=x"));

        Assert.Equal(400, back.Status);
        Assert.DoesNotContain("<script>", back.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"good\"", back.Text, StringComparison.Ordinal);
        Assert.Contains("id=\"field-owner-fault\"", back.Text, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#field-workflow_filename\">Workflow</a>: Workflow name must end with .yml or .yaml.", back.Text, StringComparison.Ordinal);
        Assert.Contains("aria-invalid=\"true\"", back.Text, StringComparison.Ordinal);
        Assert.Contains("Environment name is too long", back.Text, StringComparison.Ordinal);
        Assert.Contains("cannot be allowed: a stranger", back.Text, StringComparison.Ordinal);
        Assert.Contains("claim:exp: The claim", back.Text, StringComparison.Ordinal);
        Assert.Equal(400, (await Add(("field-owner", "o"), ("provider", "nothing"))).Status);
        Assert.Equal(400, (await Add(("field-owner", "o"), ("issuer", "https://elsewhere.example"))).Status);
        await using var db = await index.Db();
        Assert.Equal(1, await db.Publishers.CountAsync());
    }

    [Fact]
    public async Task A_link_fills_in_the_form_and_the_workflow_and_saves_nothing()
    {
        var issuer = Uri.EscapeDataString(index.Issuer.Url);
        var page = await alice.Open($"{Place}?provider=github&issuer={issuer}&owner=octo-org&repository=%3Cb%3E&workflow_filename=ship.yml&environment=live&ref=refs/tags/v*");

        Assert.Equal(200, page.Status);
        Assert.Contains("A link filled in this form.", page.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"&lt;b&gt;\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"refs/tags/v*\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("# .github/workflows/ship.yml", page.Text, StringComparison.Ordinal);
        Assert.Contains("environment: live", page.Text, StringComparison.Ordinal);
        Assert.Contains($"<option value=\"{index.Issuer.Url}\" selected>", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("A link filled in this form.", (await alice.Open($"{Place}?provider=nonsense&owner=x")).Text, StringComparison.Ordinal);

        var shown = await Add(("field-owner", "octo-org"), ("field-repository", "r"), ("field-workflow_filename", "a.yml"), ("do", "show"));
        Assert.Equal(200, shown.Status);
        Assert.Contains("# .github/workflows/a.yml", shown.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("environment: pypi", shown.Text, StringComparison.Ordinal);
        await using var db = await index.Db();
        Assert.Equal(1, await db.Publishers.CountAsync());
    }

    [Fact]
    public async Task Nobody_but_owners_finds_the_page_and_no_id_of_another_project_is_known()
    {
        using var nobody = new Browser(index.Url);
        using var bob = await index.Add("bob");
        using var carol = await index.Add("carol");
        await index.Verb("project", "add", "others", "--owner", "bob");
        await using (var db = await index.Db())
        {
            var carolsId = (await db.Users.SingleAsync(u => u.UserName == "carol")).Id;
            var project = await db.Projects.SingleAsync(p => p.NormalizedName == "sampleproject");
            db.Roles.Add(new ProjectRole { ProjectId = project.Id, UserId = carolsId, Role = ProjectRole.Maintainer });
            await db.SaveChangesAsync();
        }

        var id = await IdOf("sampleproject");
        foreach (var path in new[] { Place, $"{Place}{id}/change", $"{Place}{id}/remove", $"{Place}test", $"{Place}refused/{id:N}0123456789abcdef/accept" })
        {
            Assert.StartsWith("/sign-in?return=", (await nobody.Open(path)).To, StringComparison.Ordinal);
            Assert.Equal((404, 404), ((await bob.Open(path)).Status, (await carol.Open(path)).Status));
        }

        const string bobs = "/manage/project/others/settings/publishing/";
        var form = (await bob.Open(bobs + "?provider=github")).Form(bobs);
        foreach (var (who, path, expected) in new[] { (bob, $"{bobs}{id}/remove", 404), (bob, $"{bobs}{id}/change", 404), (bob, Place, 404), (carol, Place, 404) })
        {
            using var content = new FormUrlEncodedContent(form);
            Assert.Equal(expected, (int)(await who.Http.PostAsync(path, content)).StatusCode);
        }

        Assert.Equal(404, (await bob.Open($"{Pending}{id}/remove")).Status);
        index.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.StartsWith("/prove?return=", (await alice.Open($"{Place}{id}/remove")).To, StringComparison.Ordinal);
        Assert.StartsWith("/prove?return=", (await alice.Open($"{Place}?provider=github&owner=o")).To, StringComparison.Ordinal);
        Assert.Equal(200, (await alice.Open(Place)).Status);
        await using var after = await index.Db();
        Assert.Equal(1, await after.Publishers.CountAsync());
    }

    [Fact]
    public async Task Trusted_publishers_only_refuses_tokens_of_people_and_is_switched_back()
    {
        var page = await alice.Open(Place);
        Assert.Equal(Place, (await alice.Send(page, Place + "trusted-only", ("trusted-only", "on"))).To);
        await alice.Send(page, Place + "trusted-only", ("trusted-only", "on")); // it is so already: no event
        page = await alice.Open(Place);
        Assert.Contains("API tokens of people do not upload to this project.", page.Text, StringComparison.Ordinal);
        await alice.Send(page, Place + "trusted-only", ("trusted-only", "off"));
        Assert.Equal(["project:trusted-only-on", "project:trusted-only-off"], (await index.Events("alice"))[^2..]);
    }

    [Fact]
    public async Task A_pending_publisher_is_added_seen_with_its_end_and_removed_by_its_own_person_alone()
    {
        var form = Pending + "?provider=github";
        (string, string)[] good = [("issuer", index.Issuer.Url), ("field-owner", "octo-org"), ("field-repository", "new"), ("field-workflow_filename", "w.yml")];
        var taken = await alice.Fill(form, Pending, [("project_name", "sampleproject"), .. good]);
        Assert.Equal(400, taken.Status);
        Assert.Contains("conflicts with an existing project", taken.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"w.yml\"", taken.Text, StringComparison.Ordinal);
        Assert.Equal(400, (await alice.Fill(form, Pending, [("project_name", "<no name>"), .. good])).Status);

        Assert.Equal((303, Pending), await To(alice.Fill(form, Pending, [("project_name", "brand-new"), .. good])));
        var list = await alice.Open(Pending);
        Assert.Contains("<h3>brand-new</h3>", list.Text, StringComparison.Ordinal);
        Assert.Contains("Waits until", list.Text, StringComparison.Ordinal);
        Assert.Contains(Place, list.Text, StringComparison.Ordinal);

        using var bob = await index.Add("bob");
        var remove = $"{Pending}{await IdOf("new")}/remove";
        Assert.DoesNotContain("brand-new", (await bob.Open(Pending)).Text, StringComparison.Ordinal);
        Assert.Equal(404, (await bob.Open(remove)).Status);
        Assert.Equal((303, Pending), await To(alice.Fill(remove, remove)));
        Assert.Equal(["pending-publisher:add", "pending-publisher:remove"], (await index.Events("alice"))[^2..]);
    }

    [Fact]
    public async Task A_token_is_tested_against_the_projects_publishers_also_those_that_it_does_not_name()
    {
        var test = Place + "test";
        var job = Colophon.Demo.PracticeJob.GitHub("octo-org", "renamed", "release.yml", "staging");
        var told = await alice.Fill(test, null, ("token", index.Issuer.Token(job, index.Audience)));

        Assert.Equal(200, told.Status);
        Assert.Contains("sampleproject: it may not publish", told.Text, StringComparison.Ordinal);
        Assert.Contains("octo-org/renamed", told.Text, StringComparison.Ordinal);
        Assert.Contains("octo-org/sampleproject", told.Text, StringComparison.Ordinal); // what is expected, to owners
        Assert.Contains($"href=\"{Place}?provider=github", told.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", told.Text, StringComparison.Ordinal);
        Assert.Contains("A token would be minted", (await alice.Fill(test, null, ("token", index.Issuer.Token(TestIndex.Job, index.Audience)))).Text,
            StringComparison.Ordinal);
        Assert.Equal(400, (await alice.Fill(test, null, ("token", " "))).Status);
    }

    private Task<Browser.Page> Add(params (string, string)[] typed) =>
        alice.Fill(Place + "?provider=github", Place, [("issuer", index.Issuer.Url), .. typed]);

    private static async Task<(int, string?)> To(Task<Browser.Page> page) => ((await page).Status, (await page).To);

    private async Task<Guid> IdOf(string repository)
    {
        await using var db = await index.Db();
        return (await db.Publishers.AsNoTracking().ToListAsync()).Single(p => p.LookUpKey.EndsWith("/" + repository, StringComparison.Ordinal)).Id;
    }
}
