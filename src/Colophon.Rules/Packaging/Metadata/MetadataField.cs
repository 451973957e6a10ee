using System.Collections.Frozen;

namespace Colophon.Rules.Packaging.Metadata;

/// <summary>How a field of the form is compared with the file's.</summary>
public enum Likeness
{
    /// <summary>Equal but for blanks and line breaks, which clients fold and unfold.</summary>
    Text,

    /// <summary>Words, whatever separates them: clients join lists with blanks or commas.</summary>
    Words,

    /// <summary>The same requirements, however spaced and ordered.</summary>
    Requirements,

    /// <summary>The same version conditions, however spaced and ordered.</summary>
    Specifiers,

    /// <summary>A label and a URL, however spaced around the comma.</summary>
    LabelledUrls,
}

/// <summary>A field of core metadata.</summary>
/// <param name="Header">Name in METADATA and PKG-INFO, in lower case.</param>
/// <param name="Since">The metadata version that brought it.</param>
/// <param name="Form">Its name in the upload form, where plurals are PyPI's (pypi-wire.md 5.2).</param>
public sealed record MetadataField(string Header, string Since, string Form)
{
    /// <summary>It may stand more than once.</summary>
    public bool IsList { get; init; }

    public Likeness Likeness { get; init; } = Likeness.Text;

    /// <summary>Every field, in the specification's order.</summary>
    public static IReadOnlyList<MetadataField> All { get; } =
    [
        new("metadata-version", "1.0", "metadata_version"),
        new("name", "1.0", "name"),
        new("version", "1.0", "version"),
        new("dynamic", "2.2", "dynamic") { IsList = true },
        new("platform", "1.0", "platform") { IsList = true, Likeness = Likeness.Words },
        new("supported-platform", "1.1", "supported_platform") { IsList = true, Likeness = Likeness.Words },
        new("summary", "1.0", "summary"),
        new("description", "1.0", "description"),
        new("description-content-type", "2.1", "description_content_type"),
        new("keywords", "1.0", "keywords") { Likeness = Likeness.Words },
        new("home-page", "1.0", "home_page"),
        new("download-url", "1.1", "download_url"),
        new("author", "1.0", "author"),
        new("author-email", "1.0", "author_email"),
        new("maintainer", "1.2", "maintainer"),
        new("maintainer-email", "1.2", "maintainer_email"),
        new("license", "1.0", "license"),
        new("license-expression", "2.4", "license_expression"),
        new("license-file", "2.4", "license_file") { IsList = true },
        new("classifier", "1.1", "classifiers") { IsList = true },
        new("requires-dist", "1.2", "requires_dist") { IsList = true, Likeness = Likeness.Requirements },
        new("requires-python", "1.2", "requires_python") { Likeness = Likeness.Specifiers },
        new("requires-external", "1.2", "requires_external") { IsList = true },
        new("project-url", "1.2", "project_urls") { IsList = true, Likeness = Likeness.LabelledUrls },
        new("provides-extra", "2.1", "provides_extra") { IsList = true },
        new("import-name", "2.5", "import_name") { IsList = true },
        new("import-namespace", "2.5", "import_namespace") { IsList = true },
        new("provides-dist", "1.2", "provides_dist") { IsList = true, Likeness = Likeness.Requirements },
        new("obsoletes-dist", "1.2", "obsoletes_dist") { IsList = true, Likeness = Likeness.Requirements },
        new("requires", "1.1", "requires") { IsList = true },
        new("provides", "1.1", "provides") { IsList = true },
        new("obsoletes", "1.1", "obsoletes") { IsList = true },
    ];

    /// <summary>By header.</summary>
    internal static FrozenDictionary<string, MetadataField> ByHeader { get; } = All.ToFrozenDictionary(field => field.Header, StringComparer.Ordinal);

    /// <summary>
    /// By form name. hatch sends headers as they are, uv two plurals of its own; <c>provides_extras</c> of old clients is no field.
    /// </summary>
    internal static FrozenDictionary<string, MetadataField> ByForm { get; } = All.Select(field => (Name: field.Form, Field: field))
        .Concat(All.Where(field => field.Header is "classifier" or "project-url").Select(field => (Name: field.Header.Replace('-', '_'), Field: field)))
        .Concat(All.Where(field => field.Header is "import-name" or "import-namespace").Select(field => (Name: field.Form + "s", Field: field)))
        .ToFrozenDictionary(pair => pair.Name, pair => pair.Field, StringComparer.Ordinal);
}
