using System.Text;
using Colophon.Rules.Packaging.Containers;
using Colophon.Tests.Support.Archives;

namespace Colophon.Tests.Rules.Packaging.Containers;

/// <summary>What the reader hands out; what it refuses is in the vectors.</summary>
public sealed class ZipContainerTests
{
    [Fact]
    public void A_member_is_handed_out_as_it_was_packed_as_often_as_it_is_asked_for()
    {
        var archive = new RawZip();
        archive.Members.Add(new RawZip.Member { Name = "a.txt"u8.ToArray(), Bytes = "alpha"u8.ToArray() });
        archive.Members.Add(new RawZip.Member { Name = "b/c.txt"u8.ToArray(), Bytes = "beta, stored"u8.ToArray(), Method = 0 });
        var zip = ZipContainer.Open(new MemoryStream(archive.ToArray()));

        foreach (var (path, expected) in ((string, string)[])[("b/c.txt", "beta, stored"), ("a.txt", "alpha"), ("a.txt", "alpha")])
        {
            var text = new StringBuilder();
            zip.Read(zip.Find(path)!, piece => text.Append(Encoding.UTF8.GetString(piece)));
            Assert.Equal(expected, text.ToString());
        }

        Assert.Null(zip.Find("A.TXT"));
    }
}
