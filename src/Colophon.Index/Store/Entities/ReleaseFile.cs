using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Entities;

/// <summary>A distribution file that installers can fetch, and where it came from.</summary>
internal sealed class ReleaseFile
{
    public const string Wheel = "bdist_wheel";
    public const string Sdist = "sdist";

    public required Guid Id { get; init; }
    public required Guid ProjectId { get; init; }
    public required Guid ReleaseId { get; init; }

    /// <summary>Unique on the whole index: it begins with the project's name.</summary>
    public required string FileName { get; init; }

    /// <summary>PEP 440 normal form, the release's.</summary>
    public required string Version { get; init; }

    /// <summary><see cref="Wheel"/> or <see cref="Sdist"/>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>source</c>, or the wheel's Python tag.</summary>
    public required string PythonVersion { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Lower-case hex; also names the blob.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Lower-case hex, for old clients only.</summary>
    public required string Md5 { get; init; }

    /// <summary>BLAKE2b-256 in lower-case hex; names the file's URL, as at PyPI.</summary>
    public required string Blake2 { get; init; }

    /// <summary>SHA-256 of the METADATA or PKG-INFO bytes, which are a blob of their own.</summary>
    public required string MetadataSha256 { get; init; }

    public string? RequiresPython { get; init; }

    public required DateTimeOffset Uploaded { get; init; }

    /// <summary>PEP 592: installers pass over the file unless it is pinned.</summary>
    public bool Yanked { get; set; }

    public string? YankedReason { get; set; }

    /// <summary>The publisher that uploaded it; kept as text when the publisher is gone.</summary>
    public Guid? PublisherId { get; init; }

    /// <summary>Name of the person whose API token uploaded it; null when a publisher did.</summary>
    public string? Uploader { get; init; }

    /// <summary>
    /// <c>Identity.Source</c> as JSON: who published it from where, as proved at upload and kept for ever. Null for API tokens.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>Path below the server's root: <c>/packages/aa/bb/rest-of-blake2/file-name</c>.</summary>
    public string Path => $"/packages/{Blake2[..2]}/{Blake2[2..4]}/{Blake2[4..]}/{FileName}";

    public static void Map(ModelBuilder model) => model.Entity<ReleaseFile>(file =>
    {
        file.HasIndex(f => f.FileName).IsUnique();
        file.HasIndex(f => new { f.ProjectId, f.Blake2 }).IsUnique();
        file.HasIndex(f => f.Uploaded);
        file.HasIndex(f => f.Sha256);
        file.HasIndex(f => f.MetadataSha256);
        file.HasOne<Project>().WithMany().HasForeignKey(f => f.ProjectId).OnDelete(DeleteBehavior.Cascade);
        file.HasOne<Release>().WithMany().HasForeignKey(f => f.ReleaseId).OnDelete(DeleteBehavior.Cascade);
    });
}

/// <summary>A file name once used: never used again for other bytes, even after the file is deleted (threats.md E63).</summary>
internal sealed class TakenFileName
{
    public required string FileName { get; init; }
    public required string Sha256 { get; init; }
    public required DateTimeOffset Taken { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<TakenFileName>().HasKey(t => t.FileName);
}

/// <summary>
/// Bytes that lost their row: written with the deletion, so that they go also when the power fails before they are deleted.
/// </summary>
internal sealed class DiscardedBlob
{
    public required string Sha256 { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<DiscardedBlob>().HasKey(b => b.Sha256);
}
