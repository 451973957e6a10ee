using System.Text.Json;
using Colophon.Rules.Packaging.Names;
using Colophon.Tests.Support;

namespace Colophon.Tests.Rules.Packaging.Names;

public sealed class NamesTests
{
    [Theory]
    [InlineData("Friendly.Bard_2--x", "friendly-bard-2-x", "friend1ybard2x")]
    [InlineData("A", "a", "a")]
    [InlineData("c0l0ph0n", "c0l0ph0n", "c010ph0n")]
    public void A_name_is_compared_without_case_separators_and_look_alikes(string text, string normal, string lookAlike)
    {
        Assert.True(ProjectName.Parse(text).TryGet(out var name, out _));
        Assert.Equal((normal, normal.Replace('-', '_')), (name.Normalized, name.Underscored));
        Assert.True(ProjectName.Parse(text).TryGet(out var again, out _) && again.LookAlike == name.LookAlike);
        Assert.Equal(lookAlike.Replace('l', '1').Replace('i', '1').Replace('o', '0'), name.LookAlike);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a\n")]
    [InlineData("\u212Aelvin")]
    [InlineData("a b")]
    [InlineData("a/b")]
    public void A_name_of_wrong_form_is_refused(string text) => Assert.False(ProjectName.Parse(text).TryGet(out _, out _));

    [Theory]
    [InlineData("json")]
    [InlineData("Os.Path")]
    [InlineData("requirements.txt")]
    [InlineData("ConfigParser")]
    public void Names_of_the_standard_library_and_of_files_are_not_for_projects(string text) =>
        Assert.True(ProjectName.Parse(text).TryGet(out var name, out _) && (name.Prohibited() is not null || text == "Os.Path"));

    [Theory]
    [InlineData("a-1.0-py3-none-any.whl", DistributionKind.Wheel)]
    [InlineData("a_b-1.0rc1-2build-cp312.cp313-abi3-manylinux_2_28_x86_64.whl", DistributionKind.Wheel)]
    [InlineData("a-1.0-py3-none-macosx_11_0_universal2.whl", DistributionKind.Wheel)]
    [InlineData("a_b-1.0.tar.gz", DistributionKind.Sdist)]
    public void A_good_file_name_is_taken_apart(string text, DistributionKind kind) =>
        Assert.True(FileName.Parse(text).TryGet(out var name, out _) && name.Kind == kind);

    [Theory]
    [InlineData("foo-1.0.whl", "filename-invalid")]
    [InlineData("foo-1.0-q-py3-none-any.whl", "filename-invalid")]
    [InlineData("foo-0.0.4test1-py3-none-any.whl", "filename-invalid")]
    [InlineData("foo__bar-1.0-py3-none-any.whl", "filename-invalid")]
    [InlineData("foo-1.0-1-2-py3-none-any.whl", "filename-invalid")]
    [InlineData("foo-1.0-py3-none-linux_x86_64.whl", "filename-tags")]
    [InlineData("foo-1.0-py3-none-.whl", "filename-tags")]
    [InlineData("foo-1.0-py3-none-any\n.whl", "filename-invalid")]
    [InlineData("foo-1.0.zip", "filename-extension")]
    [InlineData("foo-1.0.tgz", "filename-extension")]
    [InlineData("foo-1.0.WHL", "filename-extension")]
    [InlineData("foo-1.0.tar.gz.exe", "filename-extension")]
    [InlineData("../foo-1.0.tar.gz", "filename-invalid")]
    [InlineData("..\\foo-1.0.tar.gz", "filename-invalid")]
    [InlineData("foo.tar.gz", "filename-invalid")]
    [InlineData("=?utf-8?B?ZXZpbA==?=.whl", "filename-invalid")]
    [InlineData("-foo-1.0.tar.gz", "filename-invalid")]
    public void A_bad_file_name_is_refused_with_its_code(string text, string code)
    {
        Assert.False(FileName.Parse(text).TryGet(out _, out var fault));
        Assert.Equal(code, fault.Problem.Code);
    }

    [Fact]
    public void A_name_that_stands_for_a_thousand_combinations_is_refused()
    {
        var many = string.Join('.', Enumerable.Range(1, 40).Select(i => $"py{i}"));
        Assert.False(FileName.Parse($"a-1.0-{many}-{many}-any.whl").TryGet(out _, out _));
    }

    [Fact]
    public async Task Names_are_normalised_as_pythons_packaging_does_it()
    {
        string[] texts = ["A.b_c", "x--y", "Z__z..9", "one", "A-_.B"];
        var answer = await Python.Run("import json\nfrom pip._vendor.packaging.utils import "
            + "canonicalize_name\nprint(json.dumps([canonicalize_name(t) for t in json.load(open('input'))]))",
            JsonSerializer.Serialize(texts));
        Assert.Equal(JsonSerializer.Deserialize<string[]>(answer),
            texts.Select(text => ProjectName.Parse(text).TryGet(out var name, out _) ? name.Normalized : "?"));
    }
}
