using System.Formats.Tar;
using System.Text;
using Colophon.Rules.Packaging;
using Colophon.Rules.Packaging.Names;
using Colophon.Tests.Support;

namespace Colophon.Tests.Rules.Packaging;

public sealed class UploadChecksTests
{
    /// <summary>"ok", or the code of the refusal.</summary>
    private static string Judge(string fileName, byte[] bytes, params (string Field, string Value)[] form)
    {
        if (!FileName.Parse(fileName).TryGet(out var name, out var fault)) return fault.Problem.Code;
        var fields = new Dictionary<string, IReadOnlyList<string>>
        {
            ["filetype"] = [name.Kind == DistributionKind.Wheel ? "bdist_wheel" : "sdist"],
            ["pyversion"] = [name.Kind == DistributionKind.Wheel ? string.Join('.', name.PythonTags) : "source"],
        };
        foreach (var (field, value) in form) fields[field] = [value];
        return UploadChecks.Run(new Submission { FileName = name, Content = new MemoryStream(bytes), Form = fields })
            .TryGet(out _, out fault) ? "ok" : fault.Problem.Code;
    }

    private static string Wheel(Action<Dictionary<string, byte[]>> change, string metadata = "", params (string, string)[] form)
    {
        var (name, bytes) = TestWheel.Make("sample", "1.0", extraMetadata: metadata, change: change);
        return Judge(name, bytes, form);
    }

    [Fact]
    public void Every_wheel_that_the_system_ships_is_accepted()
    {
        var wheels = Directory.Exists("/usr/share/python-wheels") ? Directory.GetFiles("/usr/share/python-wheels", "*.whl") : [];
        Assert.True(wheels.Length > 0,
            "No wheels in /usr/share/python-wheels. Debian: apt-get install python3-pip-whl python3-setuptools-whl (./test does it "
            + "as root).");
        Assert.All(wheels, path => Assert.Equal("ok", Judge(Path.GetFileName(path), File.ReadAllBytes(path))));
    }

    [Theory]
    [InlineData("", "ok")]
    [InlineData("Requires-Python: >=3.8,!=3.9.*\nRequires-Dist: a[b] (>=1.0) ; python_version < '3'\nRequires-Dist: c>=1,<2\nProject-URL: "
        + "Home, https://example.org\nClassifier: Typing :: Typed\n", "ok")]
    [InlineData("Summary: one\n", "ok")]
    [InlineData("Summary: one\nSummary: two\n", "metadata-invalid")]
    [InlineData("Name: other\n", "metadata-invalid")]
    [InlineData("Requires-Python: banana\n", "metadata-invalid")]
    [InlineData("Requires-Dist: a @ https://example.org/a.whl\n", "metadata-invalid")]
    [InlineData("License-Expression: MIT\n", "metadata-invalid")]
    [InlineData("Description-Content-Type: text/html\n", "metadata-invalid")]
    [InlineData("Project-URL: Home, javascript:alert(1)\n", "metadata-url")]
    [InlineData("Home-page: https://user:secret@example.org\n", "metadata-url")]
    [InlineData("Summary: a\u0007b\n", "metadata-invalid")]
    [InlineData("Summary: a\u2028b\n", "metadata-invalid")]
    [InlineData("no header\n", "metadata-invalid")]
    public void Metadata_is_read_strictly(string lines, string code) => Assert.Equal(code, Wheel(_ => { }, lines));

    [Fact]
    public void Record_lists_every_member_with_its_hash()
    {
        const string info = "sample-1.0.dist-info";
        Assert.Equal("ok", Wheel(_ => { }));
        Assert.Equal("record-mismatch", Wheel(m => m[$"{info}/RECORD"] = Encoding.ASCII.GetBytes($"{info}/RECORD,,\n")));
        Assert.Equal("record-mismatch", Wheel(m => m[$"{info}/RECORD"] = Encoding.ASCII.GetBytes("sample/__init__.py,md5=abc,12\n")));
        Assert.Equal("record-mismatch", Wheel(m => m[$"{info}/RECORD"] = Encoding.ASCII.GetBytes("a,,\na,,\n")));
        Assert.Equal("record-mismatch", Wheel(m => m[$"{info}/RECORD"] = Encoding.ASCII.GetBytes("\"broken,,\n")));
        var (name, bytes) = TestWheel.Make("sample", "1.0", change: m =>
        {
            foreach (var path in m.Keys.ToList()) m[$"{path}.copy"] = m[path];
        });
        Assert.Equal("ok", Judge(name, bytes));
        var members = new Dictionary<string, byte[]>
        {
            ["sample/__init__.py"] = [],
            [$"{info}/METADATA"] = "Metadata-Version: 2.1\nName: sample\nVersion: 1.0\n"u8.ToArray(),
            [$"{info}/WHEEL"] = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"u8.ToArray()
        };
        Assert.Equal("record-missing", Judge("sample-1.0-py3-none-any.whl", TestWheel.Zip(members)));
    }

    [Fact]
    public void A_wheel_is_laid_out_as_its_name_says()
    {
        Assert.Equal("wheel-layout", Wheel(m => m.Remove("sample-1.0.dist-info/WHEEL")));
        Assert.Equal("wheel-layout", Wheel(m => m.Remove("sample-1.0.dist-info/METADATA")));
        Assert.Equal("wheel-layout", Wheel(m => m["other-1.0.dist-info/METADATA"] = []));
        Assert.Equal("wheel-layout", Wheel(m => m["Other-1.0.Dist-Info/METADATA"] = []));
        Assert.Equal("wheel-layout", Wheel(m => m["other-1.0.data/scripts/x"] = []));
        Assert.Equal("wheel-layout", Wheel(m => m["sample-1.0.dist-info/WHEEL"] = "Wheel-Version: 2.0\n"u8.ToArray()));
        Assert.Equal("entry-points", Wheel(m =>
            m["sample-1.0.dist-info/entry_points.txt"] = "[console_scripts]\n../evil = a:b\n"u8.ToArray()));
        Assert.Equal("ok", Wheel(m =>
            m["sample-1.0.dist-info/entry_points.txt"] = "[console_scripts]\nfine-1.x = a:b\n[other.group]\nx y = a\n"u8.ToArray()));
        Assert.Equal("metadata-license-file", Wheel(m =>
            m["sample-1.0.dist-info/METADATA"] = "Metadata-Version: 2.4\nName: sample\nVersion: 1.0\nLicense-File: LICENSE\n"u8.ToArray()));
        Assert.Equal("metadata-license-file", Wheel(m =>
            m["sample-1.0.dist-info/METADATA"] = "Metadata-Version: 2.4\nName: sample\nVersion: 1.0\nLicense-File: ../x\n"u8.ToArray()));
        Assert.Equal("metadata-encoding", Wheel(m => m["sample-1.0.dist-info/METADATA"] = [0xFF, 0xFE]));
    }

    [Fact]
    public void The_file_name_says_what_the_file_is()
    {
        var (_, bytes) = TestWheel.Make("sample", "1.0");
        Assert.Equal("wheel-layout", Judge("other-1.0-py3-none-any.whl", bytes));
        Assert.Equal("filename-mismatch",
            Judge("sample-1.0-py3-none-any.whl", TestWheel.Make("sample", "1.0", change: m =>
            m["sample-1.0.dist-info/METADATA"] = "Metadata-Version: 2.1\nName: sample\nVersion: 1.1\n"u8.ToArray()).Bytes));
        Assert.Equal("filename-mismatch",
            Judge("sample-1.0-py3-none-any.whl", TestWheel.Make("sample", "1.0", change: m =>
            m["sample-1.0.dist-info/METADATA"] = "Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n"u8.ToArray()).Bytes));
        var (sdist, tar) = TestSdist.Make("two-words", "1.0");
        Assert.Equal("ok", Judge(sdist, tar));
        Assert.NotEqual("ok", Judge("Two_Words-1.0.tar.gz", tar));
    }

    [Theory]
    [InlineData("summary", "Something", "ok")]
    [InlineData("summary", "Something else", "metadata-mismatch")]
    [InlineData("requires_dist", "evil", "metadata-mismatch")]
    [InlineData("requires_python", ">=2", "metadata-mismatch")]
    [InlineData("description", "Long\r\n  text", "ok")]
    [InlineData("description", "Other text", "metadata-mismatch")]
    [InlineData("keywords", "a b", "ok")]
    [InlineData("metadata_version", "2.3", "ok")]
    [InlineData("name", "Sample", "ok")]
    [InlineData("version", "1.0.0", "ok")]
    [InlineData("version", "1.0.1", "metadata-mismatch")]
    public void A_form_that_says_other_than_the_file_is_refused(string field, string value, string code) =>
        Assert.Equal(code, Wheel(_ => { }, "Summary: Something\nKeywords: a,b\nRequires-Python: >=3\n\nLong\ntext\n", (field, value)));

    [Fact]
    public void A_bomb_is_refused_by_what_it_unpacks_to()
    {
        Assert.Equal("archive-bomb", Wheel(m => m["sample/zeros.bin"] = new byte[70 << 20]));
        var (name, bytes) = TestSdist.Make("sample", "1.0", (tar, top) =>
            TestSdist.Add(tar, TarEntryFormat.Ustar, $"{top}/zeros", new byte[70 << 20]));
        Assert.Equal("archive-bomb", Judge(name, bytes));
    }

    public static TheoryData<string, string> BentSdists => new()
    {
        { "plain", "ok" }, { "pax times and long path", "ok" }, { "truncated", "archive-gzip" }, { "garbage behind", "archive-gzip" },
            { "two members", "archive-gzip" }, { "bad crc", "archive-gzip" },
        { "symlink", "archive-link" }, { "hard link", "archive-link" }, { "fifo", "archive-entry-type" },
            { "twice", "archive-duplicate-entry" }, { "other top", "sdist-layout" },
        { "absolute", "archive-path" }, { "dots", "archive-path" }, { "bad checksum", "archive-header" },
            { "zeros in the middle", "archive-trailing-data" }, { "no end", "archive-truncated" },
        { "pax size", "archive-pax" }, { "global path", "archive-pax" }, { "no pkg-info", "sdist-pkg-info" },
            { "no gzip", "archive-not-readable" },
    };

    [Theory]
    [MemberData(nameof(BentSdists))]
    public void A_bent_source_archive_is_refused_with_its_code(string how, string code) =>
        Assert.Equal(code, Judge("sample-1.0.tar.gz", SdistBending.Bend(how)));

    [Fact]
    public void No_mutation_of_an_archive_makes_the_checks_throw_or_hang()
    {
        var random = new Random(1);
        var wheel = TestWheel.Make("sample", "1.0").Bytes;
        var sdist = TestSdist.Make("sample", "1.0").Bytes;
        var accepted = 0;
        for (var i = 0; i < 6000; i++)
        {
            var isWheel = i % 2 == 0;
            var bytes = (byte[])(isWheel ? wheel : sdist).Clone();
            for (var change = random.Next(1, 5); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(10) == 0) bytes = bytes[..random.Next(bytes.Length)];
            if (Judge(isWheel ? "sample-1.0-py3-none-any.whl" : "sample-1.0.tar.gz", bytes) == "ok") accepted++;
        }

        Assert.True(accepted < 3000, $"{accepted} mutated archives were taken"); // times and owners may differ without harm
    }
}
