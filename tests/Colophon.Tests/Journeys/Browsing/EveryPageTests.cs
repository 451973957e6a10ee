using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Colophon.Index.Web.Doors;
using Colophon.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Colophon.Tests.Journeys.Browsing;

/// <summary>
/// Each page in a real Chromium: axe finds nothing serious, wide and narrow, light and dark; the outline holds, nothing is wider than a
/// telephone, nothing is asked of other hosts, and the same page is there without script. <c>COLOPHON_SHOTS=FOLDER</c> keeps pictures.
/// </summary>
public sealed partial class EveryPageTests
{
    private static readonly string? Shots = Environment.GetEnvironmentVariable("COLOPHON_SHOTS");

    /// <summary>All four of width and colours for pictures and with COLOPHON_LONG=1; else two, in which each is seen once.</summary>
    private static readonly int Views = Shots is null && Environment.GetEnvironmentVariable("COLOPHON_LONG") is null ? 2 : 4;

    /// <summary>Beginnings of addresses that answer machines.</summary>
    private static readonly string[] ForMachines = ["/simple", "/pypi", "/packages/", "/rss/", "/stats", "/_/", "/.well-known/", "/api/", "/assets/", "/style", "/fonts/", "/health", "/robots.txt", "/RPC2"];

    /// <summary>Only lead elsewhere, or need a provider of single sign-on (<see cref="SingleSignOnTests"/>).</summary>
    private static readonly string[] NotHere = ["/sign-on", "/sign-on/back", "/account/sign-on", "/signed-out"];

    [Fact]
    public async Task Every_page_can_be_used_by_everybody()
    {
        await using var ground = await PageGround.Make();
        var pages = Pages(ground.Things);
        var missing = Doors(ground.Index).Where(door => !pages.Any(page => page["of"]!.GetValue<string>() == door)).ToList();
        var gone = pages.Select(page => page["of"]!.GetValue<string>()).Except(Doors(ground.Index)).ToList();
        Assert.True(gone.Count == 0, $"Vectors/pages.json names doors that are not there: {string.Join(", ", gone)}");
        Assert.True(missing.Count == 0, $"Pages that Vectors/pages.json does not name: {string.Join(", ", missing)}");
        if (Shots is not null) Directory.CreateDirectory(Shots);

        var saw = await BrowserScript.Run("pages.mjs", new JsonObject
        {
            ["url"] = ground.Index.AtHome(),
            ["seats"] = ground.Seats,
            ["pages"] = new JsonArray([.. pages]),
            ["views"] = Views,
            ["shots"] = Shots,
        });

        var results = saw["results"]!.AsArray();
        foreach (var rule in (string[])["color-contrast", "image-alt", "label", "link-name"])
            Assert.Contains(rule, saw["control"]!.AsArray().Select(one => one!.ToString()));
        var violations = results.SelectMany(page => page!["violations"]!.AsArray().Select(one => (Page: page["name"]!.ToString(), One: one!))).ToList();
        var grave = violations.Where(one => one.One["impact"]?.ToString() is "serious" or "critical").ToList();
        var faults = results.SelectMany(page => page!["faults"]!.AsArray().Select(fault => $"{page["name"]}: {fault}")).ToList();
        TestContext.Current.TestOutputHelper!.WriteLine($"{results.Count} pages, each in {Views} views and without script: {grave.Count} serious or critical violations, "
            + $"{violations.Count - grave.Count} lesser, {faults.Count} faults; slowest {results.MaxBy(page => page!["ms"]!.GetValue<int>())!["name"]}");
        foreach (var line in violations.Except(grave).Select(Words).Distinct()) TestContext.Current.TestOutputHelper!.WriteLine(line);
        Assert.True(grave.Count + faults.Count == 0, string.Join("\n", [.. faults, .. grave.Select(Words).Distinct()]));
        Assert.Equal(pages.Count, results.Count);
    }

    private static string Words((string Page, JsonNode One) violation) =>
        $"{violation.Page} ({violation.One["view"]}): {violation.One["impact"]} {violation.One["rule"]}, {violation.One["what"]}: {string.Join(" | ", violation.One["where"]!.AsArray())}";

    /// <summary>The list, with what its braces stand for; a name is the address in words unless it has one.</summary>
    private static List<JsonNode> Pages(Dictionary<string, string> things)
    {
        var pages = JsonNode.Parse(File.ReadAllText(Checkout.Vectors("pages.json")))!.AsArray();
        foreach (var page in pages)
        {
            var listed = page!["path"]!.GetValue<string>();
            page["name"] ??= NoName().Replace($"{listed} {page["as"]}", "-").Trim('-');
            page["path"] = Braces().Replace(listed, brace => things[brace.Groups[1].Value]);
        }

        return [.. pages.Select(page => page!.DeepClone())];
    }

    /// <summary>The patterns of all doors that show a page.</summary>
    private static IEnumerable<string> Doors(TestIndex index) => index.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .Where(door => door.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true && door.Metadata.GetMetadata<ApiAct>() is null)
        .Select(door => door.RoutePattern.RawText!)
        .Where(door => !NotHere.Contains(door) && !door.EndsWith(".csv", StringComparison.Ordinal) && !door.EndsWith(".jsonl", StringComparison.Ordinal) && !ForMachines.Any(start => door.StartsWith(start, StringComparison.Ordinal))).Distinct();

    [GeneratedRegex("{([^}:]+)}")]
    private static partial Regex Braces();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NoName();
}
