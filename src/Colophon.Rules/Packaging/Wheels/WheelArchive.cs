using System.Text;
using Colophon.Rules.Packaging.Containers;
using Colophon.Rules.Packaging.Metadata;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Rules.Packaging.Wheels;

/// <summary>A wheel as its container was read: where things lie in it, and their bytes (binary distribution format).</summary>
internal sealed class WheelArchive
{
    private const long FreeSize = 64 << 20;
    private const int MostRatio = 50;
    private const int MostTextBytes = 8 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private readonly ZipContainer zip;
    private readonly long packed;

    private WheelArchive(ZipContainer zip, long packed, FileName file)
    {
        (this.zip, this.packed, File) = (zip, packed, file);
        (Info, Data) = ($"{file.NamePart}-{file.VersionPart}.dist-info", $"{file.NamePart}-{file.VersionPart}.data");
    }

    public FileName File { get; }

    /// <summary>The one <c>.dist-info</c> folder that is this wheel's.</summary>
    public string Info { get; }

    /// <summary>The one <c>.data</c> folder that may be there.</summary>
    public string Data { get; }

    public IReadOnlyCollection<ZipMember> Members => zip.Members;

    /// <exception cref="BrokenArchive">It is no archive that every installer would read the same.</exception>
    public static WheelArchive Open(Stream content, FileName file) => new(ZipContainer.Open(content), content.Length, file);

    /// <summary>A file of the <c>.dist-info</c> folder; null when it is not there.</summary>
    public ZipMember? InInfo(string name) => zip.Find($"{Info}/{name}");

    /// <summary>A member by its whole path; null when it is not there.</summary>
    public ZipMember? Find(string path) => zip.Find(path);

    public void Read(ZipMember member, Action<ReadOnlySpan<byte>> take) => zip.Read(member, take);

    /// <exception cref="BrokenArchive">It is not what the archive says, or too large to be text.</exception>
    public byte[] Bytes(ZipMember member)
    {
        if (member.Size > MostTextBytes)
            throw new BrokenArchive(MetadataProblems.TooLarge.Because(
                $"'{member.Path}' has {member.Size} bytes, expected at most {MostTextBytes}."));
        var bytes = new MemoryStream((int)member.Size);
        zip.Read(member, piece => bytes.Write(piece));
        return bytes.ToArray();
    }

    /// <summary>Null when the bytes are not UTF-8.</summary>
    public string? Text(ZipMember member)
    {
        try { return StrictUtf8.GetString(Bytes(member)); }
        catch (DecoderFallbackException) { return null; }
    }

    /// <summary>Declared sizes suffice: reading a member stops with its declared size, and every member is read.</summary>
    public Fault? Bomb()
    {
        var size = zip.Members.Aggregate(0L, (sum, member) => sum + Math.Min(member.Size, long.MaxValue / 70_000));
        return size > FreeSize && size / packed > MostRatio
            ? ArchiveProblems.Bomb.Because("Invalid distribution file. File exceeds compression ratio of 50")
            : null;
    }
}
