using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Colophon.Tests.Support;

namespace Colophon.Tests.Index.Publishing;

/// <summary>Bytes on the wire that two readers could take for two forms, or that do not end (threats E55 to E59, E70).</summary>
public sealed class UploadFormTests : IAsyncLifetime
{
    private static readonly (string FileName, byte[] Bytes) Wheel = TestWheel.Make("sampleproject", "1.0");
    private TestIndex index = null!;
    private string token = "";

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(settings => settings with { MaxFileSize = 1 << 20, MaxProjectSize = 300_000 });
        await index.AddPublisher("sampleproject");
        token = await index.Token();
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    private static string Field(string name, string value, string more = "") =>
        $"--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n{more}\r\n{value}\r\n";

    private static string File(string headers = "", string? fileName = null) =>
        $"--b\r\nContent-Disposition: form-data; name=\"content\"; filename=\"{fileName ?? Wheel.FileName}\"\r\n{headers}\r\n"
        + $"{Encoding.Latin1.GetString(Wheel.Bytes)}\r\n";

    private static readonly string Fields = Field(":action", "file_upload") + Field("protocol_version", "1") + Field("name", "sampleproject")
        + Field("version", "1.0") + Field("filetype", "bdist_wheel") + Field("pyversion", "py3")
        + Field("sha256_digest", Convert.ToHexStringLower(SHA256.HashData(Wheel.Bytes)));

    private const string Last = "--b--\r\n";

    /// <summary>The whole answer; <paramref name="goes"/>: the client ends its half of the connection.</summary>
    private async Task<string> Send(string body, string? headers = null, bool goes = false)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", new Uri(index.Url).Port);
        var wire = client.GetStream();
        var basic = Convert.ToBase64String(Encoding.ASCII.GetBytes($"__token__:{token}"));
        await wire.WriteAsync(Encoding.Latin1.GetBytes("POST /legacy/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            + $"Authorization: Basic {basic}\r\nContent-Type: multipart/form-data; boundary=b\r\n{headers ?? $"Content-Length: {body.Length}"}\r\n\r\n{body}"));
        if (goes) client.Client.Shutdown(SocketShutdown.Send);
        var answer = new MemoryStream();
        try { await wire.CopyToAsync(answer); }
        catch (IOException) { } // cut by the server, which has said what it has to say
        return Encoding.Latin1.GetString(answer.ToArray());
    }

    private static (string Status, string Code) Read(string answer) => (answer.Split(' ') is [_, var status, ..] ? status : "",
        answer.Split("X-Colophon-Error: ") is [_, var code, ..] ? code.Split('\r')[0] : "");

    private static readonly (string How, string Body)[] Forms =
    [
        ("two files", Fields + File() + File() + Last),
        ("a name twice", Fields + Field("name", "sampleproject") + File() + Last),
        ("a version twice", Fields + Field("version", "2.0") + File() + Last),
        ("a digest twice", Fields + Field("sha256_digest", new string('0', 64)) + File() + Last),
        ("an action twice", Fields + Field(":action", "file_upload") + File() + Last),
        ("a name in two cases", Fields + Field("Name", "other") + File() + Last),
        ("the file in two cases", Fields + File() + Field("Content", "other") + Last),
        ("no last boundary", Fields + File()),
        ("no boundary behind the file", Fields + File()[..^2]),
        ("no file", Fields + Last),
        ("a file without a name", Fields + Field("content", "text") + Last),
        ("another file", Fields + File() + "--b\r\nContent-Disposition: form-data; name=\"other\"; filename=\"x\"\r\n\r\nx\r\n" + Last),
        ("10,000 parts", Fields + File() + string.Concat(Enumerable.Repeat(Field("classifiers", "x"), 10_000)) + Last),
        ("a header of 1 MiB", Fields + File($"X-Long: {new string('x', 1 << 20)}\r\n") + Last),
        ("a hundred headers", Fields + File(string.Concat(Enumerable.Range(0, 100).Select(i => $"X-{i}: x\r\n"))) + Last),
        ("a field of 3 MiB", Fields + Field("summary", new string('x', 3 << 20)) + File() + Last),
        ("another charset", Fields + Field("summary", "x\0", "Content-Type: text/plain; charset=utf-16\r\n") + File() + Last),
        ("parts of parts", Fields + Field("summary", "--c\r\n\r\nx\r\n--c--", "Content-Type: multipart/mixed; boundary=c\r\n") + File() + Last),
        ("a file of parts", Fields + File("Content-Type: multipart/mixed; boundary=c\r\n") + Last),
        ("a coding within", Fields + Field("summary", "eA==", "Content-Transfer-Encoding: base64\r\n") + File() + Last),
        ("bytes that are no text", Fields + Field("summary", "\xff\xfe") + File() + Last),
        ("a file that is a picture", Fields + File("Content-Type: image/png\r\n") + Last),
        ("no name of a part", Fields + "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n" + File() + Last),
        ("no disposition", Fields + "--b\r\n\r\nx\r\n" + File() + Last),
        ("a coded file name", Fields + File().Replace("filename=", "filename*=UTF-8''", StringComparison.Ordinal) + Last),
        ("nothing", ""),
    ];

    [Fact]
    public async Task A_form_that_can_be_read_in_two_ways_is_400_and_leaves_nothing()
    {
        foreach (var (how, body) in Forms)
        {
            var answer = await Send(body);
            Assert.True(Read(answer) == ("400", "form-invalid"), $"{how}: {answer}");
        }

        Assert.Equal((0, 0, 0, 0), await index.Left());
    }

    [Fact]
    public async Task Several_lists_in_any_order_and_codings_that_change_nothing_are_a_good_form()
    {
        var answer = await Send(File("Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n")
            + Field("license", "", "Content-Type: text/plain; charset=UTF-8\r\n") + Field("ignored", "x") + Field("ignored", "y") + Fields + Last);
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Framing_that_can_be_read_in_two_ways_is_400()
    {
        foreach (var headers in (string[])["Content-Length: 5\r\nContent-Length: 6", "Content-Length: 5\r\nTransfer-Encoding: chunked",
            "Content-Length: +5", "Content-Length : 5", "X-A: b\r\n c: d\r\nContent-Length: 5", "Content-Length: 300"])
        {
            var answer = await Send(Fields + File() + Last, headers);
            Assert.True(Read(answer).Status == "400", $"{headers}: {answer}");
        }

        foreach (var size in (string[])["5;a\nb\r\n", "5;a\rb\r\n", "5\n", "0x5\r\n", "-5\r\n", "FFFFFFFFFFFFFFFF\r\n"])
        {
            var answer = await Send(size + "--b--\r\n0\r\n\r\n", "Transfer-Encoding: chunked");
            Assert.True(Read(answer).Status == "400", $"{size}: {answer}");
        }

        Assert.Equal((0, 0, 0, 0), await index.Left());
    }

    [Fact]
    public async Task A_length_that_is_too_large_waits_and_leaves_nothing_when_the_client_goes()
    {
        var body = Fields + File() + Last;
        var answer = await Send(body, $"Content-Length: {body.Length + 1000}", goes: true);
        for (var wait = 0; wait < 100 && (await index.Left()).Incoming > 0; wait++) await Task.Delay(50);
        Assert.DoesNotContain(" 200 ", answer, StringComparison.Ordinal);
        Assert.Equal((0, 0, 0, 0), await index.Left());
    }

    [Fact]
    public async Task In_chunks_without_a_length_the_file_is_measured_as_it_comes()
    {
        static string Chunked(string text) => $"{text.Length:x}\r\n{text}\r\n0\r\n\r\n";
        var large = File().Replace("\r\n\r\n", "\r\n\r\n" + new string('x', 1 << 20), StringComparison.Ordinal);

        Assert.Equal(("413", "file-too-large"), Read(await Send(Chunked(Fields + large + Last), "Transfer-Encoding: chunked")));
        Assert.Equal((0, 0, 0, 0), await index.Left());
        Assert.StartsWith("HTTP/1.1 200 ", await Send(Chunked(Fields + File() + Last), "Transfer-Encoding: chunked"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_over_what_is_left_to_the_project_is_refused_and_leaves_what_was_there()
    {
        var (name, bytes) = TestWheel.Make("sampleproject", "1.0", RandomNumberGenerator.GetBytes(200_000));
        using (var first = await index.Upload(name, bytes, token)) Assert.Equal(200, (int)first.StatusCode);
        var before = await index.Left();
        (name, bytes) = TestWheel.Make("sampleproject", "1.1", RandomNumberGenerator.GetBytes(200_000));

        using var second = await index.Upload(name, bytes, token);

        Assert.Equal((400, "project-too-large"), ((int)second.StatusCode, second.Headers.GetValues("X-Colophon-Error").Single()));
        Assert.Equal(before, await index.Left());
    }

    [Fact]
    public async Task A_digest_that_is_not_the_files_refuses_whatever_the_others_say()
    {
        var other = TestWheel.Make("sampleproject", "2.0").Bytes;
        var (sha256, md5) = (Convert.ToHexStringLower(SHA256.HashData(other)), Convert.ToHexStringLower(MD5.HashData(other)));
        foreach (var (field, digest, code) in ((string, string, string)[])[("sha256_digest", "beef", "digest-mismatch"),
            ("sha256_digest", sha256, "digest-mismatch"), ("blake2_256_digest", sha256, "digest-mismatch"),
            ("md5_digest", md5, "digest-mismatch"), ("sha256_digest", "", "digest-missing")])
        {
            using var response = await index.Upload(Wheel.FileName, Wheel.Bytes, token, fields =>
            {
                if (field == "sha256_digest") fields.RemoveAll(f => f.Name == field);
                fields.Add((field, digest));
            });
            Assert.Equal((400, code), ((int)response.StatusCode, response.Headers.GetValues("X-Colophon-Error").Single()));
        }

        Assert.Equal((0, 0, 0, 0), await index.Left());
    }

    [Fact]
    public async Task What_a_file_name_holds_is_never_more_than_text_in_the_answer()
    {
        foreach (var name in (string[])["\u001b[31mred<script>alert(1)</script>.whl", "<img src=x onerror=alert(1)>-1.0-py3-none-any.whl",
            "a\u0085\u00e9-1.0-py3-none-any.whl", "/etc/cron.d/x-1.0-py3-none-any.whl", "..\\\\..\\\\x-1.0-py3-none-any.whl"])
        {
            var answer = await Send(Fields + File(fileName: name) + Last);

            var (status, body) = (answer.Split("\r\n")[0], answer[answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)..]);
            Assert.StartsWith("HTTP/1.1 400 ", status, StringComparison.Ordinal);
            Assert.All(status, c => Assert.InRange(c, ' ', '~'));
            Assert.DoesNotContain(body, c => c is '<' or '>' or '\u001b' or '\u0085');
            Assert.Contains("Content-Type: application/json", answer, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal((0, 0, 0, 0), await index.Left());
    }
}
