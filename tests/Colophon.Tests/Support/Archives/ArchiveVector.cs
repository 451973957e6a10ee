using System.Text.Json.Nodes;
using Colophon.Rules;
using Colophon.Rules.Packaging;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Tests.Support.Archives;

/// <summary>
/// A case of Vectors/uploads/archives: a file is a row of threats.md (or honest archives), and a list of cases with the code of the refusal,
/// or <c>ok</c>.
/// </summary>
internal sealed record ArchiveVector(string Row, string Case, JsonObject Recipe)
{
    public string Expected => Recipe["expected"]!.GetValue<string>();

    /// <summary>What the answer says, in PyPI's words where clients know them; null when nothing is asked of it.</summary>
    public string? Says => Recipe["says"]?.GetValue<string>();

    public string FileName => Recipe["name"]?.GetValue<string>() ?? (Recipe["tar"] is null ? TestFiles.Wheel : TestFiles.Sdist);

    public byte[] Bytes => ArchiveRecipe.Make(Recipe);

    public static IEnumerable<ArchiveVector> All(string folder) => Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal)
        .SelectMany(path => JsonNode.Parse(File.ReadAllText(path))!.AsArray()
            .Select(node => new ArchiveVector(Path.GetFileNameWithoutExtension(path), node!["case"]!.GetValue<string>(), node.AsObject())));

    /// <summary>The fault that the table of checks finds; null when the file is accepted.</summary>
    public static Fault? Judge(string fileName, Stream content)
    {
        if (!Parse(fileName).TryGet(out var name, out var fault)) return fault;
        var isWheel = name.Kind == DistributionKind.Wheel;
        var form = new Dictionary<string, IReadOnlyList<string>>
        {
            ["filetype"] = [isWheel ? "bdist_wheel" : "sdist"],
            ["pyversion"] = [isWheel ? "py3" : "source"],
        };
        return UploadChecks.Run(new Submission { FileName = name, Content = content, Form = form }).TryGet(out _, out fault) ? null : fault;
    }

    private static Parsed<FileName> Parse(string text) => Colophon.Rules.Packaging.Names.FileName.Parse(text);

    public override string ToString() => $"{Row} {Case}";
}
