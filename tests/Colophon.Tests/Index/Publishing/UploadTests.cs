using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.Publishing;

public abstract class UploadTests(Database database) : IAsyncLifetime
{
    private TestIndex index = null!;
    private string token = "";

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(settings => settings with { MaxFileSize = 4 << 20 }, database);
        await index.AddPublisher("sampleproject");
        token = await index.Token();
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task The_first_upload_makes_the_project_and_is_visible_on_the_next_request()
    {
        var (name, bytes) = TestWheel.Make("sampleproject", "1.0", extraMetadata: "Requires-Python: >=3.8\n");

        using var response = await index.Upload(name, bytes, token);

        Assert.Equal((200, ""), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        var page = await Json("/simple/sampleproject/");
        var file = page["files"]![0]!;
        Assert.Equal(name, file["filename"]!.GetValue<string>());
        Assert.Equal(">=3.8", file["requires-python"]!.GetValue<string>());
        Assert.Equal(bytes, await index.Http.GetByteArrayAsync(new Uri(file["url"]!.GetValue<string>())));
        await using var db = await index.Db();
        var events = await db.History.OrderBy(e => e.Id).Select(e => e.Event).ToListAsync();
        Assert.Equal(["project:create", "publisher:add", "release:add", "file:add"], events[^4..]);
    }

    [Fact]
    public async Task The_same_bytes_again_are_a_success_that_changes_nothing()
    {
        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");
        using (await index.Upload(name, bytes, token)) { }
        var before = await index.Left();
        await using var db = await index.Db();
        var history = await db.History.CountAsync();

        using var again = await index.Upload(name, bytes, token);

        Assert.Equal(200, (int)again.StatusCode);
        Assert.Equal(before, await index.Left());
        Assert.Equal(history, await db.History.CountAsync());
    }

    [Fact]
    public async Task Other_bytes_under_a_used_name_are_refused_in_words_that_twine_knows_in_phrase_and_body()
    {
        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");
        using (await index.Upload(name, bytes, token)) { }
        var before = await index.Left();

        using var response = await index.Upload(name, TestWheel.Make("sampleproject", "1.0", "X = 1\n"u8.ToArray()).Bytes, token);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.StartsWith("File already exists ('sampleproject-1.0-py3-none-any.whl', with blake2_256 hash", response.ReasonPhrase,
            StringComparison.Ordinal);
        Assert.Contains("File already exists", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("file-exists", response.Headers.GetValues("X-Colophon-Error").Single());
        Assert.Equal(before, await index.Left());
    }

    [Fact]
    public async Task Of_twenty_uploads_of_one_name_at_once_one_wins_and_one_row_and_two_blobs_stay()
    {
        var wheels = Enumerable.Range(0, 20).Select(i => TestWheel.Make("sampleproject", "1.0", Encoding.ASCII.GetBytes($"N = {i}\n")))
            .ToList();

        var answers = await Task.WhenAll(wheels.Select(w => index.Upload(w.FileName, w.Bytes, token)));

        Assert.Equal(1, answers.Count(a => (int)a.StatusCode == 200));
        Assert.Equal(19, answers.Count(a => (int)a.StatusCode == 400));
        Assert.Equal((1, 1, 2, 0), await index.Left());
    }

    [Fact]
    public async Task Twenty_uploads_of_the_same_bytes_at_once_all_succeed_with_one_row()
    {
        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => index.Upload(name, bytes, token)));
        Assert.All(answers, a => Assert.Equal(200, (int)a.StatusCode));
        Assert.Equal((1, 1, 2, 0), await index.Left());
    }

    public static TheoryData<string, string, int, string> BadForms => new()
    {
        { "name", "sampleproject-", 400, "name-invalid" },
        { "name", "other", 400, "project-not-found" },
        { "version", "9.9", 400, "metadata-mismatch" },
        { "summary", "not in the file", 400, "metadata-mismatch" },
        { "requires_dist", "evil", 400, "metadata-mismatch" },
        { "filetype", "bdist_egg", 400, "metadata-mismatch" },
        { "filetype", "sdist", 400, "filename-extension" },
        { "pyversion", "", 400, "metadata-mismatch" },
        { "sha256_digest", new string('0', 64), 400, "digest-mismatch" },
        { "sha256_digest", "", 400, "digest-missing" },
        { "md5_digest", "beef", 400, "digest-mismatch" },
        { "protocol_version", "2", 400, "form-invalid" },
        { ":action", "submit", 410, "action-gone" },
        { ":action", "doc_upload", 410, "action-gone" },
        { ":action", "", 405, "not-an-upload" },
    };

    [Theory]
    [MemberData(nameof(BadForms))]
    public async Task A_wrong_field_is_refused_with_its_code_and_leaves_nothing(string field, string value, int status, string code)
    {
        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");

        using var response = await index.Upload(name, bytes, token, fields =>
        {
            fields.RemoveAll(f => f.Name == field);
            if (value.Length > 0) fields.Add((field, value));
        });

        Assert.Equal((status, code), ((int)response.StatusCode, response.Headers.GetValues("X-Colophon-Error").Single()));
        Assert.Equal((0, 0, 0, 0), await index.Left());
    }

    [Fact]
    public async Task A_name_other_than_the_pending_one_is_refused_with_PyPIs_words()
    {
        await index.AddPublisher("second");
        var both = await index.Token();
        var (name, bytes) = TestWheel.Make("third", "1.0");

        using var response = await index.Upload(name, bytes, both);

        Assert.StartsWith("Non-user identities cannot create new projects.", response.ReasonPhrase, StringComparison.Ordinal);
        Assert.Equal((0, 0, 0, 0), await index.Left());
    }

    [Fact]
    public async Task A_removed_publishers_token_no_longer_uploads()
    {
        await using var db = await index.Db();
        var id = await db.Publishers.Select(p => p.Id).SingleAsync();
        Assert.Equal(0, (await index.Verb("publisher", "remove", id.ToString("D"))).Code);
        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");

        using var response = await index.Upload(name, bytes, token);

        Assert.Equal(403, (int)response.StatusCode);
        Assert.Equal((0, 0, 0, 0), await index.Left());
    }

    [Fact]
    public async Task A_token_works_until_its_last_second_and_not_after()
    {
        index.Clock.Advance(TimeSpan.FromSeconds(898));
        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");
        using (var response = await index.Upload(name, bytes, token)) Assert.Equal(200, (int)response.StatusCode);

        index.Clock.Advance(TimeSpan.FromSeconds(2));
        var (next, nextBytes) = TestWheel.Make("sampleproject", "1.1");
        using var late = await index.Upload(next, nextBytes, token);
        Assert.Equal("Invalid API Token: token is expired", late.ReasonPhrase);
    }

    [Theory]
    [InlineData("Basic X190b2tlbl9fOnB5cGktbm9uc2Vuc2U=", "invalid-auth")]
    [InlineData("Basic YWxpY2U6cGFzc3dvcmQ=", "no-passwords")]
    [InlineData("Basic !!!", "invalid-auth")]
    [InlineData("Digest x", "invalid-auth")]
    [InlineData("Bearer pypi-AgEI", "invalid-auth")]
    [InlineData(null, "invalid-auth")]
    public async Task Without_a_token_of_ours_nothing_is_read(string? authorization, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/legacy/") { Content = new StringContent("not even a form") };
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await index.Http.SendAsync(request);
        Assert.Equal((403, code), ((int)response.StatusCode, response.Headers.GetValues("X-Colophon-Error").Single()));
    }

    [Fact]
    public async Task A_file_over_the_limit_is_413_and_leaves_nothing()
    {
        var (name, bytes) = TestWheel.Make("sampleproject", "1.0", System.Security.Cryptography.RandomNumberGenerator.GetBytes(5 << 20));
        using var response = await index.Upload(name, bytes, token);
        Assert.Equal((413, "file-too-large"), ((int)response.StatusCode, response.Headers.GetValues("X-Colophon-Error").Single()));
        Assert.Equal((0, 0, 0, 0), await index.Left());
    }

    [Fact]
    public async Task An_sdist_is_taken_once_a_release()
    {
        var (name, bytes) = TestSdist.Make("sampleproject", "1.0");
        using (var response = await index.Upload(name, bytes, token)) Assert.Equal(200, (int)response.StatusCode);
        var file = (await Json("/simple/sampleproject/"))["files"]![0]!;
        Assert.False(file["core-metadata"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_connection_cut_in_the_middle_leaves_nothing()
    {
        var (_, bytes) = TestWheel.Make("sampleproject", "1.0", System.Security.Cryptography.RandomNumberGenerator.GetBytes(60_000));
        var head = Encoding.ASCII.GetBytes("--b\r\nContent-Disposition: form-data; name=\"content\"; "
            + "filename=\"sampleproject-1.0-py3-none-any.whl\"\r\n\r\n");
        for (var cut = 1; cut < bytes.Length; cut += 4096)
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", new Uri(index.Url).Port);
            var basic = Convert.ToBase64String(Encoding.ASCII.GetBytes($"__token__:{token}"));
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /legacy/ HTTP/1.1\r\nHost: x\r\nAuthorization: Basic "
                + $"{basic}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {bytes.Length + head.Length + 10}\r\n\r\n"));
            await stream.WriteAsync(head);
            await stream.WriteAsync(bytes.AsMemory(0, cut));
        }

        for (var wait = 0; wait < 100 && (await index.Left()).Incoming > 0; wait++) await Task.Delay(50);
        Assert.Equal((0, 0, 0, 0), await index.Left());
    }

    [Fact]
    public async Task A_disabled_persons_token_is_refused_and_a_trusted_only_project_refuses_any_persons()
    {
        var (_, output) = await index.Verb("token", "add", "--user", "alice");
        var personal = output.Trim();
        var (name, bytes) = TestWheel.Make("by-hand", "1.0");
        using (var response = await index.Upload(name, bytes, personal, name: "by-hand")) Assert.Equal(200, (int)response.StatusCode);

        await using (var db = await index.Db()) await db.Projects.ExecuteUpdateAsync(set =>
            set.SetProperty(p => p.TrustedPublishingOnly, true));
        var (next, nextBytes) = TestWheel.Make("by-hand", "1.1");
        using (var response = await index.Upload(next, nextBytes, personal, name: "by-hand"))
            Assert.Equal("trusted-publishing-only", response.Headers.GetValues("X-Colophon-Error").Single());

        await index.Verb("user", "disable", "alice");
        using (var response = await index.Upload(next, nextBytes, personal, name: "by-hand"))
            Assert.Equal("invalid-auth", response.Headers.GetValues("X-Colophon-Error").Single());
    }

    private async Task<JsonNode> Json(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("application/vnd.pypi.simple.v1+json");
        using var response = await index.Http.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    [Fact]
    public async Task A_client_that_sends_slowly_reads_why_it_was_refused_and_not_a_reset()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(index.Url).Port);
        var wire = client.GetStream();
        const int length = 7_000_000;
        await wire.WriteAsync(Encoding.ASCII.GetBytes($"POST /legacy/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer pypi-bad\r\n"
            + $"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {length}\r\n\r\n"));
        var piece = new byte[1_000_000];
        for (var sent = 0; sent < length; sent += piece.Length)
        {
            await Task.Delay(1000); // seven seconds: the server's own patience is five
            await wire.WriteAsync(piece);
        }

        var answer = new byte[4096];
        var read = await wire.ReadAsync(answer);
        Assert.StartsWith("HTTP/1.1 403 Invalid or non-existent authentication information.",
            Encoding.ASCII.GetString(answer, 0, read), StringComparison.Ordinal);
    }
}

public sealed class UploadOnSqliteTests() : UploadTests(Database.Sqlite);

public sealed class UploadOnPostgresTests() : UploadTests(Database.Postgres);
