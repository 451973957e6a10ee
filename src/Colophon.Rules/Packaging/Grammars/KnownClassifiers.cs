using System.Collections.Frozen;

namespace Colophon.Rules.Packaging.Grammars;

/// <summary>
/// The trove classifiers that PyPI knows, with the deprecated ones. The list is a file beside this one, and names its date.
/// </summary>
internal static class KnownClassifiers
{
    private const string Arrow = " =>";

    /// <summary>Classifier → what takes its place; null for one that is in use.</summary>
    private static readonly FrozenDictionary<string, string?> All = KnownList.Lines("classifiers.txt").ToFrozenDictionary(
        line => line.Split(Arrow)[0],
        line => line.Split(Arrow) is [_, var successor] ? successor.Trim() : null, StringComparer.Ordinal);

    /// <summary>What is wrong with a classifier, in PyPI's words; null when nothing is.</summary>
    public static string? Fault(string classifier, bool allowUnknown)
    {
        if (classifier.StartsWith("Private ::", StringComparison.Ordinal)) return null;
        if (!All.TryGetValue(classifier, out var successor))
            return allowUnknown ? null : $"'{Shown(classifier)}' is not a valid classifier";
        return successor switch
        {
            null => null,
            "" => $"The classifier '{classifier}' has been deprecated",
            _ => $"The classifier '{classifier}' has been deprecated, use one of ['{successor}'] instead",
        };
    }

    private static string Shown(string text) => text.Length > 100 ? text[..100] + "…" : text;
}
