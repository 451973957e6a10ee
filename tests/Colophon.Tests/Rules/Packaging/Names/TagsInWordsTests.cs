using Colophon.Rules.Packaging.Names;

namespace Colophon.Tests.Rules.Packaging.Names;

public sealed class TagsInWordsTests
{
    [Theory]
    [InlineData("a-1.tar.gz", "source, to build anywhere")]
    [InlineData("a-1-py3-none-any.whl", "any Python 3 on any system")]
    [InlineData("a-1-py2.py3-none-any.whl", "any Python 2, any Python 3 on any system")]
    [InlineData("a-1-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", "CPython 3.12 on Linux, x86-64 (glibc 2.17 or later)")]
    [InlineData("a-1-cp39-abi3-musllinux_1_2_aarch64.whl", "CPython 3.9 and later on Linux, ARM64 (musl 1.2 or later)")]
    [InlineData("a-1-cp313-cp313t-win_amd64.whl", "CPython 3.13, free-threaded on Windows, x86-64")]
    [InlineData("a-1-pp310-pypy310_pp73-macosx_11_0_arm64.whl", "PyPy 3.10 on macOS 11.0 or later, Apple silicon")]
    [InlineData("a-1-cp311-cp311-macosx_10_9_universal2.whl", "CPython 3.11 on macOS 10.9 or later, Intel and Apple silicon")]
    [InlineData("a-1-cp27-cp27mu-manylinux1_i686.whl", "CPython 2.7 on Linux, 32-bit x86 (glibc 2.5 or later)")]
    [InlineData("a-1-jy27-none-linux_armv7l.whl", "jy27 on Linux, 32-bit ARM")]
    [InlineData("a-1-cp313-cp313-android_21_arm64_v8a.whl", "CPython 3.13 on Android (API 21 or later), ARM64")]
    public void A_file_says_for_whom_it_is(string file, string words)
    {
        Assert.True(FileName.Parse(file).TryGet(out var name, out var fault), fault?.Detail);
        Assert.Equal(words, TagsInWords.Of(name));
    }
}
