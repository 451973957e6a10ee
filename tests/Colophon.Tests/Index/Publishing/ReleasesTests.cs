using System.Net;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.Publishing;

/// <summary>When a release takes a file, and when not any more.</summary>
public abstract class ReleasesTests(Database database) : IAsyncLifetime
{
    private TestIndex index = null!;
    private string token = "";

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(settings => settings with { ClosesReleasesAfter = TimeSpan.FromDays(14) }, database);
        await index.Verb("user", "add", "alice", "--email", "alice@example.org");
        token = (await index.Verb("token", "add", "--user", "alice")).Output.Trim();
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task A_release_of_old_takes_no_new_file_where_the_operator_closes_releases()
    {
        Assert.Equal("200", await Put(TestWheel.Make("sampleproject", "1.0")));
        index.Clock.AdjustTime(index.Clock.GetUtcNow().AddDays(14).AddMinutes(-1));
        Assert.Equal("200", await Put(TestSdist.Make("sampleproject", "1.0")));
        index.Clock.Advance(TimeSpan.FromMinutes(2));
        var before = await index.Left();

        var (name, bytes) = TestWheel.Make("sampleproject", "1.0", [1, 2, 3]);
        Assert.Equal("release-closed", await Put((name.Replace("1.0-", "1.0-1-", StringComparison.Ordinal), bytes)));
        Assert.Equal(before, await index.Left());
        Assert.Equal("200", await Put(TestWheel.Make("sampleproject", "1.1")));
    }

    [Fact]
    public async Task Two_first_uploads_of_a_version_at_once_make_one_release_with_both_files()
    {
        Assert.Equal("200", await Put(TestWheel.Make("sampleproject", "0.1")));
        var wheel = TestWheel.Make("sampleproject", "1.0", extraMetadata: "Summary: of the wheel\n");
        var sdist = TestSdist.Make("sampleproject", "1.0");

        Assert.Equal(["200", "200"], await Task.WhenAll(Put(wheel), Put(sdist)));

        await using var db = await index.Db();
        Assert.Equal(2, await db.Releases.CountAsync());
        Assert.Equal(2, await db.Files.CountAsync(f => f.Version == "1.0"));
        Assert.Equal(2, await db.History.CountAsync(e => e.Event == "release:add"));
    }

    [Fact]
    public async Task An_upload_is_never_sent_on_to_another_address()
    {
        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");
        foreach (var path in (string[])["/legacy", "/legacy/x", "/legacy//", "/pypi", "/simple/"])
        {
            using var form = new MultipartFormDataContent { { new StringContent("file_upload"), ":action" } };
            form.Add(new ByteArrayContent(bytes), "content", name);
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(index.Http.BaseAddress!, path)) { Content = form };
            request.Headers.Authorization = new("Bearer", token);
            using var answer = await index.Http.SendAsync(request);

            Assert.False((int)answer.StatusCode is >= 300 and < 400 && answer.Headers.Location is { IsAbsoluteUri: true },
                $"{path}: {(int)answer.StatusCode} {answer.Headers.Location}");
            Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private async Task<string> Put((string FileName, byte[] Bytes) file)
    {
        using var response = await index.Upload(file.FileName, file.Bytes, token);
        return response.IsSuccessStatusCode ? "200" : response.Headers.GetValues("X-Colophon-Error").Single();
    }
}

public sealed class ReleasesOnSqliteTests() : ReleasesTests(Database.Sqlite);

public sealed class ReleasesOnPostgresTests() : ReleasesTests(Database.Postgres);
