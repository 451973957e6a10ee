using Colophon.Index.Store;
using Colophon.Index.Store.Access;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Web;
using Colophon.Rules.Packaging.Names;
using Colophon.Rules.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Publishing;

/// <summary>The right to upload one file, as it stands at this moment.</summary>
/// <param name="Project">Null when the first accepted upload is to create it.</param>
/// <param name="Publisher">The publisher that vouches; null for a person's token.</param>
/// <param name="NewOwner">Who owns the project if it is created now.</param>
internal sealed record UploadRight(Project? Project, Publisher? Publisher, Guid? NewOwner);

/// <summary>What is uploaded, as far as a right depends on it.</summary>
internal sealed record Uploading(ProjectName Name, string? Version, string FileName, string Sha256);

/// <summary>
/// Decides whether a caller may upload. Asked twice: before the file is opened, and again inside the transaction, so that what was revoked
/// while a slow body came in is refused (threats.md B45, C05, C06).
/// </summary>
internal sealed class UploadRights(ColophonDb db, Settings settings, TimeProvider clock)
{
    private static readonly TimeSpan LongestUpload = TimeSpan.FromMinutes(10);

    public async Task<UploadRight> For(Caller caller, Uploading what, DateTimeOffset started, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var project = await db.Projects.FirstOrDefaultAsync(p => p.NormalizedName == what.Name.Normalized, ct);
        if (!await db.Tokens.AnyAsync(t => t.Id == caller.Token.Id, ct)) throw Gone();

        var rights = caller.User is { } user ? [await OfPerson(user, project, what, ct)] : await OfPublishers(caller, project, what, ct);
        var right = Permitted(caller, rights, new Act
        {
            Now = now - started > LongestUpload ? now : started, // a token that was in time when the upload began may finish it
            Scope = Scopes.Upload,
            ProjectName = what.Name.Normalized,
            UserId = caller.User?.Id,
            EndsToken = caller.Macaroon.IsForOneUpload, // Shelving.EndToken does what this says
            Version = what.Version,
            FileName = what.FileName,
            Sha256 = what.Sha256,
        });
        if (right.Project is { Status: ProjectStatus.Archived or ProjectStatus.Quarantined } closed) throw Closed(closed);
        return right;
    }

    /// <summary>
    /// The first right that the token's restrictions allow. Each publisher is judged on its own: one that is bound to a version must not
    /// borrow the freedom of another, nor take it away.
    /// </summary>
    private static UploadRight Permitted(Caller caller, IReadOnlyList<UploadRight> rights, Act act)
    {
        if (rights.FirstOrDefault(right => TokenAuthentication.IsPermitted(caller, By(right, act))) is { } permitted) return permitted;

        TokenAuthentication.Permit(caller, By(rights[0], act)); // ends the request, with what the restrictions say
        return rights[0];
    }

    private static Act By(UploadRight right, Act act) => act with
    {
        ProjectId = right.Project?.Id,
        Publishers = right.Publisher is { } publisher ? new HashSet<Guid> { publisher.Id } : new HashSet<Guid>(),
    };

    private async Task<IReadOnlyList<UploadRight>> OfPublishers(Caller caller, Project? project, Uploading what, CancellationToken ct)
    {
        var name = what.Name.Normalized;
        var now = clock.GetUtcNow();
        var live = await Live(caller, ct);
        if (project is null && live.Any(p => p.ProjectId is not null && p.PendingNormalizedName == name))
            project = await db.Projects.FirstOrDefaultAsync(p => p.NormalizedName == name, ct); // another upload made it a moment ago

        var vouching = live.FindAll(p => project is null
            ? p.ProjectId is null && p.PendingNormalizedName == name && p.PendingUntil > now
            : p.ProjectId == project.Id);
        if (vouching.Count > 0) return vouching.ConvertAll(one => new UploadRight(project, one, one.PendingOwnerId));
        if (live.Count == 0) throw Gone();
        if (project is not null)
            throw TokenProblems.InvalidApiToken.Refuse($"Invalid API Token: OIDC scoped token is not valid for project '{name}'");

        throw PublishingProblems.ProjectNotFound.Refuse(
            "Non-user identities cannot create new projects. This was probably caused by successfully using a pending publisher but "
                + "specifying the project "
            + $"name incorrectly (either in the publisher or in your project's metadata). The upload is for '{what.Name.Text}'; the "
                + "token is for "
            + $"{string.Join(", ", live.Select(p => $"'{p.PendingName ?? "another project"}'"))}. Please ensure that both match.");
    }

    private Task<List<Publisher>> Live(Caller caller, CancellationToken ct) => (
        from grant in db.Grants
        where grant.TokenId == caller.Token.Id
        join publisher in db.Publishers on grant.PublisherId equals publisher.Id
        where !db.Users.Any(owner => owner.Id == publisher.PendingOwnerId && publisher.ProjectId == null && owner.IsDisabled)
        select publisher).AsNoTracking().ToListAsync(ct);

    private async Task<UploadRight> OfPerson(User user, Project? project, Uploading what, CancellationToken ct)
    {
        if (settings.TrustedPublishingOnly || project is { TrustedPublishingOnly: true })
            throw PublishingProblems.TrustedOnly.Refuse($"'{what.Name.Text}' takes uploads from trusted publishers only, and this is an "
                + $"API token of {user.Name}.");
        if (project is null) return new UploadRight(null, null, user.Id);

        var hasRole = await db.Roles.AnyAsync(r => r.ProjectId == project.Id && r.UserId == user.Id, ct);
        if (hasRole) return new UploadRight(project, null, null);
        if (!await db.Projects.AnyAsync(p => p.Id == project.Id, ct)) return new UploadRight(null, null, user.Id); // deleted just now
        throw PublishingProblems.NotAllowed.Refuse($"The user '{user.Name}' isn't allowed to upload to project '{project.Name}'.");
    }

    internal static Refusal Gone() => TokenProblems.InvalidAuthentication.Refuse(
        "Invalid or non-existent authentication information. The token was used up or revoked, or its publisher was removed or changed.");

    private static Refusal Closed(Project project) => PublishingProblems.ProjectClosed.Refuse(
        $"The project '{project.Name}' is {project.Status}{(project.StatusReason is { } why ? $": {why}" : "")}. It takes no uploads.");
}
