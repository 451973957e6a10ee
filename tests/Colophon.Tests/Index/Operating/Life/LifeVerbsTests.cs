using System.Text.Json.Nodes;
using Colophon.Tests.Support;

namespace Colophon.Tests.Index.Operating.Life;

public abstract class LifeVerbsTests(Database database) : IAsyncLifetime
{
    private TestIndex index = null!;
    private string file = "";
    private int size;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(database: database);
        await index.AddPublisher("sampleproject");
        (file, var bytes) = TestWheel.Make("sampleproject", "1.0");
        size = bytes.Length;
        using (await index.Upload(file, bytes, await index.Token())) { }
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task Verbs_end_with_0_1_or_2_and_a_refusal_changes_nothing()
    {
        var whole = await index.Left();
        await Runs(2, "release");
        await Runs(2, "release yank sampleproject");
        await Runs(1, "release yank sampleproject 9.9");
        await Runs(1, "release yank nothing 1.0");
        await Runs(1, "release delete sampleproject 1.0");
        await Runs(1, "release delete sampleproject 1.0 --confirm sampleproject");
        await Runs(1, "file delete sampleproject-1.0-py3-none-any.whl --confirm yes");
        await Runs(1, "file yank sampleproject-1.1-py3-none-any.whl");
        await Runs(1, "project delete sampleproject --confirm SampleProject");
        await Runs(1, "project delete nothing --confirm nothing");
        await Runs(1, "project status sampleproject retired");
        Assert.Equal(whole, await index.Left());

        await Runs(0, "project status sampleproject archived --reason done");
        await Runs(0, "release unyank sampleproject 1.0");
        await Runs(0, "file delete sampleproject-1.0-py3-none-any.whl --confirm sampleproject-1.0-py3-none-any.whl");
        await Runs(0, "release delete sampleproject 1.0 --confirm sampleproject==1.0");
        await Runs(0, "project delete sampleproject --confirm sampleproject");
        Assert.Equal((0, 0, 0, 0), await index.Left());
        await Runs(0, "fsck");
    }

    private async Task Runs(int code, string line)
    {
        var (actual, output) = await index.Verb(line.Split(' '));
        Assert.True(actual == code, $"{line}: {actual}: {output}");
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.NotEqual("", output.Trim());
    }

    [Fact]
    public async Task A_deletion_without_its_name_says_what_would_be_lost_and_what_to_type_and_machines_get_an_object()
    {
        var (code, output) = await index.Verb("project", "delete", "SampleProject");
        Assert.Equal(1, code);
        Assert.Contains($"1 file, {size:N0} bytes", output, StringComparison.Ordinal);
        Assert.Contains("--confirm sampleproject", output, StringComparison.Ordinal);

        var yanked = JsonNode.Parse((await index.Verb("file", "yank", file, "--reason", "wrong", "--json")).Output)!;
        Assert.Equal((true, file, "1.0"), (yanked["changed"]!.GetValue<bool>(), yanked["filename"]!.GetValue<string>(), yanked["version"]!.GetValue<string>()));
        var again = JsonNode.Parse((await index.Verb("file", "yank", file, "--reason", "wrong", "--json")).Output)!;
        Assert.False(again["changed"]!.GetValue<bool>());
        var deleted = JsonNode.Parse((await index.Verb("project", "delete", "sampleproject", "--confirm", "sampleproject", "--json")).Output)!;
        Assert.Equal((1, (long)size), (deleted["files"]!.GetValue<int>(), deleted["bytes"]!.GetValue<long>()));
        Assert.Equal((0, 0, 0, 0), await index.Left());
    }

    [Fact]
    public async Task What_a_verb_does_is_on_the_running_servers_next_pages_within_a_second()
    {
        Assert.DoesNotContain("data-yanked", await index.Http.GetStringAsync("/simple/sampleproject/"), StringComparison.Ordinal);
        await index.Verb("release", "yank", "sampleproject", "1.0", "--reason", "wrong");
        for (var wait = 0; wait < 100; wait++)
        {
            index.Clock.Advance(TimeSpan.FromMilliseconds(200));
            if ((await index.Http.GetStringAsync("/simple/sampleproject/")).Contains("data-yanked=\"wrong\"", StringComparison.Ordinal)) return;
            await Task.Delay(10);
        }

        Assert.Fail("The page does not show it.");
    }
}

public sealed class LifeVerbsOnSqliteTests() : LifeVerbsTests(Database.Sqlite);

public sealed class LifeVerbsOnPostgresTests() : LifeVerbsTests(Database.Postgres);
