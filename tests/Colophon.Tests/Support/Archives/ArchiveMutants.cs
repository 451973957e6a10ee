using System.Text;

namespace Colophon.Tests.Support.Archives;

/// <summary>
/// Archives that are bent at random: in the fields and records of their formats, with checksums made to hold again, so that they get deep,
/// and in bytes. One seed gives one sequence.
/// </summary>
internal sealed class ArchiveMutants(int seed)
{
    private static readonly string[] Names =
    [
        "sample/a.py", "sample/b.py", "sample/A.py", "sample/é.txt", "sample/e\u0301.txt", "sample/d/", "sample/d/c.py", "sample/d", "x/../y",
        "sample/./a.py", "/abs", "sample/a.py\0b", "nul", "sample/", "sample-1.0.dist-info/entry_points.txt", "sample-1.0.data/scripts/x",
        "sample-1.0.dist-info/METADATA", "sample-1.0.dist-info/RECORD.jws",
    ];

    private static readonly string[] LocalFields = ["needs", "flags", "method", "time", "date", "crc", "packed", "size", "nameLength", "extraLength"];
    private static readonly string[] CentralFields = [.. LocalFields, "madeBy", "commentLength", "disk", "internal", "attributes", "offset"];
    private static readonly string[] EndFields = ["disk", "centralDisk", "here", "all", "size", "offset"];
    private static readonly long[] Numbers = [0, 1, 2, 8, 9, 12, 0x14, 0x2D, 0x800, 0x802, 0x7FFF, 0xFFFF, 0xFFFFFFFE, 0xFFFFFFFF, 0xA1FF0000, 0x41ED0010];
    private static readonly string[] PaxKeys = ["path", "size", "mtime", "comment", "linkpath", "hdrcharset", "GNU.sparse.major", "uid", "SCHILY.realsize", "é"];
    private static readonly string[] PaxValues = ["", "0", "1", "5", "512", "-1", "sample-1.0/x", "sample-1.0/other", "sample-1.0/a\0b", "x", "1e9", "0x10"];
    private static readonly string[] TarNumbers =
        ["", "0", "00000000001", "00000000002", "00000001000", "77777777777", "-1", "1x", " 1 ", "\0 1", "0o1", "1_0", "00000000005\0"];
    private static readonly string[] Lines =
    [
        "Requires-Dist: a (>=1); python_version < '3'", "Summary: x", "Summary: é\u2028", " folded", "Name: other", "License-File: a", "Dynamic: x",
        "Classifier: A :: B", "Project-URL: a, b", "Requires-Python: >=3,<", "", "Description: x", "no colon", "Keywords: \0", "Version: 2", "[x]", "a,b,c",
    ];

    private readonly Random random = new(seed);

    /// <summary>The next one, with a name that fits it.</summary>
    public (string FileName, byte[] Bytes) Next() => random.Next(2) == 0 ? (TestFiles.Wheel, Wheel()) : (TestFiles.Sdist, Sdist());

    public byte[] Wheel()
    {
        var zip = new RawZip();
        for (var count = random.Next(1, 4); count > 0; count--) zip.Members.Add(ZipMember(count == 1 ? "sample/a.py" : Names[random.Next(5)]));
        TestFiles.MakeWheel(zip, Text(TestFiles.Metadata), record => Rarely() ? Bend(record) : record);
        for (var change = random.Next(3); change > 0; change--) BendZip(zip);
        return Finish(zip.ToArray());
    }

    public byte[] Sdist()
    {
        var tar = new RawTar();
        tar.Add("sample-1.0/PKG-INFO", Text(TestFiles.Metadata));
        for (var count = random.Next(3); count > 0; count--) tar.Add(TarName(), Content(), random.Next(8) == 0 ? '5' : '0');
        for (var change = random.Next(3); change > 0; change--) BendTar(tar);
        var bytes = tar.ToTar();
        if (Rarely()) bytes = BendBlocks(bytes);
        return Finish(RawTar.Gzip(bytes, body: random.Next(4) == 0 ? RawTar.Stored(bytes) : null));
    }

    private RawZip.Member ZipMember(string name) =>
        new() { Name = Encoding.UTF8.GetBytes(name), Bytes = name.EndsWith('/') ? [] : Content(), Method = name.EndsWith('/') || random.Next(3) == 0 ? 0 : 8 };

    private void BendZip(RawZip zip)
    {
        var member = zip.Members[random.Next(zip.Members.Count)];
        switch (random.Next(16))
        {
            case 0 or 1: member.Local[Pick(LocalFields)] = Number(); break;
            case 2 or 3: member.Central[Pick(CentralFields)] = Number(); break;
            case 4 or 5:
                var field = Pick(LocalFields);
                member.Local[field] = member.Central[field] = Number();
                break;
            case 6: zip.End[Pick(EndFields)] = Number(); break;
            case 7: (zip.End64, zip.Locator) = (random.Next(3) == 0 ? new() { [Pick(EndFields)] = Number() } : [], random.Next(4) == 0 ? null : []); break;
            case 8: member.CentralName = Encoding.UTF8.GetBytes(Pick(Names)); break;
            case 9: zip.Members.Insert(random.Next(zip.Members.Count), ZipMember(Pick(Names))); break;
            case 10: (member.HasLocal, member.HasCentral) = (random.Next(2) == 0, random.Next(2) == 0); break;
            case 11: member.LocalExtra = Extra(member); break;
            case 12: member.CentralExtra = Extra(member); break;
            case 13: zip.Comment = random.Next(3) == 0 ? "PK\x05\x06 and more than twenty bytes"u8.ToArray() : Content(); break;
            case 14: member.Packed = Bend(member.Packed ?? RawZip.Deflate(member.Bytes)); break;
            case 15 when random.Next(2) == 0: zip.Between = Content(); break;
            default: member.Comment = Content(); break;
        }
    }

    private byte[] Extra(RawZip.Member member)
    {
        var length = random.Next(5) * 8;
        byte[] zip64 = [1, 0, (byte)length, 0, .. Enumerable.Range(0, length / 8).SelectMany(_ => BitConverter.GetBytes((long)member.Bytes.Length))];
        byte[] path = [0x75, 0x70, (byte)(5 + member.Name.Length), 0, 1, .. BitConverter.GetBytes(System.IO.Hashing.Crc32.HashToUInt32(member.Name)), .. member.Name];
        if (random.Next(2) == 0) (member.Local["size"], member.Local["packed"]) = (0xFFFFFFFF, 0xFFFFFFFF);
        return random.Next(4) switch { 0 => zip64, 1 => path, 2 => Bend(path), _ => [0x55, 0x54, 5, 0, 1, 0, 0, 0, 0] };
    }

    private void BendTar(RawTar tar)
    {
        var member = tar.Members[random.Next(tar.Members.Count)];
        var at = random.Next(tar.Members.Count + 1);
        switch (random.Next(12))
        {
            case 0 or 1: member.Bent[Pick([.. RawTar.Fields.Keys])] = Encoding.Latin1.GetBytes(Pick(TarNumbers)); break;
            case 2: member.Bent[Pick([.. RawTar.Fields.Keys])] = Content(); break;
            case 3: member.Bent["magic"] = Encoding.ASCII.GetBytes(random.Next(2) == 0 ? "ustar  \0" : ""); break;
            case 4: member.Type = Pick(["0", "\0", "1", "2", "5", "7", "L", "K", "x", "g", "S", "X", "Q"])[0]; break;
            case 5: tar.Members.Insert(at, new RawTar.Member { Name = "x"u8.ToArray(), Bytes = Records(), Type = random.Next(3) == 0 ? 'g' : 'x' }); break;
            case 6: tar.Members.Insert(at, new RawTar.Member { Name = "././@LongLink"u8.ToArray(), Bytes = Encoding.UTF8.GetBytes(TarName() + "\0"), Type = 'L' }); break;
            case 7: member.Zeros = random.Next(3); break;
            case 8: tar.End = random.Next(4); break;
            case 9: tar.After = Content(); break;
            case 10: member.Name = Encoding.UTF8.GetBytes(TarName()); break;
            default: tar.Members.Insert(at, new RawTar.Member { Name = member.Name, Bytes = Content(), Type = member.Type }); break;
        }
    }

    private byte[] Records()
    {
        var records = RawTar.Records(Enumerable.Range(0, random.Next(1, 3)).Select(_ => (Pick(PaxKeys), Encoding.UTF8.GetBytes(Pick(PaxValues)))));
        return Rarely() ? Bend(records) : records;
    }

    /// <summary>Bytes of blocks, with the checksums of headers made to hold again half of the time.</summary>
    private byte[] BendBlocks(byte[] tar)
    {
        var block = random.Next(tar.Length / 512) * 512;
        for (var change = random.Next(1, 4); change > 0; change--) tar[block + random.Next(512)] = (byte)random.Next(256);
        if (random.Next(2) == 0) RawTar.Sum(tar.AsSpan(block, 512));
        return tar;
    }

    /// <summary>Bytes of the whole, now and then.</summary>
    private byte[] Finish(byte[] bytes)
    {
        if (random.Next(3) != 0) return bytes;
        return random.Next(6) switch
        {
            0 => bytes[..random.Next(bytes.Length)],
            1 => [.. bytes, .. Content()],
            2 => [.. bytes[..random.Next(bytes.Length)], .. bytes[random.Next(bytes.Length)..]],
            _ => Bend(bytes),
        };
    }

    private byte[] Bend(byte[] bytes)
    {
        var bent = (byte[])bytes.Clone();
        for (var change = random.Next(1, 4); change > 0 && bent.Length > 0; change--) bent[random.Next(bent.Length)] = (byte)random.Next(256);
        return bent;
    }

    private byte[] Text(string text)
    {
        if (random.Next(3) != 0) return Encoding.UTF8.GetBytes(text);
        if (Rarely()) return Bend(Encoding.UTF8.GetBytes(text));
        return Encoding.UTF8.GetBytes(random.Next(2) == 0 ? $"{Pick(Lines)}\n{text}" : $"{text}{Pick(Lines)}\n{Pick(Lines)}\n");
    }

    private byte[] Content() => random.Next(4) switch
    {
        0 => [],
        1 => Encoding.UTF8.GetBytes(Pick(Lines) + "\n" + Pick(Lines)),
        2 => Bend(new byte[random.Next(1, 2000)]),
        _ => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Pick(Names), random.Next(1, 60)))),
    };

    private string TarName() => random.Next(6) switch
    {
        0 => Pick(Names),
        1 => "sample-1.0/" + new string('n', random.Next(80, 130)),
        _ => "sample-1.0/" + Pick(Names),
    };

    private long Number() => random.Next(3) == 0 ? random.Next(300) : Numbers[random.Next(Numbers.Length)];

    private bool Rarely() => random.Next(5) == 0;

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
