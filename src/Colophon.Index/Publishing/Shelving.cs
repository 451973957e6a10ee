using System.Security.Cryptography;
using Colophon.Index.Publishing.Forms;
using Colophon.Index.Store;
using Colophon.Index.Store.Access;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Life;
using Colophon.Index.Web;
using Colophon.Rules.Packaging;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Publishing;

/// <summary>
/// Puts an accepted file on the shelf: bytes durable first, rows second, one commit, then the pages are told. A row never points at
/// nothing, and what fails half way leaves neither row nor blob (colophon.md 8).
/// </summary>
internal sealed class Shelving(ColophonDb db, Blobs blobs, WriteTurn turn, ChangeFeed feed, UploadRights rights, Settings settings,
    TimeProvider clock)
{
    public Blobs Blobs => blobs;

    /// <summary>
    /// True when this very file is here already: uploading it again is a success that changes nothing (pypi-wire.md 5.7).
    /// </summary>
    public async Task<bool> HasAlready(UploadRequest asked, CancellationToken ct)
    {
        var name = asked.FileName.Text;
        var digests = asked.Content.Digests;
        // In this order another upload may commit between two of the questions without turning a success into a refusal.
        var isTaken = await db.TakenFileNames.AnyAsync(t => t.FileName == name, ct);
        var same = await db.Files.AsNoTracking().FirstOrDefaultAsync(f => f.FileName == name, ct);
        if (same is not null) return same.Sha256 == digests.Sha256 && same.Blake2 == digests.Blake2 ? true : throw Exists(name, digests);
        if (isTaken)
            throw PublishingProblems.FileNameReuse.Refuse("This filename was previously used by a file that has since been deleted. Use a "
                + "different version.");

        var twin = await db.Files.AsNoTracking().Where(f => f.Blake2 == digests.Blake2)
            .Join(db.Projects.Where(p => p.NormalizedName == asked.Name.Normalized), f => f.ProjectId, p => p.Id, (f, _) => f.FileName)
                .FirstOrDefaultAsync(ct);
        return twin is not null && (twin == name ? true : throw Exists(name, digests));
    }

    public async Task Shelve(Delivery delivery, UploadRight early, CancellationToken ct)
    {
        var asked = delivery.Asked;
        var arrived = asked.Content;
        await RefuseFullProject(early.Project, arrived.Draft.Length, ct);

        using var metadata = Draft(delivery.Distribution);
        var metadataSha256 = Convert.ToHexStringLower(SHA256.HashData(delivery.Distribution.Metadata.Bytes.Span));
        blobs.Prepare(arrived.Draft, arrived.Digests.Sha256);
        blobs.Prepare(metadata, metadataSha256);

        await using var change = await turn.Begin(db, ct);
        db.ChangeTracker.Clear(); // rows read before the turn may have changed since
        var right = await rights.For(delivery.Caller, asked.Uploading, delivery.Started, ct);
        await TakeToken(delivery.Caller, ct);
        if (await HasAlready(asked, ct))
        {
            await change.Commit(ct); // another upload of the same bytes was faster; a token for one upload is spent all the same
            return;
        }

        var project = right.Project ?? await Create(asked.Name, right, delivery, ct);
        var release = await ReleaseFor(project, delivery, ct);
        await RefuseSecondSdist(release, asked.FileName, ct);
        await RefuseFullProject(right.Project, arrived.Draft.Length, ct); // again: another upload may have filled it meanwhile
        await db.NoteBesidePublishers(delivery.Caller, project, clock.GetUtcNow(), ct);

        using var file = blobs.Keep(arrived.Draft, arrived.Digests.Sha256);
        using var words = blobs.Keep(metadata, metadataSha256);
        var stays = change.IsShared; // after an error the row may be there all the same; without a row the bytes do no harm
        try
        {
            var entry = await AddRows(delivery, right, project, release, metadataSha256, ct);
            await change.Commit(ct);
            stays = true;
            feed.Announce(project.NormalizedName, entry); // before the client hears of it: the next page shows the file
        }
        finally
        {
            if (stays) file.Confirm();
            if (stays) words.Confirm();
        }
    }

    /// <summary>Spends a token that is good for one upload; leaves others as they are.</summary>
    public async Task EndToken(Caller caller, CancellationToken ct)
    {
        if (!caller.Macaroon.IsForOneUpload) return;
        await using var change = await turn.Begin(db, ct);
        await TakeToken(caller, ct);
        await change.Commit(ct);
    }

    /// <summary>
    /// The row goes in the upload's own transaction: of two uploads at once, one finds it gone (PEP 807, single-use-token).
    /// </summary>
    private async Task TakeToken(Caller caller, CancellationToken ct)
    {
        if (caller.Macaroon.IsForOneUpload && await db.Tokens.Where(t => t.Id == caller.Token.Id).ExecuteDeleteAsync(ct) == 0)
            throw UploadRights.Gone();
    }

    private BlobDraft Draft(Distribution distribution)
    {
        var draft = blobs.Begin();
        draft.Write(distribution.Metadata.Bytes.Span);
        return draft;
    }

    private async Task<Project> Create(ProjectName name, UploadRight right, Delivery delivery, CancellationToken ct)
    {
        var project = (await db.NewProject(name, right.NewOwner!.Value, clock.GetUtcNow(), Actor(delivery), ct)).OrRefuse();
        if (right.Publisher is { } pending) await db.Adopt(pending, project, clock.GetUtcNow(), Actor(delivery), ct);
        return project;
    }

    private async Task<Release> ReleaseFor(Project project, Delivery delivery, CancellationToken ct)
    {
        var (now, distribution) = (clock.GetUtcNow(), delivery.Distribution);
        var canonical = distribution.Version.Canonical;
        var release = await db.Releases.FirstOrDefaultAsync(r => r.ProjectId == project.Id && r.CanonicalVersion == canonical, ct);
        if (release is not null && settings.ClosesReleasesAfter is { } days && now - release.Created > days)
            throw PublishingProblems.ReleaseClosed.Refuse($"Uploading new files to releases older than {days.TotalDays:0.#} days is not "
                + "allowed.");
        if (release is not null) return release;

        release = new Release
        {
            Id = Guid.CreateVersion7(now),
            ProjectId = project.Id,
            Version = distribution.Version.Text,
            CanonicalVersion = canonical,
            Created = now,
            Summary = distribution.Metadata.Summary,
            Classifiers = string.Concat(distribution.Metadata.All("classifier").Select(line => $"\n{line}")) + "\n",
        };
        db.Releases.Add(release);
        await db.NoteAdded(project, release, ct);
        await db.Record(now, "release:add", project.NormalizedName, Actor(delivery),
            new Dictionary<string, string?> { ["version"] = release.Version }, Journaled.Release(release.Version), ct);
        return release;
    }

    private async Task<long> AddRows(Delivery delivery, UploadRight right, Project project, Release release, string metadataSha256,
        CancellationToken ct)
    {
        var (now, asked, distribution) = (clock.GetUtcNow(), delivery.Asked, delivery.Distribution);
        var (name, digests, person) = (asked.FileName, asked.Content.Digests, delivery.Caller.User);
        project.Name = distribution.Metadata.Name; // the newest file's spelling is the one shown, as at PyPI
        db.TakenFileNames.Add(new TakenFileName { FileName = name.Text, Sha256 = digests.Sha256, Taken = now });
        var file = new ReleaseFile
        {
            Id = Guid.CreateVersion7(now),
            ProjectId = project.Id,
            ReleaseId = release.Id,
            FileName = name.Text,
            Version = release.Version,
            Kind = name.Kind == DistributionKind.Wheel ? ReleaseFile.Wheel : ReleaseFile.Sdist,
            PythonVersion = name.Kind == DistributionKind.Wheel ? string.Join('.', name.PythonTags) : "source",
            Size = asked.Content.Draft.Length,
            Sha256 = digests.Sha256,
            Md5 = digests.Md5,
            Blake2 = digests.Blake2,
            MetadataSha256 = metadataSha256,
            RequiresPython = distribution.Metadata.RequiresPython,
            Uploaded = now,
            PublisherId = right.Publisher?.Id,
            Uploader = person?.Name,
            Source = delivery.Caller.Token.Source,
        };
        db.Files.Add(file);
        return await db.Record(now, "file:add", project.NormalizedName, Actor(delivery), Details(delivery, release), Journaled.File(file),
            ct);
    }

    private static Dictionary<string, string?> Details(Delivery delivery, Release release) => new()
    {
        ["filename"] = delivery.Asked.FileName.Text,
        ["version"] = release.Version,
        ["sha256"] = delivery.Asked.Content.Digests.Sha256,
        ["token"] = delivery.Caller.Token.Id.ToString("D"),
    };

    private async Task RefuseFullProject(Project? project, long more, CancellationToken ct)
    {
        if (project is null) return;
        var used = await db.Files.Where(f => f.ProjectId == project.Id).SumAsync(f => f.Size, ct);
        if (used + more > settings.MaxProjectSize) throw PublishingProblems.ProjectTooLarge.Refuse(
            $"Project size too large. Limit for project '{project.Name}' total size is {Settings.InWords(settings.MaxProjectSize)}.");
    }

    private async Task RefuseSecondSdist(Release release, FileName name, CancellationToken ct)
    {
        if (name.Kind == DistributionKind.Sdist
            && await db.Files.AnyAsync(f => f.ReleaseId == release.Id && f.Kind == ReleaseFile.Sdist, ct))
            throw PublishingProblems.SecondSdist.Refuse("Only one sdist may be uploaded per release.");
    }

    private static string Actor(Delivery delivery) => delivery.Caller.User?.Name ?? delivery.Caller.Token.Description;

    private static Refusal Exists(string name, Digests digests) =>
        PublishingProblems.FileExists.Refuse($"File already exists ('{name}', with blake2_256 hash '{digests.Blake2}').");
}
