using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.Publishing;

public sealed class BesidePublishersTests : IAsyncLifetime
{
    private TestIndex index = null!;

    public async ValueTask InitializeAsync() => index = await TestIndex.Start();

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task A_persons_token_that_uploads_beside_publishers_is_noted_once_for_each_project()
    {
        await index.AddPublisher("first", pending: false);
        await index.AddPublisher("second", pending: false);
        await index.Verb("project", "add", "third", "--owner", "alice");
        var token = (await index.Verb("token", "add", "--user", "alice")).Output.Trim();

        foreach (var (project, version) in new[] { ("first", "1.0"), ("first", "1.1"), ("second", "1.0"), ("third", "1.0") })
        {
            var (name, bytes) = TestWheel.Make(project, version);
            using var response = await index.Upload(name, bytes, token);
            Assert.Equal(200, (int)response.StatusCode);
        }

        var (own, ownBytes) = TestWheel.Make("second", "2.0");
        using (var response = await index.Upload(own, ownBytes, await index.Token())) Assert.Equal(200, (int)response.StatusCode);
        await using var db = await index.Db();
        var noted = await db.History.Where(e => e.Event == "token:beside-publishers").OrderBy(e => e.Id).ToListAsync();
        Assert.Equal(["first", "second"], noted.Select(e => e.Project));
        Assert.All(noted, e => Assert.Equal("alice", e.Actor));
        Assert.All(noted, e => Assert.DoesNotContain(token, e.Details, StringComparison.Ordinal));
    }
}
