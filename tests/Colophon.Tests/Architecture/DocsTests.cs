using System.Globalization;
using System.Text.RegularExpressions;
using Colophon.Tests.Support;

namespace Colophon.Tests.Architecture;

/// <summary>What the documents point at is there: files, tests that prove promises, places in the picture.</summary>
public sealed partial class DocsTests
{
    [Fact]
    public void Every_link_between_documents_leads_somewhere()
    {
        foreach (var document in Documents())
        {
            foreach (Match link in Links().Matches(File.ReadAllText(document)))
            {
                var target = link.Groups[1].Value.Split('#')[0];
                if (target.Length == 0 || target.Contains("://", StringComparison.Ordinal)) continue;
                var path = Path.Combine(Path.GetDirectoryName(document)!, target);
                Assert.True(Path.Exists(path), $"{document} links to {target}, which is not there.");
            }
        }
    }

    [Fact]
    public void Every_promise_of_SECURITY_is_proved_by_tests_that_exist()
    {
        var rows = Rows("SECURITY.md");
        Assert.True(rows.Count > 10);
        Assert.All(rows, row => Assert.NotEmpty(Proofs(row[2])));
    }

    [Fact]
    public void Every_threat_has_a_proof_that_exists_or_says_why_it_is_open()
    {
        var rows = Rows("docs/threats.md");
        Assert.All(rows, row => Assert.True(Proofs(row[3]).Count > 0 || row[3].Contains(" open: ", StringComparison.Ordinal), row[1]));

        var numbers = rows.SelectMany(row => Numbers(row[1].Trim())).ToList();
        Assert.Equal([.. Range('A', 70), .. Range('B', 46), .. Range('C', 32), .. Range('D', 23), .. Range('E', 70), .. Range('F', 40)], numbers);
    }

    private static string[] Range(char group, int last) => [.. Enumerable.Range(1, last).Select(number => $"{group}{number:00}")];

    /// <summary><c>A02-A04</c> is three of them.</summary>
    private static IEnumerable<string> Numbers(string cell)
    {
        var (first, last) = (int.Parse(cell[1..3], CultureInfo.InvariantCulture), int.Parse(cell[^2..], CultureInfo.InvariantCulture));
        return Enumerable.Range(first, last - first + 1).Select(number => $"{cell[0]}{number:00}");
    }

    /// <summary>The rows of a document's tables, without their heads, as cells.</summary>
    private static List<string[]> Rows(string document)
    {
        var lines = File.ReadLines(Checkout.File(document)).ToList();
        return [.. lines.Where((line, at) => line.StartsWith("| ", StringComparison.Ordinal)
            && !(at + 1 < lines.Count && lines[at + 1].StartsWith("|---", StringComparison.Ordinal))).Select(line => line.Split('|'))];
    }

    /// <summary>Names of tests in a cell, each of which is there.</summary>
    private static List<string> Proofs(string cell)
    {
        var names = Names().Matches(cell).Select(name => name.Groups[1].Value).ToList();
        Assert.All(names, name => Assert.True(
            Tests.Contains($" {name}(", StringComparison.Ordinal) || Tests.Contains($"class {name}", StringComparison.Ordinal), name));
        return names;
    }

    private static readonly string Tests = string.Join('\n', Directory
        .EnumerateFiles(Checkout.File("tests/Colophon.Tests"), "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

    private static IEnumerable<string> Documents() => Directory.EnumerateFiles(Checkout.File("."), "*.md")
        .Concat(Directory.EnumerateFiles(Checkout.File("docs"), "*.md", SearchOption.AllDirectories));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Names();
}
