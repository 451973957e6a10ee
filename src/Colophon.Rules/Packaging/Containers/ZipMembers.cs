using static Colophon.Rules.Packaging.Containers.ZipRecord;

namespace Colophon.Rules.Packaging.Containers;

/// <summary>
/// The members of a ZIP archive: first as the records before their bytes describe them, then the directory's entries, each of which must
/// say the same of one of them (threats.md E02, E06-E08).
/// </summary>
internal sealed class ZipMembers
{
    private readonly List<ZipMember> inOrder = [];
    private readonly Dictionary<string, ZipMember> byPath = new(StringComparer.Ordinal);
    private readonly HashSet<string> listed = new(StringComparer.Ordinal);
    private readonly MemberPaths paths = new();

    public IReadOnlyList<ZipMember> All => inOrder;

    /// <summary>Entries of the directory so far.</summary>
    public int Listed => listed.Count;

    public ZipMember? Find(string path) => byPath.GetValueOrDefault(path);

    /// <summary>A member as the record before its bytes has it.</summary>
    public void Add(ZipMember member)
    {
        member.RefuseUnusable();
        paths.Add(member.Path, member.IsDirectory);
        byPath.Add(member.Path, member);
        inOrder.Add(member);
    }

    /// <summary>A member as the directory has it; where its bytes are is known from the other record alone.</summary>
    public void List(ZipMember entry)
    {
        var member = Find(entry.Path) ?? throw Unknown(entry);
        if (!listed.Add(member.Path))
            throw Broken(ArchiveProblems.Duplicate, $"Duplicate filename in central directory: '{entry.Path}'");
        if (entry.HeaderAt != member.HeaderAt)
            throw Broken(ArchiveProblems.Overlap, $"'{entry.Path}' begins at {member.HeaderAt}, the directory says {entry.HeaderAt}");
        if (((entry.Flags ^ member.Flags) & ZipMember.Utf8) != 0)
            throw Broken(ArchiveProblems.Name, $"the name '{entry.Path}' is marked as UTF-8 in one of two places");
        if (entry with { BytesAt = member.BytesAt } == member) return;

        var what = entry.PackedSize != member.PackedSize ? "Mis-matched data size"
            : entry.Size != member.Size ? "Mis-matched file size"
            : "Mis-matched header";
        throw Broken(ArchiveProblems.HeaderMismatch, $"{what}: '{entry.Path}' is described in two ways");
    }

    /// <summary>When all are read.</summary>
    public void RefuseUnlisted()
    {
        if (Listed != inOrder.Count)
            throw Broken(ArchiveProblems.Hidden, "Filename not in central directory: a member is in the local headers only");
        paths.RefuseFilesThatHoldOthers();
    }

    /// <summary>A name that no record has: it is hidden, or a second name for bytes that another member has.</summary>
    private BrokenArchive Unknown(ZipMember entry)
    {
        var text = $"Missing filename in local headers: '{entry.Path}'";
        var place = inOrder.FindLastIndex(member => member.HeaderAt <= entry.HeaderAt);
        if (place < 0 || entry.HeaderAt >= inOrder[place].BytesAt + inOrder[place].PackedSize)
            return Broken(ArchiveProblems.Hidden, text);
        return entry.HeaderAt == inOrder[place].HeaderAt && !listed.Contains(inOrder[place].Path)
            ? Broken(ArchiveProblems.HeaderMismatch, $"{text}, it is '{inOrder[place].Path}' there")
            : Broken(ArchiveProblems.Overlap, $"{text}, it lies within '{inOrder[place].Path}'");
    }
}
