using Colophon.Rules.Packaging.Grammars;

namespace Colophon.Rules.Packaging.Metadata;

/// <summary>Whether core metadata is such that the index can serve it: the first fault in a fixed order, as PyPI reports one.</summary>
public static class MetadataRules
{
    /// <summary>The rules of single values, in order.</summary>
    public static IReadOnlyList<FieldRule> OfValues { get; } = [.. FieldRules.OfHead, .. FieldRules.All];

    /// <summary>Where the list of classifiers comes from, where that of licences does, and that of exceptions.</summary>
    public static IReadOnlyList<string> Lists { get; } =
        [KnownList.About("classifiers.txt"), KnownList.About("licenses.txt"), KnownList.About("exceptions.txt")];

    /// <param name="metadata">What the file says.</param>
    /// <param name="allowUnknownClassifiers">Takes classifiers that are on no list; deprecated ones are refused all the same.</param>
    public static Fault? FaultIn(CoreMetadata metadata, bool allowUnknownClassifiers) =>
        OfHead(metadata) ?? NewerField(metadata) ?? FaultyValue(metadata) ?? OfClassifiers(metadata, allowUnknownClassifiers)
        ?? TwoFields(metadata);

    private static Fault? OfHead(CoreMetadata metadata)
    {
        foreach (var rule in FieldRules.OfHead)
        {
            if (rule.Wrong(metadata.One(rule.Field)!) is { } wrong) return rule.Problem.See(wrong);
        }

        return null;
    }

    /// <summary>License-File is passed over: setuptools wrote it years before the specification had it.</summary>
    private static Fault? NewerField(CoreMetadata metadata)
    {
        var newer = metadata.Headers
            .Where(header => header != "license-file" && MetadataField.ByHeader.TryGetValue(header, out var field)
                && string.CompareOrdinal(field.Since, metadata.MetadataVersion) > 0)
            .Order(StringComparer.Ordinal).FirstOrDefault();
        return newer is null ? null : MetadataProblems.Bad(
            $"{newer} introduced in metadata version {MetadataField.ByHeader[newer].Since}, not {metadata.MetadataVersion}");
    }

    private static Fault? FaultyValue(CoreMetadata metadata)
    {
        foreach (var rule in FieldRules.All)
        {
            foreach (var value in metadata.All(rule.Field))
            {
                if (IsGiven(rule.Field, value) && rule.Wrong(value) is { } wrong) return rule.Problem.See(wrong);
            }
        }

        return null;
    }

    /// <summary>Old build tools write <c>UNKNOWN</c>, or nothing, into single fields that were left out.</summary>
    private static bool IsGiven(string field, string value) => MetadataField.ByHeader[field].IsList || value is not ("" or "UNKNOWN");

    private static Fault? OfClassifiers(CoreMetadata metadata, bool allowUnknown)
    {
        var wrong = metadata.All("classifier").Select(one => KnownClassifiers.Fault(one, allowUnknown))
            .FirstOrDefault(why => why is not null);
        return wrong is null ? null : MetadataProblems.Bad(wrong);
    }

    /// <summary>Fields that contradict each other.</summary>
    private static Fault? TwoFields(CoreMetadata metadata)
    {
        if (metadata.One("license-expression") is not null && metadata.One("license") is { } license && IsGiven("license", license))
            return MetadataProblems.Bad(
                "License is deprecated when License-Expression is present. Only License-Expression should be present");

        var labels = metadata.All("project-url").Select(value => FieldRules.SplitUrl(value).Label).ToList();
        if (labels.Distinct(StringComparer.Ordinal).Count() != labels.Count)
            return MetadataProblems.Url.See("'project_urls' has invalid data: two URLs have one label");

        var names = metadata.All("import-name").Select(ImportName.Plain).ToHashSet(StringComparer.Ordinal);
        var both = metadata.All("import-namespace").Select(ImportName.Plain).FirstOrDefault(names.Contains);
        return both is null ? null : MetadataProblems.Bad($"'{both}' is invalid for 'import-namespace'; it is an import-name too");
    }
}
