using Colophon.Rules.Packaging.Grammars;
using Colophon.Rules.Packaging.Metadata;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Rules.Packaging;

/// <summary>
/// Compares what the form says with what the file says. The file is the truth: a form that hides a dependency would deceive whoever reads
/// the index, so it is refused, naming both values (threats.md E40). Fields that a client leaves out are no disagreement.
/// </summary>
internal static class FormMetadata
{
    private static readonly char[] Blanks = [' ', '\t', '\r', '\n'];
    private static readonly char[] BlanksAndBars = [' ', '\t', '\r', '\n', '|']; // descriptions in headers were once indented with bars
    private static readonly char[] BlanksAndCommas = [' ', '\t', '\r', '\n', ','];

    public static Fault? Disagreement(Inspection inspection)
    {
        var metadata = inspection.Metadata;
        foreach (var (name, sent) in inspection.Submission.Form)
        {
            if (!MetadataField.ByForm.TryGetValue(name, out var field)) continue;
            var inForm = sent.Where(IsGiven).ToList();
            if (inForm.Count > 0 && Differs(field, inForm, metadata) is var (said, found)) return Mismatch(name, said, found);
        }

        return null;
    }

    internal static Fault Mismatch(string field, string inForm, string inFile) => MetadataProblems.Mismatch.Because(
        $"The form and the file disagree about '{field}': the form says '{Shown(inForm)}', the file says '{Shown(inFile)}'.");

    /// <summary>What each says that the other does not; null when they agree.</summary>
    private static (string InForm, string InFile)? Differs(MetadataField field, List<string> inForm, CoreMetadata metadata)
    {
        // flit sends one metadata version whatever the file's is, and every client its own spelling of the name.
        if (field.Header == "metadata-version") return null;
        if (inForm.Count > 1 && !field.IsList) return (string.Join("; ", inForm), $"{metadata.One(field.Header)}");
        if (field.Header == "name")
            return ProjectName.Parse(inForm[0]).TryGet(out var name, out _) && ProjectName.Parse(metadata.Name).TryGet(out var own, out _)
                && name.Normalized == own.Normalized ? null : (inForm[0], metadata.Name);
        if (field.Header == "version")
            return ReleaseVersion.Parse(inForm[0]).TryGet(out var version, out _) && ReleaseVersion.Parse(metadata.Version)
                .TryGet(out var release, out _) && version == release ? null : (inForm[0], metadata.Version);

        var inFile = metadata.All(field.Header).Where(IsGiven).ToList();
        if (field.Header == "provides" && inFile.Count == 0) return null; // flit sends the module's name, and writes it into no file
        if (inForm.SequenceEqual(inFile, StringComparer.Ordinal)) return null;
        var (said, found) = (Comparable(field, inForm), Comparable(field, inFile));
        if (said.SetEquals(found) || (field.Likeness == Likeness.Words && Words(inForm).SetEquals(Words(inFile)))) return null;
        return (string.Join("; ", said.Except(found)), string.Join("; ", found.Except(said)));
    }

    private static HashSet<string> Comparable(MetadataField field, IEnumerable<string> values) =>
        values.Select(value => Plain(field, value)).ToHashSet(StringComparer.Ordinal);

    private static string Plain(MetadataField field, string value) => field.Likeness switch
    {
        Likeness.Requirements => Requirement.Parse(value)?.ToString() ?? Joined(value, Blanks),
        Likeness.Specifiers => SpecifierSet.Parse(value)?.ToString() ?? Joined(value, Blanks),
        Likeness.LabelledUrls => Joined(value.Replace(",", " , ", StringComparison.Ordinal), Blanks),
        _ => Joined(value, field.Header == "description" ? BlanksAndBars : Blanks),
    };

    private static HashSet<string> Words(IEnumerable<string> values) =>
        values.SelectMany(value => value.Split(BlanksAndCommas, StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.Ordinal);

    private static string Joined(string value, char[] blanks) =>
        string.Join(' ', value.Split(blanks, StringSplitOptions.RemoveEmptyEntries));

    private static bool IsGiven(string value) => value.AsSpan().Trim() is not ("" or "UNKNOWN");

    private static string Shown(string text) => text.Length == 0 ? "nothing" : text.Length > 100 ? text[..100] + "…" : text;
}
