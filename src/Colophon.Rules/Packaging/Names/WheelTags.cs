using System.Text.RegularExpressions;

namespace Colophon.Rules.Packaging.Names;

/// <summary>The compatibility tags in a wheel's name (PEP 425, 600, 656, 730, 738, 783): which are taken.</summary>
internal static partial class WheelTags
{
    private const int MostExpanded = 1000;

    public static Fault? Fault(string fileName, string python, string abi, string platform)
    {
        var sets = new[] { python.Split('.'), abi.Split('.'), platform.Split('.') };
        if (sets.Any(set => set.Any(tag => tag.Length == 0)))
            return NameProblems.InvalidTags.Because($"Binary wheel '{fileName}' has an empty tag.");
        if ((long)sets[0].Length * sets[1].Length * sets[2].Length > MostExpanded)
            return NameProblems.InvalidTags.Because($"Binary wheel '{fileName}' stands for more than {MostExpanded} combinations of tags.");

        var unknown = sets[2].FirstOrDefault(tag => !Platform().IsMatch(tag));
        return unknown is null
            ? null
            : NameProblems.InvalidTags.Because($"Binary wheel '{fileName}' has an unsupported platform tag '{unknown}'.");
    }

    [GeneratedRegex(
        @"\A(any|win32|win_arm64|win_amd64|win_ia64"
        + "|manylinux1_(x86_64|i686)|manylinux2010_(x86_64|i686)|manylinux2014_(x86_64|i686|aarch64|armv7l|ppc64|ppc64le|s390x)"
        + "|linux_armv6l|linux_armv7l"
        + "|macosx_10_[0-9]{1,2}_(ppc|ppc64|i386|x86_64|arm64|intel|fat|fat3|fat64|universal|universal2)"
        + "|macosx_(1[1-5]|26)_0_(x86_64|arm64|intel|universal|universal2)"
        + "|manylinux_[0-9]{1,2}_[0-9]{1,3}_(x86_64|i686|aarch64|armv7l|ppc64le|s390x|riscv64|ppc64)"
        + "|musllinux_[0-9]{1,2}_[0-9]{1,3}_(x86_64|i686|aarch64|armv7l|ppc64le|s390x|riscv64)"
        + "|ios_[0-9]{1,2}_[0-9]{1,2}_(arm64|x86_64)_(iphoneos|iphonesimulator)"
        + "|android_[0-9]{1,3}_(armeabi_v7a|arm64_v8a|x86|x86_64)"
        + @"|pyemscripten_[0-9]{4}_[0-9]{1,3}_wasm32)\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Platform();
}
