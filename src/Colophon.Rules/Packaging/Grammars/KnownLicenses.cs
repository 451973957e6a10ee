using System.Collections.Frozen;

namespace Colophon.Rules.Packaging.Grammars;

/// <summary>The ids of licences and exceptions that SPDX lists. The lists are files beside this one, and name their date.</summary>
internal static class KnownLicenses
{
    private static readonly FrozenDictionary<string, string> Licenses = Ids("licenses.txt");
    private static readonly FrozenDictionary<string, string> Exceptions = Ids("exceptions.txt");

    /// <summary>SPDX's spelling of a licence id in any case; null when it lists none.</summary>
    public static string? License(string id) => Licenses.GetValueOrDefault(id);

    /// <summary>The same for what stands behind WITH.</summary>
    public static string? Exception(string id) => Exceptions.GetValueOrDefault(id);

    private static FrozenDictionary<string, string> Ids(string list) =>
        KnownList.Lines(list).ToFrozenDictionary(id => id, StringComparer.OrdinalIgnoreCase);
}
