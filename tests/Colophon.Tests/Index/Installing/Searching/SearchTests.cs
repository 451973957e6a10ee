using System.Text.Json.Nodes;
using Colophon.Index.Store.Entities;
using Colophon.Tests.Support;

namespace Colophon.Tests.Index.Installing.Searching;

public abstract class SearchTests(Database database) : IAsyncLifetime
{
    private TestIndex index = null!;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(database: database);
        await using var db = await index.Db();
        for (var i = 0; i < 120; i++) db.Projects.Add(Row($"tool-{i:000}", "100% <b>bold</b>"));
        db.Projects.Add(Row("held-back", "tool", status: ProjectStatus.Quarantined));
        db.Projects.Add(Row("other", null));
        await db.SaveChangesAsync();
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    private static Project Row(string name, string? summary, string status = ProjectStatus.Active) => new()
    {
        Id = Guid.NewGuid(),
        Name = name,
        NormalizedName = name,
        LookAlike = name,
        Created = DateTimeOffset.UnixEpoch,
        Summary = summary,
        LatestVersion = "1.0",
        Status = status,
    };

    [Fact]
    public async Task Programs_get_pages_of_fifty_without_what_is_held_back()
    {
        var first = await index.Object("/search/?q=tool");
        Assert.Equal(("tool", 1, 3, 120, 50), (first["query"]!.GetValue<string>(), first["page"]!.GetValue<int>(),
            first["pages"]!.GetValue<int>(), first["total"]!.GetValue<int>(), first["projects"]!.AsArray().Count));
        Assert.True(JsonNode.DeepEquals(first["projects"]![0], new JsonObject
        {
            ["name"] = "tool-000",
            ["version"] = "1.0",
            ["summary"] = "100% <b>bold</b>",
            ["url"] = $"{index.Url}/project/tool-000/",
        }), first["projects"]![0]!.ToJsonString());
        Assert.Equal(20, (await index.Object("/search/?q=tool&page=3&format=json", "*/*"))["projects"]!.AsArray().Count);
        foreach (var page in (string[])["99", "-1", "x", "99999999999"])
            Assert.Equal(120, (await index.Object($"/search/?q=tool&page={page}"))["total"]!.GetValue<int>());
        Assert.Equal(120, (await index.Object("/search/?q=%25"))["total"]!.GetValue<int>()); // of the summary, no wildcard
        Assert.Equal(0, (await index.Object("/search/?q=%27%20OR%201%3D1"))["total"]!.GetValue<int>());
        Assert.Equal(121, (await index.Object("/search/"))["total"]!.GetValue<int>());
        Assert.Equal(400, (int)(await index.Get($"/search/?q={new string('a', 101)}")).StatusCode);
    }

    [Fact]
    public async Task People_get_a_page_with_a_form_links_and_no_markup_of_others()
    {
        var page = await index.Text("/search/?q=tool&page=2", "text/html,application/xhtml+xml,*/*;q=0.8");
        Assert.Contains("""<a href="/project/tool-050/">tool-050</a> 1.0""", page, StringComparison.Ordinal);
        Assert.Contains("""<a href="/search/?q=tool&amp;page=1">""", page, StringComparison.Ordinal);
        Assert.Contains("""<a href="/search/?q=tool&amp;page=3">""", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        var hostile = await index.Text("/search/?q=%22%3E%3Cscript%3E", "text/html");
        Assert.DoesNotContain("<script", hostile, StringComparison.Ordinal);
        Assert.Contains("0 projects", hostile, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statistics_are_empty_at_first_and_have_a_page()
    {
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"top_packages":{},"total_packages_size":0}"""), await index.Object("/stats/")));
        Assert.Contains("<h1>Statistics</h1>", await index.Text("/stats/", "text/html"), StringComparison.Ordinal);
    }
}

public sealed class SearchOnSqliteTests() : SearchTests(Database.Sqlite);

public sealed class SearchOnPostgresTests() : SearchTests(Database.Postgres);
