using System.Text.Json.Nodes;
using Colophon.Rules;
using Colophon.Rules.Packaging;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Tests.Support;

/// <summary>
/// Cases of Vectors/uploads: what is uploaded, as changes of a good wheel or source distribution, and the code and words of the refusal, or
/// <c>ok</c>. See Vectors/uploads/README.md.
/// </summary>
internal sealed record UploadVector(string Row, string Name, JsonObject Case)
{
    public string Code => (string)Case["code"]!;

    /// <summary>Every case of every file; one with <c>each</c> is as many, with each value in place of <c>{}</c>.</summary>
    public static IEnumerable<UploadVector> All()
    {
        var folder = Checkout.Vectors("uploads");
        var archives = Path.Combine(folder, "archives") + "/"; // recipes of another kind: ArchiveVector
        foreach (var path in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(path => !path.StartsWith(archives, StringComparison.Ordinal)))
        {
            var file = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
            var name = Path.ChangeExtension(Path.GetRelativePath(folder, path), null);
            foreach (var (at, one) in file["cases"]!.AsArray().Index())
            {
                var values = one!["each"]?.AsArray().Select(value => (string)value!) ?? [""];
                foreach (var value in values)
                    yield return new UploadVector((string)file["row"]!, $"{name} {at + 1} '{value}'", Filled(one, value)!.AsObject());
            }
        }
    }

    /// <summary>"ok" or the code, and the sentence of the refusal.</summary>
    public (string Code, string Detail) Judge()
    {
        if (Case["projectName"] is { } project) return JudgeName((string)project!);
        if (Case["version"] is { } version) return JudgeVersion((string)version!);
        if (Case["fileName"] is { } fileName) return FileName.Parse((string)fileName!).TryGet(out _, out var wrong) ? Ok : Refused(wrong);

        var isWheel = (string?)Case["kind"] != "sdist";
        var parts = new UploadParts(Case);
        var name = (string?)Case["file"] ?? (isWheel ? $"{parts.Stem}-py3-none-any.whl" : $"{parts.Stem}.tar.gz");
        if (!FileName.Parse(name).TryGet(out var file, out var fault)) return Refused(fault);
        var submission = new Submission
        {
            FileName = file,
            Content = new MemoryStream(isWheel ? parts.Wheel() : parts.Sdist()),
            Form = Form(file),
            AllowLocalVersions = (bool?)Case["settings"]?["localVersions"] ?? true,
            AllowUnknownClassifiers = (bool?)Case["settings"]?["unknownClassifiers"] ?? false,
        };
        return UploadChecks.Run(submission).TryGet(out _, out fault) ? Ok : Refused(fault);
    }

    private static (string, string) Ok => ("ok", "");

    private static (string, string) Refused(Fault fault) => (fault.Problem.Code, fault.Detail);

    private (string, string) JudgeName(string text)
    {
        if (!ProjectName.Parse(text).TryGet(out var name, out var fault)) return Refused(fault);
        if (name.Prohibited() is { } prohibited) return Refused(prohibited);
        if ((string?)Case["normalized"] is { } normal && normal != name.Normalized) return ("other name", name.Normalized);
        if ((string?)Case["lookAlikeOf"] is not { } other) return Ok;
        return ProjectName.Parse(other).TryGet(out var twin, out _) && twin.LookAlike == name.LookAlike ? Ok : ("no look-alike", name.LookAlike);
    }

    private (string, string) JudgeVersion(string text)
    {
        if (!ReleaseVersion.Parse(text).TryGet(out var version, out var fault)) return Refused(fault);
        return (string?)Case["canonical"] is { } canonical && canonical != version.Canonical ? ("other version", version.Canonical) : Ok;
    }

    /// <summary>The fields that every client sends, and those of the case; null takes one out.</summary>
    private Dictionary<string, IReadOnlyList<string>> Form(FileName file)
    {
        var isWheel = file.Kind == DistributionKind.Wheel;
        var form = new Dictionary<string, IReadOnlyList<string>>
        {
            ["filetype"] = [isWheel ? "bdist_wheel" : "sdist"],
            ["pyversion"] = [isWheel ? string.Join('.', file.PythonTags) : "source"],
        };
        foreach (var (field, value) in Case["form"]?.AsObject() ?? [])
        {
            form.Remove(field);
            if (value is JsonArray list) form[field] = [.. list.Select(item => (string)item!)];
            else if (value is not null) form[field] = [(string)value!];
        }

        return form;
    }

    private static JsonNode? Filled(JsonNode? node, string value) => node switch
    {
        JsonObject members => new JsonObject(members.Where(member => member.Key != "each").Select(member =>
            KeyValuePair.Create(member.Key.Replace("{}", value, StringComparison.Ordinal), Filled(member.Value, value)))),
        JsonArray items => new JsonArray([.. items.Select(item => Filled(item, value))]),
        JsonValue text when text.TryGetValue<string>(out var said) => said.Replace("{}", value, StringComparison.Ordinal),
        _ => node?.DeepClone(),
    };
}
