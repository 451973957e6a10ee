using System.Diagnostics;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colophon.Tests.Support;

/// <summary>
/// Runs a script of <c>tests/npm</c> that drives a real Chromium: the input goes in as a line of JSON, what the script asks meanwhile is
/// answered by the test, and the last line is what it saw.
/// </summary>
internal static class BrowserScript
{
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.Default };

    /// <param name="answer">Answers what the script asks: the member <c>ask</c> says what.</param>
    public static async Task<JsonNode> Run(string script, JsonObject input, Func<JsonNode, Task<JsonNode>>? answer = null)
    {
        Assert.True(File.Exists("/usr/bin/chromium"), "There is no /usr/bin/chromium. Debian: apt-get install chromium (./test does it as root).");
        var start = new ProcessStartInfo(Here.Node, [Here.Npm(script)])
        { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(Environment.GetEnvironmentVariable("COLOPHON_SHOTS") is null ? 5 : 20));
        try
        {
            await Say(process, input);
            while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            {
                var said = JsonNode.Parse(line)!;
                if (said["result"] is { } result) return result;
                Assert.True(said["failed"] is null, $"{script}: {said["failed"]}");
                await Say(process, await answer!(said));
            }

            Assert.Fail($"{script} ended without a result: {await errors}");
            throw new UnreachableException();
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Cookies as the script puts them into a browser of its own.</summary>
    public static JsonArray Seat(Browser? browser) => browser is null
        ? []
        : [.. browser.Cookies.Cast<Cookie>().Select(cookie => new JsonObject { ["name"] = cookie.Name, ["value"] = cookie.Value })];

    /// <summary>The address at which passkeys work without TLS, in Development.</summary>
    public static string AtHome(this TestIndex index) => index.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    private static async Task Say(Process process, JsonNode what)
    {
        await process.StandardInput.WriteLineAsync(what.ToJsonString(OneLine));
        await process.StandardInput.FlushAsync();
    }
}
