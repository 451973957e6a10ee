using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Colophon.Rules.Packaging.Containers;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Rules.Packaging;

/// <summary>What a wheel says of itself, with every byte of it checked against its own RECORD (PEP 427; threats.md E46-E48).</summary>
internal static partial class WheelArchive
{
    private const long FreeSize = 64 << 20;
    private const int MostRatio = 50;
    private const int MostTextBytes = 8 << 20;

    /// <exception cref="BrokenArchive">The wheel is not one that every installer would read the same.</exception>
    public static CoreMetadata Read(Stream content, FileName file)
    {
        var zip = ZipContainer.Open(content);
        RefuseBomb(zip, content.Length);
        var folder = $"{file.NamePart}-{file.VersionPart}";
        RefuseOtherFolders(zip, folder);

        if (zip.Find($"{folder}.dist-info/WHEEL") is not { } wheel) throw Layout($"WHEEL not found at {folder}.dist-info/WHEEL");
        RefuseOtherFormats(Text(zip, wheel));
        var metadata = zip.Find($"{folder}.dist-info/METADATA")
            ?? throw Layout($"Wheel '{file}' does not contain the required METADATA file: {folder}.dist-info/METADATA");
        RefuseUnlisted(zip, file, $"{folder}.dist-info");
        if (zip.Find($"{folder}.dist-info/entry_points.txt") is { } points) RefuseEntryPoints(Text(zip, points), file);

        var core = CoreMetadata.Parse(Bytes(zip, metadata)).TryGet(out var read, out var fault) ? read : throw new BrokenArchive(fault);
        RefuseMissingLicenses(zip, core, file, $"{folder}.dist-info");
        return core;
    }

    private static void RefuseBomb(ZipContainer zip, long packed)
    {
        // Declared sizes suffice here: reading a member stops with its declared size, and every member is read.
        var size = zip.Members.Aggregate(0L, (sum, member) => sum + Math.Min(member.Size, long.MaxValue / 70_000));
        if (size > FreeSize && size / packed > MostRatio)
            throw new BrokenArchive(ArchiveProblems.Bomb.Because("Invalid distribution file. File exceeds compression ratio of 50"));
    }

    private static void RefuseOtherFolders(ZipContainer zip, string folder)
    {
        foreach (var top in zip.Members.Select(member => member.Path.Split('/')[0]).Distinct(StringComparer.Ordinal))
        {
            var isOther = (top.EndsWith(".dist-info", StringComparison.OrdinalIgnoreCase) && top != $"{folder}.dist-info")
                || (top.EndsWith(".data", StringComparison.OrdinalIgnoreCase) && top != $"{folder}.data");
            if (isOther) throw Layout($"the folder '{top}' is not this wheel's: expected '{folder}.dist-info' and '{folder}.data' alone");
        }
    }

    private static void RefuseOtherFormats(string wheel)
    {
        var version = wheel.Split('\n')
            .FirstOrDefault(line => line.StartsWith("Wheel-Version:", StringComparison.Ordinal))?["Wheel-Version:".Length..].Trim();
        if (version?.Split('.')[0] != "1") throw Layout($"the file WHEEL names the format '{version ?? "none"}', expected 1.x");
    }

    /// <summary>Each member has its row and each row its member; what a row says is what the bytes are.</summary>
    private static void RefuseUnlisted(ZipContainer zip, FileName file, string info)
    {
        var record = zip.Find($"{info}/RECORD") ?? throw new BrokenArchive(
            MetadataProblems.RecordMissing.Because($"Wheel '{file}' does not contain the required RECORD file: {info}/RECORD"));
        var rows = WheelRecord.Read(Text(zip, record), out var damage);
        if (damage is not null) throw Record(damage);

        string[] unhashed = [$"{info}/RECORD", $"{info}/RECORD.jws", $"{info}/RECORD.p7s"];
        foreach (var member in zip.Members.Where(member => !member.IsDirectory))
        {
            if (unhashed.Contains(member.Path))
            {
                zip.Read(member, _ => { });
                continue;
            }

            if (!rows.TryGetValue(member.Path, out var row)) throw Record($"'{member.Path}' is in the wheel and not in RECORD");
            if (row.Hash is null) throw Record($"'{member.Path}' has no hash in RECORD");
            if (row.Size is { } size && size != member.Size) throw Record($"'{member.Path}' has {member.Size} bytes, RECORD says {size}");
            if (!Hash(zip, member, row.Algorithm).AsSpan().SequenceEqual(row.Hash))
                throw Record($"'{member.Path}' has not the hash that RECORD says");
        }

        var absent = rows.Keys.FirstOrDefault(path => zip.Find(path) is null && !unhashed.Contains(path));
        if (absent is not null) throw Record($"'{absent}' is in RECORD and not in the wheel");
    }

    private static byte[] Hash(ZipContainer zip, ZipMember member, HashAlgorithmName algorithm)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        zip.Read(member, piece => hash.AppendData(piece));
        return hash.GetHashAndReset();
    }

    private static void RefuseEntryPoints(string text, FileName file)
    {
        var section = "";
        foreach (var line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] is not ('#' or ';')))
        {
            if (line.StartsWith('[') && line.EndsWith(']'))
            {
                section = line[1..^1].Trim();
                continue;
            }

            var name = line.Split('=')[0].Trim();
            var isScript = section is "console_scripts" or "gui_scripts";
            if (section.Length == 0 || !line.Contains('=', StringComparison.Ordinal) || (isScript && !ScriptName().IsMatch(name)))
                throw new BrokenArchive(MetadataProblems.EntryPoints.Because($"Wheel '{file}' has invalid entry points defined in the "
                    + "entry_points.txt file"));
        }
    }

    private static void RefuseMissingLicenses(ZipContainer zip, CoreMetadata core, FileName file, string info)
    {
        if (string.CompareOrdinal(core.MetadataVersion, "2.4") < 0) return; // before 2.4 the field named files of the source tree
        var missing = core.All("license-file").FirstOrDefault(path => zip.Find($"{info}/licenses/{path}") is null);
        if (missing is not null)
            throw new BrokenArchive(MetadataProblems.LicenseFile.Because($"License-File {missing} does not exist in distribution file "
                + $"{file} at {info}/licenses/{missing}"));
    }

    private static byte[] Bytes(ZipContainer zip, ZipMember member)
    {
        if (member.Size > MostTextBytes)
            throw new BrokenArchive(MetadataProblems.TooLarge.Because($"'{member.Path}' has {member.Size} bytes, expected at most "
                + $"{MostTextBytes}."));
        var bytes = new MemoryStream();
        zip.Read(member, piece => bytes.Write(piece));
        return bytes.ToArray();
    }

    private static string Text(ZipContainer zip, ZipMember member)
    {
        try { return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Bytes(zip, member)); }
        catch (DecoderFallbackException)
        {
            throw new BrokenArchive(MetadataProblems.Encoding.Because($"'{member.Path}' is not valid UTF-8."));
        }
    }

    private static BrokenArchive Layout(string why) => new(MetadataProblems.WheelLayout.Because($"Invalid distribution file. {why}"));

    private static BrokenArchive Record(string why) =>
        new(MetadataProblems.RecordMismatch.Because($"RECORD does not list what the wheel holds: {why}."));

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex ScriptName();
}
