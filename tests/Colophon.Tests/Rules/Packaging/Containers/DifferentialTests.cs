using System.Text.Json;
using Colophon.Rules.Packaging.Containers;
using Colophon.Tests.Support;

namespace Colophon.Tests.Rules.Packaging.Containers;

/// <summary>Whatever we accept, Python's own readers read the same: names, sizes and bytes (threats.md, promise 13).</summary>
public sealed class DifferentialTests
{
    private const string Judge = """
        import base64, hashlib, io, json, sys, tarfile, zipfile
        out = []
        for line in open("input"):
            data = base64.b64decode(line)
            try:
                with zipfile.ZipFile(io.BytesIO(data)) as z:
                    out.append(sorted((i.filename, hashlib.sha256(z.read(i)).hexdigest()) for i in z.infolist()))
            except Exception as e:
                out.append(str(e))
        print(json.dumps(out))
        """;

    [Fact]
    public async Task Python_reads_every_accepted_archive_the_same()
    {
        var random = new Random(3);
        var good = new RawZip().Add("a.txt", "alpha alpha alpha").Add("b/", "", m => m.Method = 0)
            .Add("b/c.txt", "stored", m => m.Method = 0).Add("\u00e9.txt", "x", m => m.Flags = 0x800).ToArray();
        var (accepted, lines) = (new List<Dictionary<string, string>>(), new List<string>());
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = (byte[])good.Clone();
            for (var change = random.Next(1, 4); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (Read(bytes) is not { } members) continue;
            accepted.Add(members);
            lines.Add(Convert.ToBase64String(bytes));
        }

        var answers = JsonDocument.Parse(await Python.Run(Judge, string.Join('\n', lines))).RootElement.EnumerateArray().ToList();

        Assert.True(accepted.Count > 100, $"{accepted.Count} accepted");
        Assert.Equal(accepted.Count, answers.Count);
        for (var i = 0; i < accepted.Count; i++)
        {
            Assert.True(answers[i].ValueKind == JsonValueKind.Array, $"Python refuses what we accept: {answers[i]}");
            Assert.Equal(accepted[i], answers[i].EnumerateArray().ToDictionary(pair => pair[0].GetString()!, pair => pair[1].GetString()!));
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"20,000 mutants, {accepted.Count} accepted, 0 disagreements");
    }

    private static Dictionary<string, string>? Read(byte[] bytes)
    {
        try
        {
            var zip = ZipContainer.Open(new MemoryStream(bytes));
            var members = new Dictionary<string, string>();
            foreach (var member in zip.Members)
            {
                using var hash =
                    System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
                zip.Read(member, piece => hash.AppendData(piece));
                members[member.Path] = Convert.ToHexStringLower(hash.GetHashAndReset());
            }

            return members;
        }
        catch (BrokenArchive)
        {
            return null;
        }
    }
}
