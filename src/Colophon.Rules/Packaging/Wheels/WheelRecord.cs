using System.Globalization;
using System.Security.Cryptography;

namespace Colophon.Rules.Packaging.Wheels;

/// <summary>One row of a wheel's RECORD: what a member's bytes must hash to.</summary>
internal sealed record RecordRow(HashAlgorithmName Algorithm, byte[]? Hash, long? Size);

/// <summary>A wheel's RECORD (binary distribution format): every member once, with a hash that still counts.</summary>
internal static class WheelRecord
{
    /// <summary>Rows by path; <paramref name="fault"/> says what is wrong with the file.</summary>
    public static Dictionary<string, RecordRow> Read(string text, out string? fault)
    {
        var rows = new Dictionary<string, RecordRow>(StringComparer.Ordinal);
        fault = null;
        foreach (var line in text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n').Where(line => line.Length > 0))
        {
            if (line.Any(EndsLines)) fault ??= $"the row '{Shown(line)}' holds a character that ends a line for some readers";
            else if (Fields(line) is not { Count: 3 } fields) fault ??= $"the row '{Shown(line)}' has not three fields";
            else if (Row(fields) is not { } row)
                fault ??= $"the row of '{Shown(fields[0])}' has a hash or size that is not one; expected sha256=…, sha384=… or sha512=… "
                    + "and a number";
            else if (!rows.TryAdd(fields[0], row)) fault ??= $"'{Shown(fields[0])}' has two rows";
        }

        return rows;
    }

    /// <summary>What Python's splitlines takes for the end of a line beside a line feed.</summary>
    private static bool EndsLines(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    private static RecordRow? Row(List<string> fields)
    {
        long? size = null;
        if (fields[2].Length > 0)
        {
            if (!long.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
            size = number;
        }

        if (fields[1].Length == 0) return new RecordRow(default, null, size);
        var equals = fields[1].IndexOf('=', StringComparison.Ordinal);
        var (algorithm, length) = (equals < 0 ? "" : fields[1][..equals]) switch
        {
            "sha256" => (HashAlgorithmName.SHA256, 32),
            "sha384" => (HashAlgorithmName.SHA384, 48),
            "sha512" => (HashAlgorithmName.SHA512, 64),
            _ => (default, -1), // md5 and sha1 prove nothing (threats.md E46)
        };
        return length > 0 && StrictBase64.Decode(fields[1].AsSpan(equals + 1)) is { } hash && hash.Length == length
            ? new RecordRow(algorithm, hash, size)
            : null;
    }

    /// <summary>CSV with double quotes around fields that need them; null when a quote is out of place.</summary>
    private static List<string>? Fields(string line)
    {
        var fields = new List<string>();
        for (var at = 0; at <= line.Length;)
        {
            if (at < line.Length && line[at] == '"')
            {
                var text = new System.Text.StringBuilder();
                for (at++; at < line.Length && (line[at] != '"' || (at + 1 < line.Length && line[at + 1] == '"')); at++)
                {
                    if (line[at] == '"') at++;
                    text.Append(line[at]);
                }

                if (at >= line.Length || (at + 1 < line.Length && line[at + 1] != ',')) return null;
                fields.Add(text.ToString());
                at += 2;
                continue;
            }

            var comma = line.IndexOf(',', at) is >= 0 and var found ? found : line.Length;
            var plain = line[at..comma];
            if (plain.Contains('"', StringComparison.Ordinal)) return null;
            fields.Add(plain);
            at = comma + 1;
        }

        return fields;
    }

    private static string Shown(string text) => text.Length > 80 ? text[..80] + "…" : text;
}
