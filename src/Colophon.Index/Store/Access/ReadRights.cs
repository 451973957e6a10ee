using Colophon.Index.Store.Engines;
using Colophon.Rules.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Access;

/// <summary>
/// Decides what a caller may read, where reading needs a token: a person whatever the person's token is not limited from, a CI job what it
/// exchanged its identity for in order to read (ADR 0023).
/// </summary>
internal sealed class ReadRights(Readers readers, TimeProvider clock)
{
    private static readonly PerModel<Func<ColophonDb, string, Task<Guid?>>> IdOf = new(() => EF.CompileAsyncQuery(
        (ColophonDb db, string name) => db.Projects.Where(p => p.NormalizedName == name).Select(p => (Guid?)p.Id).FirstOrDefault()));

    /// <summary>Why the caller may not; null when he may.</summary>
    /// <param name="project">Normalised name; null for what shows several.</param>
    public async Task<string?> WhyNot(Caller caller, string? project)
    {
        if (caller.User is null && !caller.IsMintedToRead)
            return "The token was minted for a publisher to upload, and reads nothing: exchange with \"scope\": \"read\" for one that does";

        var byId = project is not null && caller.Holds<ProjectIds>();
        var failures = caller.Failures(new Act
        {
            Now = clock.GetUtcNow(),
            Scope = Scopes.Read,
            UserId = caller.User?.Id,
            ProjectName = project,
            ProjectId = byId ? await readers.Ask(db => IdOf.For(db)(db, project!)) : null,
        });
        return failures.Count == 0 ? null : Callers.Forbidden(failures).Detail;
    }
}
