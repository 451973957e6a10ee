using Colophon.Index.Store.Entities;
using Colophon.Rules.Identity;

namespace Colophon.Index.Explaining;

/// <summary>
/// Whether a release came from elsewhere than the one before: what a reader of the page must know first, for that is how a theft looks.
/// </summary>
internal static class SourceChange
{
    /// <summary>A sentence, or null where nothing changed.</summary>
    public static string? InWords(IReadOnlyList<ReleaseFile> files, string? versionBefore, IReadOnlyList<ReleaseFile> before)
    {
        if (files.Count == 0) return null;
        var own = files.Select(Origin.Of).DistinctBy(origin => origin.Key).ToList();
        if (own.Count > 1) return $"The files of this release came from different places: {string.Join("; ", own.Select(o => o.InWords))}.";
        if (before.Count == 0) return null;

        var old = before.Select(Origin.Of).DistinctBy(origin => origin.Key).ToList();
        return old.Exists(origin => origin.Key == own[0].Key)
            ? null
            : $"This release came {own[0].InWords}; the one before it, {versionBefore}, came {string.Join("; ", old.Select(o => o.InWords))}.";
    }

    /// <param name="Key">Equal for files of one place. A repository that only took another name keeps its id, and is the same.</param>
    private sealed record Origin(string Key, string InWords)
    {
        public static Origin Of(ReleaseFile file)
        {
            if (file.Source is not { } json) return new("token", $"with an API token of {file.Uploader ?? "somebody"}");
            var source = Source.FromJson(json);
            var name = source.Repository ?? source.Actor ?? source.Issuer;
            var id = source.Ids.FirstOrDefault(id => id.Key is "repository_id" or "project_id").Value ?? name.ToLowerInvariant();
            return new($"{source.Issuer} {id}", $"from {name} through {source.ProviderName}");
        }
    }
}
