using Colophon.Rules.Packaging.Names;

namespace Colophon.Rules.Packaging;

/// <summary>
/// Compares what the form says with what the file says. The file is the truth: a form that hides a dependency would deceive whoever reads
/// the index, so it is refused, naming both values (threats.md E40). Fields that a client leaves out are no disagreement.
/// </summary>
internal static class FormMetadata
{
    /// <summary>Form name → header name; the irregular plurals are PyPI's (pypi-wire.md 5.2).</summary>
    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["summary"] = "summary",
        ["description"] = "description",
        ["description_content_type"] = "description-content-type",
        ["home_page"] = "home-page",
        ["download_url"] = "download-url",
        ["author"] = "author",
        ["author_email"] = "author-email",
        ["maintainer"] = "maintainer",
        ["maintainer_email"] = "maintainer-email",
        ["license"] = "license",
        ["license_expression"] = "license-expression",
        ["requires_python"] = "requires-python",
        ["keywords"] = "keywords",
        ["classifiers"] = "classifier",
        ["platform"] = "platform",
        ["supported_platform"] = "supported-platform",
        ["requires_dist"] = "requires-dist",
        ["provides_dist"] = "provides-dist",
        ["obsoletes_dist"] = "obsoletes-dist",
        ["requires"] = "requires",
        ["provides"] = "provides",
        ["obsoletes"] = "obsoletes",
        ["requires_external"] = "requires-external",
        ["provides_extra"] = "provides-extra",
        ["project_urls"] = "project-url",
        ["dynamic"] = "dynamic",
        ["license_file"] = "license-file",
    };

    public static Fault? Disagreement(Submission submission, Distribution distribution)
    {
        if (One(submission, "name") is { } name
            && (!ProjectName.Parse(name).TryGet(out var said, out _) || said.Normalized != distribution.Name.Normalized))
            return Mismatch("name", name, distribution.Metadata.Name);
        if (One(submission, "version") is { } version
            && (!ReleaseVersion.Parse(version).TryGet(out var release, out _) || release != distribution.Version))
            return Mismatch("version", version, distribution.Metadata.Version);

        foreach (var (field, header) in Fields)
        {
            if (!submission.Form.TryGetValue(field, out var sent)) continue;
            var (inForm, inFile) = (Comparable(sent), Comparable(distribution.Metadata.All(header)));
            if (!inForm.SetEquals(inFile))
                return Mismatch(field, string.Join("; ", inForm.Except(inFile)), string.Join("; ", inFile.Except(inForm)));
        }

        return null;
    }

    /// <summary>Values as far as they mean something: clients unfold lines, join lists and trim as they like.</summary>
    private static HashSet<string> Comparable(IEnumerable<string> values) =>
        [.. values.Select(Plain).Where(value => value is not ("" or "UNKNOWN"))];

    private static string Plain(string value) =>
        string.Join(' ', value.Split([' ', '\t', '\r', '\n', '|', ','], StringSplitOptions.RemoveEmptyEntries));

    private static string? One(Submission submission, string field) => submission.Form.TryGetValue(field, out var values)
        ? values[0]
        : null;

    private static Fault Mismatch(string field, string inForm, string inFile) => MetadataProblems.Mismatch.Because(
        $"The form and the file disagree about '{field}': the form says '{Shown(inForm)}', the file says '{Shown(inFile)}'.");

    private static string Shown(string text) => text.Length > 100 ? text[..100] + "…" : text;
}
