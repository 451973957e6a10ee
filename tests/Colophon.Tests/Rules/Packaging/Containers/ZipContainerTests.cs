using System.Text;
using Colophon.Rules.Packaging.Containers;
using Colophon.Tests.Support;

namespace Colophon.Tests.Rules.Packaging.Containers;

/// <summary>Threats E01 to E23, an archive each.</summary>
public sealed class ZipContainerTests
{
    private static RawZip Good() => new RawZip().Add("a.txt", "alpha").Add("b/c.txt", "beta, stored", m => m.Method = 0);

    /// <summary>"ok", or the code of the refusal; reads every member.</summary>
    private static string Judge(byte[] bytes)
    {
        try
        {
            var zip = ZipContainer.Open(new MemoryStream(bytes));
            foreach (var member in zip.Members) zip.Read(member, _ => { });
            return "ok";
        }
        catch (BrokenArchive broken)
        {
            return broken.Fault.Problem.Code;
        }
    }

    [Fact]
    public void A_plain_archive_is_read()
    {
        Assert.Equal("ok", Judge(Good().ToArray()));
        var zip = ZipContainer.Open(new MemoryStream(Good().ToArray()));
        var text = new StringBuilder();
        zip.Read(zip.Find("b/c.txt")!, piece => text.Append(Encoding.UTF8.GetString(piece)));
        Assert.Equal("beta, stored", text.ToString());
    }

    public static TheoryData<string, string> Bent => new()
    {
        { "E05 declares less than it holds", "archive-size-mismatch" },
        { "E06 twice", "archive-duplicate-entry" },
        { "E06 twice in other case", "archive-duplicate-entry" },
        { "E06 twice composed and decomposed", "archive-path" },
        { "E07 other size", "archive-header-mismatch" },
        { "E07 other method", "archive-header-mismatch" },
        { "E07 other name", "archive-hidden-entry" },
        { "E08 local only", "archive-hidden-entry" },
        { "E08 central only", "archive-hidden-entry" },
        { "E09 descriptor", "archive-data-descriptor" },
        { "E10 prefix", "archive-prefix" },
        { "E10 between", "archive-prefix" },
        { "E11 suffix", "archive-trailing-data" },
        { "E11 entry comment", "archive-comment" },
        { "E12 end in comment", "archive-comment" },
        { "E14 duplicate extra", "archive-extra" },
        { "E14 short extra", "archive-extra" },
        { "E14 overrun", "archive-extra" },
        { "E14 unicode path", "archive-extra" },
        { "E15 control", "archive-name" },
        { "E15 nul", "archive-name" },
        { "E15 not utf8", "archive-name" },
        { "E15 unmarked", "archive-name" },
        { "E16 absolute", "archive-path" },
        { "E16 dots", "archive-path" },
        { "E16 drive", "archive-path" },
        { "E16 backslash", "archive-path" },
        { "E16 empty part", "archive-path" },
        { "E16 device", "archive-path" },
        { "E16 trailing dot", "archive-path" },
        { "E16 right to left", "archive-path" },
        { "E17 link", "archive-link" },
        { "E17 fifo", "archive-entry-type" },
        { "E18 directory with data", "archive-entry-type" },
        { "E19 bzip2", "archive-method" },
        { "E19 newer format", "archive-method" },
        { "E20 encrypted", "archive-encrypted" },
        { "E20 masked", "archive-encrypted" },
        { "E21 crc", "archive-crc" },
        { "E22 disk", "archive-header-mismatch" },
        { "E22 count", "archive-hidden-entry" },
        { "E22 offset", "archive-overlap" },
        { "E23 cut", "archive-deflate" },
        { "E23 behind", "archive-deflate" },
        { "empty", "archive-not-readable" },
        { "no zip", "archive-prefix" },
        { "nothing", "archive-truncated" },
    };

    [Theory]
    [MemberData(nameof(Bent))]
    public void A_bent_archive_is_refused_with_its_code(string how, string code) => Assert.Equal(code, Judge(Bend(how)));

    private static byte[] Bend(string how) => how switch
    {
        "E05 declares less than it holds" => One(m => m.Size = 3),
        "E06 twice" => Good().Add("a.txt", "other").ToArray(),
        "E06 twice in other case" => Good().Add("A.TXT", "other").ToArray(),
        "E06 twice composed and decomposed" => Good().Add("\u00e9", "x", Utf8).Add("e\u0301", "y", Utf8).ToArray(),
        "E07 other size" => One(m => m.CentralSize = 99),
        "E07 other method" => One(m => m.CentralMethod = 0),
        "E07 other name" => One(m => m.CentralName = "z.txt"u8.ToArray()),
        "E08 local only" => Good().Add("hidden", "x", m => m.NoCentral = true).ToArray(),
        "E08 central only" => Good().Add("hidden", "x", m => m.NoLocal = true).ToArray(),
        "E09 descriptor" => One(m => m.Flags = 8),
        "E10 prefix" => With(z => z.Prefix = "#!/bin/sh\n"u8.ToArray()),
        "E10 between" => With(z => z.Between = "something"u8.ToArray()),
        "E11 suffix" => With(z => z.Suffix = [0]),
        "E11 entry comment" => One(m => m.Comment = "hello"u8.ToArray()),
        "E12 end in comment" => With(z => z.ArchiveComment = [.. "PK\x05\x06"u8.ToArray(), .. new byte[18]]),
        "E14 duplicate extra" => One(m => m.LocalExtra = [1, 0, 0, 0, 1, 0, 0, 0]),
        "E14 short extra" => One(m => m.LocalExtra = [1, 2, 3]),
        "E14 overrun" => One(m => m.CentralExtra = [9, 9, 50, 0, 1]),
        "E14 unicode path" => One(m => m.LocalExtra = [0x75, 0x70, 6, 0, 1, 0, 0, 0, 0, (byte)'q']),
        "E15 control" => One(m => m.Name = "a\n.txt"u8.ToArray()),
        "E15 nul" => One(m => m.Name = "safe.txt\0shadow.txt"u8.ToArray()),
        "E15 not utf8" => One(m => (m.Name, m.Flags) = ([(byte)'a', 0xFF], 0x800)),
        "E15 unmarked" => One(m => m.Name = "\u00e9"u8.ToArray()),
        "E16 absolute" => Named("/etc/passwd"),
        "E16 dots" => Named("a/../../b"),
        "E16 drive" => Named("c:/x"),
        "E16 backslash" => Named("a\\b"),
        "E16 empty part" => Named("a//b"),
        "E16 device" => Named("a/NUL.txt"),
        "E16 trailing dot" => Named("a/b."),
        "E16 right to left" => One(m => (m.Name, m.Flags) = ("a\u202Egpj.exe"u8.ToArray(), 0x800)),
        "E17 link" => One(m => m.Attributes = 0xA1FF_0000),
        "E17 fifo" => One(m => m.Attributes = 0x11FF_0000),
        "E18 directory with data" => Named("folder/"),
        "E19 bzip2" => One(m => m.Method = 12),
        "E19 newer format" => One(m => m.Needs = 64),
        "E20 encrypted" => One(m => m.Flags = 1),
        "E20 masked" => One(m => m.Flags = 0x2000),
        "E21 crc" => One(m => m.Crc = 0),
        "E22 disk" => With(z => z.Disk = 1),
        "E22 count" => With(z => z.ExtraRecords = 1),
        "E22 offset" => With(z => z.OffsetBy = 1),
        "E23 cut" => One(m => m.Packed = RawZip.Deflate(m.Bytes)[..^2]),
        "E23 behind" => One(m => m.Packed = [.. RawZip.Deflate(m.Bytes), 0, 0]),
        "empty" => new RawZip().ToArray(),
        "no zip" => "Not an archive at all"u8.ToArray(),
        "nothing" => [],
        _ => throw new ArgumentOutOfRangeException(nameof(how), how, null),
    };

    private static void Utf8(RawZip.Member member) => member.Flags = 0x800;

    private static byte[] Named(string name) => One(m => m.Name = Encoding.UTF8.GetBytes(name));

    private static byte[] One(Action<RawZip.Member> bend) => Good().Add("bent.txt", "some text that is bent in one way", bend).ToArray();

    private static byte[] With(Action<RawZip> bend)
    {
        var zip = Good();
        bend(zip);
        return zip.ToArray();
    }
}
