using Colophon.Demo;
using Colophon.Index.Store.Entities;
using Colophon.Tests.Index.SigningIn;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.Maintaining.Publishers;

/// <summary>What was refused is shown to owners, and becomes the configured value by one click.</summary>
public sealed class AcceptRefusedTests : IAsyncLifetime
{
    private const string Place = "/manage/project/sampleproject/settings/publishing/";
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
    public async Task A_refused_environment_is_accepted_and_the_next_exchange_succeeds()
    {
        var job = TestIndex.Job.With("environment", "pypi-live");
        var accept = await Refused(job);
        var page = await alice.Open(Place);
        Assert.Contains("<code>pypi<mark>-live</mark></code>", page.Text, StringComparison.Ordinal);
        Assert.Contains("accept\">Accept what was found", page.Text, StringComparison.Ordinal);

        var ask = await alice.Open(accept);
        Assert.Contains("in environment pypi-live", ask.Text, StringComparison.Ordinal);
        Assert.Equal($"{Place}?done=accepted", (await alice.Send(ask, accept, ("how", "change"))).To);

        Assert.Equal(200, (await index.Mint(job)).Status);
        Assert.Equal(422, (await index.Mint()).Status);
        Assert.Equal(404, (await alice.Open(accept)).Status);
        Assert.Equal("publisher:change", (await index.Events("alice"))[^1]);
    }

    [Fact]
    public async Task A_renamed_repository_is_accepted_with_its_ids_or_beside_the_old_one()
    {
        await index.Token();
        var renamed = PracticeJob.GitHub("octo-org", "renamed", "release.yml");
        foreach (var claim in new[] { "repository_id", "repository_owner_id" }) renamed = renamed.With(claim, TestIndex.Job.Claims[claim]!.ToString());
        var accept = await Refused(renamed);
        Assert.Contains("The repository has another name now", (await alice.Open(Place)).Text, StringComparison.Ordinal);

        await alice.Fill(accept, accept, ("how", "add"));

        Assert.Equal((200, 200), ((await index.Mint(renamed)).Status, (await index.Mint()).Status));
        await using var db = await index.Db();
        var both = await db.Publishers.AsNoTracking().OrderBy(p => p.LookUpKey).ToListAsync();
        Assert.Equal(["octo-org/renamed", "octo-org/sampleproject"], both.Select(p => p.LookUpKey));
        Assert.Equal(both[1].Pins, both[0].Pins);
    }

    [Fact]
    public async Task A_reusable_workflow_and_a_ref_are_accepted_each_as_the_field_that_admits_it()
    {
        const string called = "octo-org/workflows/.github/workflows/publish.yml@refs/tags/v2";
        var job = TestIndex.Job.With("job_workflow_ref", called);
        var accept = await Refused(job);
        await alice.Fill(accept, accept, ("how", "change"));
        Assert.Equal(200, (await index.Mint(job)).Status);
        await using var db = await index.Db();
        Assert.Contains(called, (await db.Publishers.AsNoTracking().SingleAsync()).Fields, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_only_an_id_or_a_looser_rule_would_admit_is_not_offered()
    {
        await index.Token();
        var accept = await Refused(TestIndex.Job.With("repository_owner_id", "666"));
        var page = await alice.Open(Place);
        Assert.Contains("A take-over is suspected", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Accept what was found", page.Text, StringComparison.Ordinal);
        Assert.Equal(409, (await alice.Open(accept)).Status);

        var other = await Refused(TestIndex.Job.With("environment", null), count: 2);
        Assert.Equal(409, (await alice.Open(other)).Status);
        var form = (await alice.Open(Place)).Form(Place + "trusted-only");
        using var content = new FormUrlEncodedContent(form.Append(new("how", "change")));
        Assert.Equal(409, (int)(await alice.Http.PostAsync(other, content)).StatusCode);
        Assert.DoesNotContain("publisher:change", await index.Events("alice"));
    }

    /// <summary>Sends the job to be refused; where its acceptance is asked for.</summary>
    private async Task<string> Refused(PracticeJob job, int count = 1)
    {
        Assert.Equal(422, (await index.Mint(job)).Status);
        for (var tries = 0; ; tries++)
        {
            await using var db = await index.Db();
            var rows = await db.Refused.AsNoTracking().OrderBy(r => r.Last).ToListAsync();
            if (rows.Count >= count)
            {
                var row = rows.Last(r => count == 1 || r.Kind == RefusedExchange.Mismatch);
                return $"{Place}refused/{row.PublisherId:N}{row.FindingsSha256[..16]}/accept";
            }

            Assert.True(tries < 200);
            await Task.Delay(25);
        }
    }
}
