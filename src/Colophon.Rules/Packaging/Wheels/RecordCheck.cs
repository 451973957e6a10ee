using System.Security.Cryptography;
using Colophon.Rules.Packaging.Containers;

namespace Colophon.Rules.Packaging.Wheels;

/// <summary>Whether a wheel's RECORD lists what is in it, byte for byte (threats.md E46).</summary>
internal static class RecordCheck
{
    public static Fault? Missing(WheelArchive wheel) => wheel.InInfo("RECORD") is null
        ? DistributionProblems.RecordMissing.Because(
            $"Wheel '{wheel.File}' does not contain the required RECORD file: {wheel.Info}/RECORD")
        : null;

    /// <summary>Each member has its row and each row its member; what a row says is what the bytes are. Reads every byte.</summary>
    public static Fault? Mismatch(WheelArchive wheel)
    {
        var record = wheel.InInfo("RECORD")!;
        if (wheel.Text(record) is not { } text) return Fault("RECORD is not valid UTF-8");
        var rows = WheelRecord.Read(text, out var damage);
        if (damage is not null) return Fault(damage);
        if (!rows.TryGetValue(record.Path, out var own)) return Fault("RECORD does not list itself");
        if (own.Hash is not null) return Fault("RECORD has a hash of itself, which no file can hold");

        // Signatures are made after RECORD and cannot be in it with their hashes.
        string[] signatures = [$"{record.Path}.jws", $"{record.Path}.p7s"];
        foreach (var member in wheel.Members.Where(member => !member.IsDirectory && member != record))
        {
            var fault = signatures.Contains(member.Path) ? Unread(wheel, member) : Unlike(wheel, member, rows);
            if (fault is not null) return fault;
        }

        var absent = rows.Keys.FirstOrDefault(path => wheel.Find(path) is null or { IsDirectory: true } && !signatures.Contains(path));
        return absent is null ? null : Fault($"'{Shown(absent)}' is in RECORD and not in the wheel");
    }

    private static Fault? Unread(WheelArchive wheel, ZipMember member)
    {
        wheel.Read(member, _ => { });
        return null;
    }

    private static Fault? Unlike(WheelArchive wheel, ZipMember member, Dictionary<string, RecordRow> rows)
    {
        if (!rows.TryGetValue(member.Path, out var row)) return Fault($"'{member.Path}' is in the wheel and not in RECORD");
        if (row.Hash is null) return Fault($"'{member.Path}' has no hash in RECORD");
        if (row.Size is not { } size) return Fault($"'{member.Path}' has no size in RECORD");
        var hash = Hash(wheel, member, row.Algorithm); // first: a member whose own size is a lie is a broken archive
        if (size != member.Size) return Fault($"'{member.Path}' has {member.Size} bytes, RECORD says {size}");
        return hash.AsSpan().SequenceEqual(row.Hash) ? null : Fault($"'{member.Path}' has not the hash that RECORD says");
    }

    private static byte[] Hash(WheelArchive wheel, ZipMember member, HashAlgorithmName algorithm)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        wheel.Read(member, piece => hash.AppendData(piece));
        return hash.GetHashAndReset();
    }

    private static Fault Fault(string why) =>
        DistributionProblems.RecordMismatch.Because($"RECORD does not list what the wheel holds: {why}.");

    private static string Shown(string path) => path.Length > 100 ? path[..100] + "…" : path;
}
