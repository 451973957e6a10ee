using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Colophon.Tests.Support.Archives;

/// <summary>What makes raw archives a wheel and a source distribution named sample, whatever else is in them.</summary>
internal static class TestFiles
{
    public const string Wheel = "sample-1.0-py3-none-any.whl", Sdist = "sample-1.0.tar.gz", Info = "sample-1.0.dist-info";
    public const string Metadata = "Metadata-Version: 2.1\nName: sample\nVersion: 1.0\n";

    /// <summary>Adds METADATA, WHEEL and a RECORD that lists every member as it is.</summary>
    public static void MakeWheel(RawZip zip, byte[]? metadata = null, Func<byte[], byte[]>? bendRecord = null)
    {
        Add(zip, "METADATA", metadata ?? Encoding.UTF8.GetBytes(Metadata));
        Add(zip, "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"u8.ToArray());
        var rows = new StringBuilder();
        var seen = new HashSet<string>();
        foreach (var member in zip.Members.Where(m => !m.IsDirectory))
        {
            var name = Encoding.UTF8.GetString(member.Name);
            var cell = name.AsSpan().IndexOfAny(",\"") < 0 ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            if (seen.Add(name)) rows.Append(cell).Append(",sha256=").Append(Base64Url.EncodeToString(SHA256.HashData(member.Bytes)))
                .Append(',').Append(member.Bytes.Length).Append('\n');
        }

        var record = Encoding.UTF8.GetBytes(rows.Append(Info).Append("/RECORD,,\n").ToString());
        Add(zip, "RECORD", bendRecord?.Invoke(record) ?? record);
    }

    private static void Add(RawZip zip, string name, byte[] bytes) =>
        zip.Members.Add(new RawZip.Member { Name = Encoding.UTF8.GetBytes($"{Info}/{name}"), Bytes = bytes });
}
