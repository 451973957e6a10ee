using System.Security.Cryptography;
using Colophon.Demo;
using Colophon.Tests.Support;

namespace Colophon.Tests.Journeys;

/// <summary>A verb that deletes is killed in the middle, again and again: what it committed is gone in the end, bytes too, and nothing else.</summary>
public sealed class CutOffDeletionsTests
{
    private const int Projects = 4;
    private const int Files = 8;

    [Fact]
    public async Task Verbs_that_delete_and_are_killed_leave_no_bytes_behind_and_nothing_half_there()
    {
        await using var index = await RunningIndex.Start(Here.Index);
        var names = Enumerable.Range(0, Projects).Select(i => $"project-{(char)('a' + i)}").ToArray();
        await Here.Verb(index, "user", "add", "alice", "--email", "alice@example.org");
        var token = (await Here.Verb(index, "token", "add", "--user", "alice")).Output.Trim();
        using var client = new IndexClient(index.Url);
        var folder = Directory.CreateTempSubdirectory("colophon-cut-").FullName;
        foreach (var (project, i) in names.SelectMany(project => Enumerable.Range(0, Files).Select(i => (project, i))))
        {
            var (name, bytes) = TestWheel.Make(project, $"1.{i}", RandomNumberGenerator.GetBytes(2000));
            await File.WriteAllBytesAsync(Path.Combine(folder, name), bytes);
            Assert.Equal(200, (await client.Upload(Path.Combine(folder, name), project, $"1.{i}", token)).Status);
        }

        for (var i = 0; i < Projects; i++)
        {
            using var verb = Programs.Begin(Here.Index, ["project", "delete", names[i], "--confirm", names[i], "--data", index.Data]);
            if (i == 0) await Task.Delay(300); // perhaps before the commit
            else await FirstBlobGone(index.Data, Blobs(index.Data), verb);
            await Task.Delay(i * 3);
            if (!verb.HasExited) verb.Kill();
            await verb.WaitForExitAsync();
        }

        await index.Kill();
        await index.Restart(); // sweeps
        var left = (await Here.Verb(index, "project", "list")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        for (var wait = 0; wait < 400 && Blobs(index.Data) > left * Files * 2; wait++) await Task.Delay(25);
        Assert.Equal(left * Files * 2, Blobs(index.Data));
        var fsck = await index.Verb("fsck");
        Assert.True(fsck.ExitCode == 0, fsck.Output);
        Assert.Contains($"{left * Files} files", fsck.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("still to be removed", fsck.Output, StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper!.WriteLine($"{Projects} deletions cut off, {Projects - left} of them after the commit; {fsck.Output}");
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Until the verb has begun to remove bytes, or has ended.</summary>
    private static async Task FirstBlobGone(string data, int before, System.Diagnostics.Process verb)
    {
        while (!verb.HasExited && Blobs(data) == before) await Task.Delay(1);
    }

    private static int Blobs(string data) => Directory.EnumerateFiles(Path.Combine(data, "blobs", "sha256"), "*", SearchOption.AllDirectories).Count();
}
