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
        var tests = string.Join('\n', Directory.EnumerateFiles(Checkout.File("tests/Colophon.Tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText));
        var rows = File.ReadLines(Checkout.File("SECURITY.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).ToList();

        Assert.True(rows.Count > 10);
        foreach (var proof in rows.Select(row => row.Split('|')[2]))
        {
            var names = Names().Matches(proof).Select(name => name.Groups[1].Value).ToList();
            Assert.NotEmpty(names);
            Assert.All(names, name => Assert.True(
                tests.Contains($" {name}(", StringComparison.Ordinal) || tests.Contains($"class {name}", StringComparison.Ordinal), name));
        }
    }

    private static IEnumerable<string> Documents() => Directory.EnumerateFiles(Checkout.File("."), "*.md")
        .Concat(Directory.EnumerateFiles(Checkout.File("docs"), "*.md", SearchOption.AllDirectories));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Names();
}
