using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Journeys;

/// <summary>A repository that publishes many projects by one workflow (issue 3).</summary>
public abstract class MonorepoTests(Database database)
{
    private const int Projects = 60;

    [Fact]
    public async Task One_exchange_makes_sixty_projects_of_sixty_pending_publishers()
    {
        await using var index = await TestIndex.Start(database: database);
        var names = Enumerable.Range(1, Projects).Select(i => $"package-{i:00}").ToList();
        foreach (var name in names) await index.AddPublisher(name);

        index.Clock.SetUtcNow(DateTimeOffset.UtcNow); // so many verbs took a while, and the issuer's hour is the real one

        var (status, body) = await index.Mint();
        Assert.Equal(200, status);
        Assert.Equal(names, body["projects"]!.AsArray().Select(project => project!.GetValue<string>()));
        var token = body["token"]!.GetValue<string>();
        var uploads = await Task.WhenAll(names.Select(async name =>
        {
            var (file, bytes) = TestWheel.Make(name, "1.0");
            using var response = await index.Upload(file, bytes, token, name: name);
            return ((int)response.StatusCode, response.ReasonPhrase);
        }));

        Assert.All(uploads, upload => Assert.Equal((200, "OK"), upload));
        await using var db = await index.Db();
        Assert.Equal((Projects, Projects, 0), (await db.Projects.CountAsync(), await db.Files.CountAsync(),
            await db.Publishers.CountAsync(publisher => publisher.ProjectId == null)));
        Assert.Equal(1, await db.Tokens.CountAsync());
        var pages = await Task.WhenAll(names.Select(name => index.Http.GetStringAsync($"/simple/{name}/")));
        Assert.All(pages, page => Assert.Contains("-1.0-py3-none-any.whl", page, StringComparison.Ordinal));
        TestContext.Current.TestOutputHelper!.WriteLine($"{database}: 1 exchange, {uploads.Length} first uploads, {pages.Length} projects");
    }
}

public sealed class MonorepoOnSqliteTests() : MonorepoTests(Database.Sqlite);

public sealed class MonorepoOnPostgresTests() : MonorepoTests(Database.Postgres);
