using Colophon.Tests.Support;

namespace Colophon.Tests.Rules.Packaging;

/// <summary>The cases of Vectors/uploads, all of them, and how many stand for each row of the catalogue of threats.</summary>
public sealed class UploadVectorsTests(ITestOutputHelper output)
{
    /// <summary>What the sources of each row suggest; E41 is about serving, and proved there.</summary>
    private static readonly Dictionary<string, int> Least = new()
    {
        ["E35"] = 15,
        ["E37"] = 10,
        ["E38"] = 25,
        ["E39"] = 20,
        ["E40"] = 100,
        ["E42"] = 20,
        ["E43"] = 112,
        ["E44"] = 22,
        ["E45"] = 50,
        ["E46"] = 50,
        ["E47"] = 54,
        ["E48"] = 35,
        ["E49"] = 7,
        ["E50"] = 40,
        ["E51"] = 9,
        ["E52"] = 150,
        ["E53"] = 50,
        ["E54"] = 12,
    };

    [Fact]
    public void Every_case_gets_the_code_and_the_words_that_its_file_says()
    {
        var (counts, wrong) = (new SortedDictionary<string, int>(StringComparer.Ordinal), new List<string>());
        foreach (var vector in UploadVector.All())
        {
            counts[vector.Row] = counts.GetValueOrDefault(vector.Row) + 1;
            var (code, detail) = vector.Judge();
            var words = (string?)vector.Case["text"];
            if (code != vector.Code || (words is not null && !detail.Contains(words, StringComparison.Ordinal)))
                wrong.Add($"{vector.Row} {vector.Name}: expected {vector.Code} '{words}', found {code} '{detail}'");
        }

        output.WriteLine(string.Join(", ", counts.Select(row => $"{row.Key}: {row.Value}")) + $"; {counts.Values.Sum()} cases");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(40)) + $"\n{wrong.Count} wrong");
        Assert.All(Least, row => Assert.True(counts.GetValueOrDefault(row.Key) >= row.Value, $"{row.Key}: {counts.GetValueOrDefault(row.Key)}"));
    }
}
