using System.Globalization;
using Colophon.Tests.Support;
using Colophon.Tests.Support.Archives;

namespace Colophon.Tests.Rules.Packaging.Containers;

/// <summary>Threats E01 to E36: every case of Vectors/uploads/archives, through the whole table of checks.</summary>
public sealed class ArchiveVectorTests
{
    private static readonly List<ArchiveVector> Vectors = [.. ArchiveVector.All(Checkout.Vectors("uploads/archives"))];

    public static TheoryData<string> Rows => [.. Vectors.Select(vector => vector.Row).Distinct()];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_archive_is_answered_as_its_file_says(string row)
    {
        var wrong = new List<string>();
        foreach (var vector in Vectors.Where(vector => vector.Row == row))
        {
            var fault = ArchiveVector.Judge(vector.FileName, new MemoryStream(vector.Bytes));
            var found = fault?.Problem.Code ?? "ok";
            if (found != vector.Expected) wrong.Add($"{vector}: expected {vector.Expected}, found {found}: {fault?.Detail}");
            else if (vector.Says is { } words && !fault!.Detail.Contains(words, StringComparison.Ordinal))
                wrong.Add($"{vector}: expected '{words}' in '{fault.Detail}'");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Every_row_of_threats_has_its_archives()
    {
        var counts = Vectors.CountBy(vector => vector.Row).ToDictionary();
        TestContext.Current.TestOutputHelper!.WriteLine($"{Vectors.Count} archives, {Vectors.Count(v => v.Expected == "ok")} of them honest: "
            + string.Join(", ", counts.Select(row => $"{row.Key} {row.Value}")));
        Assert.Equal(Enumerable.Range(1, 36).Select(row => string.Create(CultureInfo.InvariantCulture, $"E{row:00}")),
            counts.Keys.Where(row => row.StartsWith('E')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_two_archives_have_one_name() =>
        Assert.Empty(Vectors.CountBy(vector => vector.ToString()).Where(name => name.Value > 1).Select(name => name.Key));
}
