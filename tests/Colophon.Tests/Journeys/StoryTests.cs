using Colophon.Demo;
using Colophon.Tests.Support;

namespace Colophon.Tests.Journeys;

public sealed class StoryTests
{
    [Fact]
    public async Task The_demo_tells_its_story_to_the_end()
    {
        var told = await Programs.Run(Path.Combine(AppContext.BaseDirectory, "colophon-demo"), ["story", "--index", Here.Index]);

        Assert.True(told.ExitCode == 0, told.Output);
        Assert.DoesNotContain("NOT SHOWN", told.Output, StringComparison.Ordinal); // where the tests run there is a Python
        foreach (var words in (string[])["Published from octo-org/sampleproject at commit 3f2a91c", "already used",
            "no trusted publisher here admits 'mallory/sampleproject'", "End of the story"])
            Assert.Contains(words, told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_refuses_to_start()
    {
        await using var issuer = await PracticeIssuer.Start();
        await using var index = await Here.Start(issuer.Url);

        var second = await Programs.Run(Here.Index, ["serve", "--urls", "http://127.0.0.1:0", "--data", index.Data]);

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("Another colophon-index serves the data directory", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_production_server_with_an_insecure_switch_on_or_a_port_in_use_says_so_and_ends()
    {
        await using var issuer = await PracticeIssuer.Start();
        var folder = Directory.CreateTempSubdirectory().FullName;
        var insecure = await Programs.Run(Here.Index, ["serve", "--data", folder],
            new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["Colophon__PlainHttpIssuers"] = "true" });
        Assert.Equal(2, insecure.ExitCode);
        Assert.Contains("Colophon:PlainHttpIssuers is an insecure switch", insecure.Output, StringComparison.Ordinal);

        var taken = await Programs.Run(Here.Index, ["serve", "--data", folder, "--urls", issuer.Url]);
        Assert.Equal(1, taken.ExitCode);
        Assert.Contains("cannot start", taken.Output, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Plain_http_takes_no_token_outside_of_development()
    {
        await using var index = await RunningIndex.Start(Here.Index,
            new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["Colophon__PlainHttpIssuers"] = "false" });
        using var client = new IndexClient(index.Url);
        var answer = await client.Mint("a.b.c");
        Assert.Equal((403, "SSL is required"), (answer.Status, answer.Reason));
    }
}
