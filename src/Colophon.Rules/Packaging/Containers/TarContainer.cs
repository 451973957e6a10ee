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
    private readonly TarExtension extension = new();
    private readonly byte[] block = new byte[TarHeader.BlockSize];

    /// <summary>
    /// Walks the whole archive. <paramref name="wanted"/> says which files' bytes are kept, up to its cap; the rest is only checked.
    /// </summary>
    /// <param name="visit">Path, whether it is a directory, and the bytes when they were wanted.</param>
    public void Read(Func<string, int> wanted, Action<string, bool, byte[]?> visit)
    {
        if (OtherKinds.EndsAsZip(packed)) throw TarHeader.Broken(ArchiveProblems.Polyglot, "File is both a zip and a tar file");
        packed.Position = bytes.BodyAt;
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
        var path = extension.PathOf(header);
        RefuseKind(header.Type, path);

        var isDirectory = header.Type == '5';
        if (isDirectory && header.Size != 0) throw TarHeader.Broken(ArchiveProblems.EntryType, $"the directory '{path}' has data");
        if (!isDirectory && path.EndsWith('/')) throw TarHeader.Broken(ArchiveProblems.Path, $"the file '{path}' has a directory's name");
        paths.Add(path, isDirectory);
        path = path.TrimEnd('/');
        visit(path, isDirectory, ReadData(header.Size, isDirectory ? 0 : wanted(path)));
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
        extension.Read(header.Type, ReadData(header.Size, MostHeaderBytes)!);
    }

    private void ReadEnd()
    {
        if (extension.IsDangling)
            throw TarHeader.Broken(ArchiveProblems.Pax, "an extended header has no member behind it");
        paths.RefuseFilesThatHoldOthers();
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
