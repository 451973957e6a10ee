using System.IO.Compression;
using Colophon.Index.Installing.Listing;
using CsCheck;

namespace Colophon.Tests.Index.Installing.Listing;

public sealed class CatalogueTests
{
    private static ProjectLine Line(string name, long serial = 1) => new(name, name, serial, null, null);

    private static List<Piece> Pieces(Catalogue catalogue) =>
        [.. catalogue.Segments.Select(segment => segment.ToHtml()), .. catalogue.Segments.Select((segment, i) => segment.ToJson(i == 0))];

    [Fact]
    public void However_it_came_about_the_same_list_is_cut_and_written_alike() =>
        Gen.Select(Gen.Int[0, 4000].Array[0, 3000], Gen.Select(Gen.Int[0, 4000], Gen.Bool).Array[0, 300].Array[1, 5]).Sample((start, steps) =>
        {
            var lines = start.Distinct().ToDictionary(i => $"p{i}", i => Line($"p{i}"));
            var catalogue = Catalogue.Of(lines.Values, 0, 0);
            foreach (var step in steps)
            {
                var changes = step.DistinctBy(change => change.Item1)
                    .ToDictionary(change => $"p{change.Item1}", change => change.Item2 ? Line($"p{change.Item1}", 2) : null);
                foreach (var (name, line) in changes)
                {
                    if (line is null) lines.Remove(name);
                    else lines[name] = line;
                }

                catalogue = catalogue.With(changes, 0, 0);
            }

            var anew = Catalogue.Of(lines.Values, 0, 0);
            Assert.Equal(anew.Lines, catalogue.Lines);
            Assert.Equal(anew.Segments.Select(segment => segment.First), catalogue.Segments.Select(segment => segment.First));
            Assert.Equal(new PiecedPage(Pieces(anew), 1).ETag, new PiecedPage(Pieces(catalogue), 1).ETag);
        }, iter: 60);

    [Fact]
    public void A_change_leaves_all_segments_but_its_own_as_they_are()
    {
        var catalogue = Catalogue.Of(Enumerable.Range(0, 50_000).Select(i => Line($"project-{i}")), 1, 1);
        var after = catalogue.With(new Dictionary<string, ProjectLine?> { ["project-77"] = Line("project-77", 2), ["never"] = null }, 2, 2);
        Assert.InRange(catalogue.Segments.Count, 60, 160);
        Assert.InRange(catalogue.Segments.Max(segment => segment.Lines.Count), 1, 10_000);
        Assert.Equal(2, after.Segments.Except(catalogue.Segments).Count());
        Assert.Equal(50_000, after.Lines.Count());
    }

    [Fact]
    public void A_page_in_pieces_is_one_gzip_member_that_unpacks_to_the_plain_page()
    {
        var catalogue = Catalogue.Of(Enumerable.Range(0, 5000).Select(i => Line($"project-{i}")), 1, 1);
        var page = new PiecedPage(Pieces(catalogue), 1);
        var plain = System.Buffers.BuffersExtensions.ToArray(page.For("").Bytes);
        var packed = page.For("gzip, deflate");
        var bytes = System.Buffers.BuffersExtensions.ToArray(packed.Bytes);

        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress)) gzip.CopyTo(unpacked);
        Assert.Equal(plain, unpacked.ToArray());
        Assert.Equal("gzip", packed.Coding);
        Assert.True(bytes.Length < plain.Length / 3);
        Assert.NotEqual(page.ETag, packed.ETag);
        Assert.Equal(packed.Bytes.Length + plain.Length, page.Weight + 20); // head, last block and tail
        Assert.Null(page.For("br").Coding);
    }
}
