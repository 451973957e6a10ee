using System.Collections.Concurrent;
using Colophon.Index.Web.Descriptions;
using Colophon.Rules.Packaging.Metadata;

namespace Colophon.Index.Explaining;

/// <summary>
/// Rendered descriptions, kept: a file's metadata never change, and rendering them is the costly part of a project's page.
/// </summary>
internal sealed class Readmes
{
    /// <summary>All kept markup together. Characters.</summary>
    private const long MostCharacters = 8 << 20;

    private readonly ConcurrentDictionary<string, RenderedDescription> kept = new(StringComparer.Ordinal);
    private long characters;

    /// <summary>Null: the metadata have no description.</summary>
    /// <param name="sha256">Of the metadata.</param>
    public RenderedDescription? Of(string sha256, CoreMetadata metadata)
    {
        if (metadata.Description is not { } text) return null;
        if (kept.TryGetValue(sha256, out var known)) return known;

        var rendered = Description.Render(text, metadata.DescriptionContentType);
        if (Interlocked.Add(ref characters, rendered.Markup.ToString().Length) > MostCharacters) Forget();
        kept[sha256] = rendered;
        return rendered;
    }

    private void Forget()
    {
        kept.Clear();
        Volatile.Write(ref characters, 0);
    }
}
