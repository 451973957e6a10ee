using Colophon.Index.Web;
using Colophon.Index.Web.Descriptions;
using Colophon.Rules.Packaging.Metadata;

namespace Colophon.Index.Publishing;

/// <summary>
/// Refuses a description that renders nowhere, as PyPI does: the maintainer learns it now, not from a page of raw marks (ADR 0025).
/// </summary>
internal static class BrokenDescription
{
    public static void Refuse(CoreMetadata metadata)
    {
        if (metadata.Description is not { } description) return;
        var type = metadata.DescriptionContentType;
        if (Description.FlawIn(description, type) is not { } flaw) return;
        var format = string.IsNullOrWhiteSpace(type) ? "in the default format of reStructuredText" : $"for '{type}'";
        throw PublishingProblems.DescriptionRender.Refuse($"The description failed to render {format}. Line {flaw.Line}: {flaw.What}");
    }
}
