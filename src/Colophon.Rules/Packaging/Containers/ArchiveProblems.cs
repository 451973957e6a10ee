namespace Colophon.Rules.Packaging.Containers;

/// <summary>What makes an archive one that two installers could read differently, or that costs too much to read (threats.md E01-E36).</summary>
public static class ArchiveProblems
{
    private const string BuildAnew = "Build the distribution again with a current build tool, and upload what it made without packing it anew.";

    public static readonly Problem NotReadable = new(400, "archive-not-readable", "The file is not an archive of its kind", BuildAnew);
    public static readonly Problem Bomb = new(400, "archive-bomb", "The archive unpacks to too much", "Keep large test data and nested archives out of the distribution.");
    public static readonly Problem TooManyEntries = new(400, "archive-too-many-entries", "The archive has too many members", "Keep generated and test files out of the distribution.");
    public static readonly Problem Overlap = new(400, "archive-overlap", "Members of the archive overlap or leave gaps", BuildAnew);
    public static readonly Problem SizeMismatch = new(400, "archive-size-mismatch", "A member's size is not what the archive says", BuildAnew);
    public static readonly Problem Duplicate = new(400, "archive-duplicate-entry", "Two members of the archive have one name", BuildAnew);
    public static readonly Problem HeaderMismatch = new(400, "archive-header-mismatch", "The archive describes a member twice, and differently", BuildAnew);
    public static readonly Problem Hidden = new(400, "archive-hidden-entry", "A member of the archive is in one of its lists only", BuildAnew);
    public static readonly Problem DataDescriptor = new(400, "archive-data-descriptor", "A member's size stands behind it", "Write the archive to a file rather than to a pipe.");
    public static readonly Problem Prefix = new(400, "archive-prefix", "Something stands before or between the archive's records", BuildAnew);
    public static readonly Problem Trailing = new(400, "archive-trailing-data", "Something stands behind the archive's end", BuildAnew);
    public static readonly Problem Comment = new(400, "archive-comment", "The archive has a comment where none is taken", BuildAnew);
    public static readonly Problem Zip64 = new(400, "archive-zip64", "The archive's ZIP64 records do not fit together", BuildAnew);
    public static readonly Problem Extra = new(400, "archive-extra", "A member's extra fields do not fit together", BuildAnew);
    public static readonly Problem Name = new(400, "archive-name", "A member's name cannot be read in one way only", "Use names in UTF-8 without control characters.");
    public static readonly Problem Path = new(400, "archive-path", "A member's path leads out of the archive or is not portable", "Use relative paths with '/', without '..', drive letters or device names.");
    public static readonly Problem Link = new(400, "archive-link", "A member of the archive is a link or a device", "Put the file itself into the distribution.");
    public static readonly Problem EntryType = new(400, "archive-entry-type", "A member is neither a file nor a directory", BuildAnew);
    public static readonly Problem Method = new(400, "archive-method", "A member is compressed in a way that installers do not share", "Use deflate or no compression.");
    public static readonly Problem Encrypted = new(400, "archive-encrypted", "A member of the archive is encrypted", "Build the distribution without encryption.");
    public static readonly Problem Crc = new(400, "archive-crc", "A member's bytes are not those that were packed", "Build and upload the distribution again.");
    public static readonly Problem Deflate = new(400, "archive-deflate", "A member's compressed bytes are broken", "Build and upload the distribution again.");
    public static readonly Problem Gzip = new(400, "archive-gzip", "The file is not one whole gzip stream", "Build and upload the distribution again.");
    public static readonly Problem Pax = new(400, "archive-pax", "An extended header of the tar archive says what installers read differently", BuildAnew);
    public static readonly Problem Sparse = new(400, "archive-sparse", "The tar archive has sparse members", "Pack the files whole.");
    public static readonly Problem Header = new(400, "archive-header", "A header of the tar archive is broken", "Build and upload the distribution again.");
    public static readonly Problem Truncated = new(400, "archive-truncated", "The archive ends too early", "Build and upload the distribution again.");
    public static readonly Problem Polyglot = new(400, "archive-polyglot", "The file is two kinds of archive at once", BuildAnew);

    /// <summary>All of them, for the pages that explain them.</summary>
    public static IReadOnlyList<Problem> All { get; } =
    [
        NotReadable, Bomb, TooManyEntries, Overlap, SizeMismatch, Duplicate, HeaderMismatch, Hidden, DataDescriptor, Prefix, Trailing, Comment, Zip64, Extra, Name,
        Path, Link, EntryType, Method, Encrypted, Crc, Deflate, Gzip, Pax, Sparse, Header, Truncated, Polyglot,
    ];
}

/// <summary>
/// Ends the reading of an archive. Container readers are many layers deep over a stream, so here, and nowhere else in the rules, a fault travels
/// as an exception; <see cref="UploadChecks"/> turns it back into a value (ADR 0005).
/// </summary>
internal sealed class BrokenArchive(Fault fault) : Exception(fault.Detail)
{
    public Fault Fault => fault;
}
