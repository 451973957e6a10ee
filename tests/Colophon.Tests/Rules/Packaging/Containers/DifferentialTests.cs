using System.Security.Cryptography;
using System.Text.Json;
using Colophon.Rules.Packaging.Containers;
using Colophon.Tests.Support;
using Colophon.Tests.Support.Archives;

namespace Colophon.Tests.Rules.Packaging.Containers;

/// <summary>Whatever we accept, Python's own readers read the same: names, kinds, sizes and bytes (threats.md, promise 13).</summary>
public sealed class DifferentialTests
{
    private const int Mutants = 12_000;

    private const string Judge = """
        import base64, hashlib, io, json, tarfile, zipfile
        digest = lambda data: f"{len(data)} {hashlib.sha256(data).hexdigest()}"
        def read_zip(data):
            with zipfile.ZipFile(io.BytesIO(data)) as z:
                assert z.testzip() is None
                return [(i.filename.rstrip("/"), "directory" if i.is_dir() else digest(z.read(i))) for i in z.infolist()]
        def read_tar(data):
            with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as t:
                return [(m.name, "directory" if m.isdir() else digest(t.extractfile(m).read()) if m.isreg() else "other") for m in t]
        for line in open("input"):
            kind, text = line.split()
            try: print(json.dumps((read_zip if kind == "zip" else read_tar)(base64.b64decode(text))))
            except Exception as e: print(json.dumps(repr(e)))
        """;

    [Fact]
    public async Task Python_reads_every_accepted_mutant_the_same()
    {
        var mutants = new ArchiveMutants(3);
        var zips = await Compare("zip", Enumerable.Range(0, Mutants).Select(_ => ("", mutants.Wheel())));
        var tars = await Compare("tar", Enumerable.Range(0, Mutants).Select(_ => ("", mutants.Sdist())));

        Assert.True(zips > Mutants / 10 && tars > Mutants / 10, $"{zips} and {tars} accepted");
        Say($"{Mutants} mutated zips, {zips} accepted, and {Mutants} mutated tars, {tars} accepted: 0 disagreements");
    }

    [Fact]
    public async Task Python_reads_every_honest_vector_the_same()
    {
        var honest = ArchiveVector.All(Checkout.Vectors("uploads/archives")).Where(vector => vector.Expected == "ok").ToList();

        var zips = await Compare("zip", honest.Where(v => v.FileName.EndsWith(".whl", StringComparison.Ordinal)).Select(v => (v.ToString(), v.Bytes)));
        var tars = await Compare("tar", honest.Where(v => v.FileName.EndsWith(".gz", StringComparison.Ordinal)).Select(v => (v.ToString(), v.Bytes)));

        Assert.Equal(honest.Count, zips + tars);
        Say($"{zips} honest zips and {tars} honest tars: 0 disagreements");
    }

    /// <summary>How many of the archives are accepted; each of them is read alike.</summary>
    private static async Task<int> Compare(string kind, IEnumerable<(string Name, byte[] Bytes)> archives)
    {
        var accepted = archives.Select(archive => (archive.Name, archive.Bytes, Members: kind == "zip" ? ReadZip(archive.Bytes) : ReadTar(archive.Bytes)))
            .Where(archive => archive.Members is not null).ToList();
        var input = string.Join('\n', accepted.Select(archive => $"{kind} {Convert.ToBase64String(archive.Bytes)}"));
        var answers = (await Python.Run(Judge, input)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(accepted.Count, answers.Length);
        for (var i = 0; i < answers.Length; i++)
        {
            var what = $"{accepted[i].Name} {(accepted[i].Bytes.Length < 4000 ? Convert.ToBase64String(accepted[i].Bytes) : "")}";
            var answer = JsonDocument.Parse(answers[i]).RootElement;
            Assert.True(answer.ValueKind == JsonValueKind.Array, $"Python refuses what we accept: {answer} {what}");
            var members = answer.EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetString()!)).ToList();
            Assert.True(members.SequenceEqual(accepted[i].Members!), $"Python reads {answers[i]}, not {string.Join(", ", accepted[i].Members!)} {what}");
        }

        return accepted.Count;
    }

    private static List<(string Path, string What)>? ReadZip(byte[] bytes)
    {
        try
        {
            var zip = ZipContainer.Open(new MemoryStream(bytes));
            return [.. zip.Members.Select(member =>
            {
                var content = new MemoryStream();
                zip.Read(member, piece => content.Write(piece));
                return (member.Path.TrimEnd('/'), member.IsDirectory ? "directory" : Digest(content.ToArray()));
            })];
        }
        catch (BrokenArchive)
        {
            return null;
        }
    }

    private static List<(string Path, string What)>? ReadTar(byte[] bytes)
    {
        try
        {
            var members = new List<(string, string)>();
            new TarContainer(new MemoryStream(bytes), 64 << 20).Read(_ => 64 << 20, (path, isDirectory, content) =>
                members.Add((path, isDirectory ? "directory" : Digest(content!))));
            return members;
        }
        catch (BrokenArchive)
        {
            return null;
        }
    }

    private static string Digest(byte[] bytes) => $"{bytes.Length} {Convert.ToHexStringLower(SHA256.HashData(bytes))}";

    private static void Say(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);
}
