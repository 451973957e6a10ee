using Colophon.Index.Store.Entities;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Chain;

/// <summary>Which entries of the history somebody wants to see; what is null is not asked for.</summary>
/// <param name="Project">Normalised name.</param>
/// <param name="Event">An event, or the beginning of several such as <c>publisher:</c>: lower-case letters, ':' and '-' alone.</param>
internal sealed record HistoryFilter(string? Project, string? Actor, string? Event, DateTimeOffset? Since, DateTimeOffset? Until)
{
    /// <summary>Anything else could be a pattern.</summary>
    public static bool IsEvent(string text) => text.All(c => char.IsAsciiLetterLower(c) || c is ':' or '-');

    public IQueryable<HistoryEntry> Of(ColophonDb db) => db.History.AsNoTracking().Where(e => (Project == null || e.Project == Project)
        && (Actor == null || e.Actor == Actor) && (Event == null || EF.Functions.Like(e.Event, Event + "%"))
        && (Since == null || e.At >= Since) && (Until == null || e.At < Until));
}
