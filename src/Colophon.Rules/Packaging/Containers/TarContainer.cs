using System.Globalization;

namespace Colophon.Rules.Packaging.Containers;

/// <summary>
/// A gzipped tar archive that every reader reads the same: plain files and directories, long names said in one way, two zero blocks at the
/// end and only zeros behind them (threats.md E24-E35). Read once, from front to back.
/// </summary>
internal sealed class TarContainer(Stream packed, long mostUnpacked)
{
    private const int MostHeaderBytes = 1 << 20;

    private readonly GzipStream bytes = new(packed, mostUnpacked);
    private readonly MemberPaths paths = new();
    private readonly byte[] block = new byte[TarHeader.BlockSize];
    private string? longName, paxPath;
    private long? paxSize;

    /// <summary>
    /// Walks the whole archive. <paramref name="wanted"/> says which files' bytes are kept, up to its cap; the rest is only checked.
    /// </summary>
    /// <param name="visit">Path, whether it is a directory, and the bytes when they were wanted.</param>
    public void Read(Func<string, int> wanted, Action<string, bool, byte[]?> visit)
    {
        while (true)
        {
            Fill("a header");
            var header = TarHeader.Read(block);
            if (header is null)
            {
                ReadEnd();
                return;
            }

            if (header.Type is 'x' or 'g' or 'L' or 'K') ReadExtension(header);
            else ReadMember(header, wanted, visit);
        }
    }

    private void ReadMember(TarHeader header, Func<string, int> wanted, Action<string, bool, byte[]?> visit)
    {
        if (longName is not null && paxPath is not null)
            throw TarHeader.Broken(ArchiveProblems.Pax, "a member has a GNU long name and a pax path");
        if (paxSize is { } size && size != header.Size)
            throw TarHeader.Broken(ArchiveProblems.Pax, $"a pax size {size} contradicts the header's {header.Size}");

        var path = longName ?? paxPath ?? header.Path;
        (longName, paxPath, paxSize) = (null, null, null);
        RefuseKind(header.Type, path);

        var isDirectory = header.Type == '5';
        if (isDirectory && header.Size != 0) throw TarHeader.Broken(ArchiveProblems.EntryType, $"the directory '{path}' has data");
        if (!isDirectory && path.EndsWith('/')) throw TarHeader.Broken(ArchiveProblems.Path, $"the file '{path}' has a directory's name");
        paths.Add(path, isDirectory);
        var cap = isDirectory ? 0 : wanted(path.TrimEnd('/'));
        visit(path.TrimEnd('/'), isDirectory, ReadData(header.Size, cap));
    }

    private static void RefuseKind(char type, string path)
    {
        if (type is '0' or '5') return;
        if (type is '1' or '2')
            throw TarHeader.Broken(ArchiveProblems.Link, $"'{path}' is a link; installers follow links in different ways");
        if (type == 'S') throw TarHeader.Broken(ArchiveProblems.Sparse, "Sparse members are not allowed");
        throw TarHeader.Broken(ArchiveProblems.EntryType,
            $"'{path}' is of type '{(type is > ' ' and < '\x7f' ? type : '?')}', neither a file nor a directory");
    }

    /// <summary>The bytes when the cap allows them, else null; skipped to the end of the last block in any case.</summary>
    private byte[]? ReadData(long size, int cap)
    {
        var kept = cap >= size && cap > 0 ? new byte[size] : null;
        if (cap > 0 && kept is null)
            throw TarHeader.Broken(ArchiveProblems.SizeMismatch, $"a file that has to be read is larger than {cap} bytes");

        for (long at = 0; at < size; at += TarHeader.BlockSize)
        {
            Fill("a member's data");
            if (kept is not null) block.AsSpan(0, (int)Math.Min(TarHeader.BlockSize, size - at)).CopyTo(kept.AsSpan((int)at));
        }

        return kept;
    }

    private void ReadExtension(TarHeader header)
    {
        if (header.Size is 0 or > MostHeaderBytes)
            throw TarHeader.Broken(ArchiveProblems.Pax, $"an extended header has {header.Size} bytes");
        var data = ReadData(header.Size, MostHeaderBytes)!;
        switch (header.Type)
        {
            case 'L' when longName is null:
                longName = MemberPaths.Decode(data.AsSpan().TrimEnd((byte)0));
                break;
            case 'x' when paxPath is null && paxSize is null:
                ReadPax(data, isGlobal: false);
                break;
            case 'g':
                ReadPax(data, isGlobal: true);
                break;
            case 'K':
                throw TarHeader.Broken(ArchiveProblems.Link, "a long link name");
            default:
                throw TarHeader.Broken(ArchiveProblems.Pax, "two extended headers follow each other");
        }
    }

    /// <summary>
    /// Records "length key=value\n" (POSIX.1-2001). What changes nothing about a member is passed over; what does is obeyed or refused.
    /// </summary>
    private void ReadPax(ReadOnlySpan<byte> data, bool isGlobal)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (data.Length > 0)
        {
            var blank = data.IndexOf((byte)' ');
            if (blank is <= 0 or > 7 || !int.TryParse(data[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= blank + 1 || length > data.Length || data[length - 1] != '\n')
                throw TarHeader.Broken(ArchiveProblems.Pax, "a pax record is damaged");

            var record = data[(blank + 1)..(length - 1)];
            data = data[length..];
            var equals = record.IndexOf((byte)'=');
            if (equals <= 0) throw TarHeader.Broken(ArchiveProblems.Pax, "a pax record has no key");

            var key = MemberPaths.Decode(record[..equals]);
            if (!seen.Add(key)) throw TarHeader.Broken(ArchiveProblems.Pax, $"the pax key '{key}' stands twice");
            Apply(key, record[(equals + 1)..], isGlobal);
        }
    }

    private void Apply(string key, ReadOnlySpan<byte> value, bool isGlobal)
    {
        if (key.StartsWith("GNU.sparse", StringComparison.Ordinal))
            throw TarHeader.Broken(ArchiveProblems.Sparse, "Sparse members are not allowed");
        if (key is "mtime" or "atime" or "ctime" or "uid" or "gid" or "uname" or "gname" or "comment"
            || key.StartsWith("LIBARCHIVE.", StringComparison.Ordinal) || key.StartsWith("SCHILY.", StringComparison.Ordinal)) return;
        if (isGlobal || key is not ("path" or "size"))
            throw TarHeader.Broken(ArchiveProblems.Pax, $"the pax key '{key}' changes what members are");

        if (key == "path") paxPath = MemberPaths.Decode(value);
        else paxSize = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? size
            : throw TarHeader.Broken(ArchiveProblems.Pax, "a pax size is no number");
    }

    private void ReadEnd()
    {
        if (longName is not null || paxPath is not null || paxSize is not null)
            throw TarHeader.Broken(ArchiveProblems.Pax, "an extended header has no member behind it");
        Fill("the second block of zeros");
        if (block.AsSpan().IndexOfAnyExcept((byte)0) >= 0)
            throw TarHeader.Broken(ArchiveProblems.Trailing, "a single block of zeros stands between members");

        for (int read; (read = bytes.Read(block)) > 0;)
        {
            if (block.AsSpan(0, read).IndexOfAnyExcept((byte)0) >= 0)
                throw TarHeader.Broken(ArchiveProblems.Trailing, "something stands behind the archive's end");
        }
    }

    private void Fill(string what)
    {
        if (bytes.Read(block) < TarHeader.BlockSize) throw TarHeader.Broken(ArchiveProblems.Truncated, $"it ends within {what}");
    }
}
