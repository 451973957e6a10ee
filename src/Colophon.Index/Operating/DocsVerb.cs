using System.CommandLine;
using System.Text;
using Colophon.Index.Operating.Describing;
using Colophon.Rules.Identity;
using Colophon.Rules.Identity.Judging;
using Colophon.Rules.Identity.Telling;
using Colophon.Rules.Packaging;
using Colophon.Rules.Packaging.Metadata;
using Colophon.Rules.Packaging.Names;
using Colophon.Rules.Tokens;

namespace Colophon.Index.Operating;

/// <summary>
/// <c>docs</c>: the documents that are drawn from declarations. <c>--check</c> tells whether a folder's copies are fresh.
/// </summary>
internal static class DocsVerb
{
    private static readonly Option<string?> Write = new("--write") { Description = "The folder to write them to." };
    private static readonly Option<string?> Check = new("--check") { Description = "The folder whose copies are compared." };

    public static Command Make()
    {
        var command = new Command("docs", "Draws the documents of settings, problems, providers, caveats and checks.").With(Write, Check);
        command.SetAction((parsed, _) => Task.FromResult(Run(parsed)));
        return command;
    }

    /// <summary>File name → text.</summary>
    internal static IReadOnlyDictionary<string, string> Draw() => new Dictionary<string, string>
    {
        ["settings.md"] = DrawSettings(),
        ["problems.md"] = DrawProblems(),
        ["providers.md"] = DrawProviders(),
        ["caveats.md"] = DrawCaveats(),
        ["checks.md"] = DrawChecks(),
        ["openapi.json"] = DrawApi(),
    };

    /// <summary>From the doors of a server that is put together in a folder of its own and never listens.</summary>
    private static string DrawApi()
    {
        var folder = Directory.CreateTempSubdirectory("colophon-docs-");
        try
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            using var app = (IDisposable)IndexServer.Build(builder, new Settings { DataDirectory = folder.FullName });
            return ApiDocument.Draw(new CompositeEndpointDataSource(((IEndpointRouteBuilder)app).DataSources));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Run(ParseResult parsed)
    {
        if (parsed.GetValue(Write) is { } folder)
        {
            foreach (var (name, text) in Draw()) File.WriteAllText(Path.Combine(folder, name), text);
            return 0;
        }

        if (parsed.GetValue(Check) is not { } checkedFolder)
        {
            foreach (var text in Draw().Values) parsed.InvocationConfiguration.Output.WriteLine(text);
            return 0;
        }

        var stale = Draw().Where(doc =>
            !File.Exists(Path.Combine(checkedFolder, doc.Key)) || File.ReadAllText(Path.Combine(checkedFolder, doc.Key)) != doc.Value)
            .ToList();
        foreach (var doc in stale)
            parsed.InvocationConfiguration.Error.WriteLine($"{Path.Combine(checkedFolder, doc.Key)} is not what the declarations say. Run "
                + "`./run docs --write docs`.");
        return stale.Count == 0 ? 0 : 1;
    }

    private static string DrawSettings()
    {
        var text = Begin("Settings",
            "Keys under `Colophon`, in appsettings.json, the environment (`Colophon__PublicUrl`) or the command line. A value that is not "
            + "allowed stops the start and is named.");
        text.Append("| key | default | allowed | meaning |\n|---|---|---|---|\n");
        foreach (var row in SettingsReader.Rows) text.Append($"| `{row.Key}` | {row.Default} | {row.Allowed} | {row.Meaning} |\n");
        text.Append("| `Issuers` | none | a list of `{Provider, Issuer, Keys?, Algorithms?, Audience?, PrivateNetwork?, "
            + "CertificateAuthority?, Web?, Api?, Identify?, Immutable?}` | Issuers beside the public ones, found by the exact text of "
            + "`iss`; what each member does is in [operate.md](operate.md#issuers). |\n");
        return text.ToString();
    }

    private static string DrawCaveats()
    {
        var text = Begin("Caveats",
            "What a token's holder can add to it, offline and without asking anybody, to make it good for less: a first-party caveat of a "
            + "version 2 macaroon (libmacaroons), behind the prefix `pypi-`. Tags 0 to 4 are PyPI's. What is not in this table refuses.");
        text.Append("| tag | name | fields | good for | example |\n|---|---|---|---|---|\n");
        foreach (var one in KnownCaveats.All) text.Append($"| {one.Tag} | {one.Name} | {one.Fields} | {one.Allows} | `{one.Example}` |\n");
        return text.ToString();
    }

    private static string DrawChecks()
    {
        var text = Begin("Checks",
            "What is looked at in a file that is uploaded, in this order; the first that does not hold is what it is refused for. The file "
            + "name is read before the rest of the form, so that its row is the first. What each code asks for is in "
            + "[problems.md](problems.md).");
        text.Append("| | check | of | must hold | codes | what to do |\n|---:|---|---|---|---|---|\n");
        foreach (var (at, check) in UploadChecks.All.Index())
        {
            var of = check.Of switch { DistributionKind.Wheel => "wheels", DistributionKind.Sdist => "sdists", _ => "both" };
            var codes = check.Problems.Count > 8 ? "`archive-…`" : string.Join(" ", check.Problems.Select(problem => $"`{problem.Code}`"));
            text.Append($"| {at + 1} | {check.Name} | {of} | {check.What} | {codes} | {check.Problems[0].Remedy} |\n");
        }

        text.Append($"\n## Fields of the metadata\n\nAt most {CoreMetadata.MostBytes >> 20} MiB and {CoreMetadata.MostValues} values. A "
            + "field that is newer than the metadata version is refused, but License-File, which setuptools wrote years before 2.4. Fields "
            + "that are not here are passed over. In fields that stand once, `UNKNOWN` and nothing count as absent.\n\n"
            + "| field | since | in the form | may repeat | must be |\n|---|---|---|---|---|\n");
        foreach (var field in MetadataField.All)
        {
            var rules = MetadataRules.OfValues.Where(rule => rule.Field == field.Header).Select(rule => rule.What);
            text.Append($"| {field.Header} | {field.Since} | `{field.Form}` | {(field.IsList ? "yes" : "")} | "
                + $"{string.Join("; ", rules)} |\n");
        }

        text.Append("\nClassifiers must be on the list and not deprecated; those under `Private ::` are always taken, all others where "
            + "`AllowUnknownClassifiers` is on. License stands not beside License-Expression, no two project URLs have one label, and no "
            + "name is an import name and a namespace.\n\nLists kept here:\n\n");
        foreach (var list in MetadataRules.Lists) text.Append($"- {list}\n");
        return text.ToString();
    }

    private static string DrawProblems()
    {
        var text = Begin("Problems",
            "Every refusal names one of these codes, in its body (`type`) and in the header `X-Colophon-Error`. A running index explains "
            + "each at `/problems/CODE`.");
        foreach (var (place, rows) in Problems.ByPlace)
        {
            text.Append($"## {place}\n\n| code | status | PyPI's code | what | what to do |\n|---|---|---|---|---|\n");
            foreach (var p in rows)
                text.Append($"| `{p.Code}` | {p.Status} | {(p.AsPyPI is null ? "" : $"`{p.AsPyPI}`")} | {p.Title} | {p.Remedy} |\n");
            text.Append('\n');
            foreach (var p in rows.Where(p => p.Cause is not null)) text.Append($"`{p.Code}` comes about like this: {p.Cause}\n\n");
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string DrawProviders()
    {
        var text = Begin("Providers",
            "What a maintainer fills in for each kind of CI system, and how each claim of its identity tokens is judged.");
        text.Append("Beside its fields every publisher may set conditions, of those that its provider has:\n\n"
            + "| condition | what | example |\n|---|---|---|\n");
        foreach (var one in Condition.All) text.Append($"| `{one.Key}` | {one.Hint} | `{one.Example}` |\n");
        text.Append("| `claim:NAME` | Any other claim that is a text: whole, or with *. | `claim:ref_type=tag` |\n\n`*` stands for any "
            + "characters but `/`. A claim inside another is written `/OUTER/INNER`. A claim that is missing meets no condition.\n\n");
        foreach (var provider in KnownProviders.All)
        {
            text.Append($"## {provider.Name} (`{provider.Key}`)\n\n{Issuers(provider)} Claims: <{provider.Documentation}>."
                + $"{(provider.Remark is null ? "" : " " + provider.Remark)}\n\n| field | | what | example |\n|---|---|---|---|\n");
            foreach (var field in provider.Fields)
                text.Append($"| `{field.Key}` | {(field.Optional ? "optional" : "required")} | {field.Hint} | `{field.Example}` |\n");
            text.Append($"\nConditions: {Conditions(provider)}.\n");
            text.Append("\n| claim | must be | why |\n|---|---|---|\n");
            foreach (var row in provider.Claims) text.Append($"| `{row.Claim}` | {RuleWords.Of(row.Rule)} | {row.Why} |\n");
            var workflow = WorkflowText.For(provider, "https://index.example.org", "index.example.org");
            text.Append("\nTo publish from it, on an index at `https://index.example.org`:\n\n");
            text.Append($"```{(provider.Workflow is null ? "sh" : "yaml")}\n{workflow}\n```\n\n");
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Issuers(Provider provider) => (provider.Issuer is { } issuer
        ? $"Public issuer `{issuer}`."
        : "No public issuer: the operator adds one, each customer or installation has his own.")
        + (provider.FixedAudience is { } audience ? $" Its tokens have the audience `{audience}`, whoever they are for." : "");

    private static string Conditions(Provider provider) =>
        string.Join(", ", provider.Conditions.Select(one => $"`{one.Key}` (claim `{one.Value}`)").Append("`claim:NAME`"));

    private static StringBuilder Begin(string title, string what) =>
        new($"# {title}\n\n<!-- Drawn by `colophon-index docs`; do not edit. -->\n\n{what}\n\n");
}
