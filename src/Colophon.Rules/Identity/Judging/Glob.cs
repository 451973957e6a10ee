using System.Buffers;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Rules.Identity.Judging;

/// <summary>
/// What a maintainer wrote for a condition: a whole value, or one with <c>*</c>, which stands for any characters but <c>/</c>. There is
/// nothing else to learn: no regular expressions over what users send (threats.md B26, B27). A ref may hold <c>{version}</c> once.
/// </summary>
public sealed class Glob
{
    public const string VersionBlank = "{version}";
    private const int MostCharacters = 256;
    private const int MostStars = 8;

    private static readonly SearchValues<char> NotInRefs = SearchValues.Create("?[]{}\\^~: ");

    private readonly string[] segments;

    private Glob(string text) => (Text, segments) = (text, text.Split('/'));

    public string Text { get; }

    /// <summary>The glob, or what is wrong with the text and what would be right.</summary>
    public static (Glob? Glob, string? Message) Parse(string text, bool mayHoldVersion = false)
    {
        var message = FaultOfForm(text) ?? (mayHoldVersion ? FaultOfVersion(text) : FaultOfBlank(text));
        return message is null ? (new Glob(text), null) : (null, message);
    }

    /// <summary>Whether the whole value fits; with the version that stands in the place of <c>{version}</c>.</summary>
    public bool Fits(string value, out ReleaseVersion? version)
    {
        version = null;
        var parts = value.Split('/');
        if (value.Length == 0 || parts.Length != segments.Length) return false;
        for (var i = 0; i < parts.Length; i++)
        {
            if (segments[i].Contains(VersionBlank, StringComparison.Ordinal))
            {
                if (Captured(segments[i], parts[i]) is not { } captured) return false;
                if (!ReleaseVersion.Parse(captured).TryGet(out version, out _)) return false;
            }
            else if (!FitsSegment(segments[i], parts[i])) return false;
        }

        return true;
    }

    public override string ToString() => Text;

    /// <summary>The pieces between stars, each at the first place it is found: nothing is tried twice.</summary>
    private static bool FitsSegment(string pattern, string text)
    {
        var pieces = pattern.Split('*');
        if (pieces.Length == 1) return string.Equals(pattern, text, StringComparison.Ordinal);
        if (text.Length < pieces[0].Length + pieces[^1].Length) return false;
        if (!text.StartsWith(pieces[0], StringComparison.Ordinal) || !text.EndsWith(pieces[^1], StringComparison.Ordinal)) return false;

        var rest = text.AsSpan(pieces[0].Length, text.Length - pieces[0].Length - pieces[^1].Length);
        foreach (var piece in pieces[1..^1])
        {
            var at = rest.IndexOf(piece, StringComparison.Ordinal);
            if (at < 0) return false;
            rest = rest[(at + piece.Length)..];
        }

        return true;
    }

    private static string? Captured(string segment, string text)
    {
        var at = segment.IndexOf(VersionBlank, StringComparison.Ordinal);
        var (before, after) = (segment[..at], segment[(at + VersionBlank.Length)..]);
        if (text.Length <= before.Length + after.Length || !text.StartsWith(before, StringComparison.Ordinal)
            || !text.EndsWith(after, StringComparison.Ordinal)) return null;

        var captured = text[before.Length..^after.Length];
        return captured.All(c => c is > ' ' and <= '~') ? captured : null; // PEP 440 passes over blanks at the ends; a ref has none
    }

    private static string? FaultOfForm(string text)
    {
        if (text.Length > MostCharacters) return $"It has {text.Length} characters; at most {MostCharacters} are allowed.";
        if (text.Any(char.IsControl)) return "It holds a control character, which no claim does.";
        if (text.Contains("**", StringComparison.Ordinal))
            return "It holds '**'. One '*' stands for any characters but '/'; write refs/heads/*/* for two levels.";
        return text.Count(c => c == '*') > MostStars ? $"It holds more than {MostStars} '*'." : null;
    }

    private static string? FaultOfBlank(string text) => text.Contains(VersionBlank, StringComparison.Ordinal)
        ? $"It holds {VersionBlank}, which only the condition 'ref' may."
        : null;

    private static string? FaultOfVersion(string text)
    {
        var rest = text.Replace(VersionBlank, "", StringComparison.Ordinal);
        if (rest.AsSpan().IndexOfAny(NotInRefs) is >= 0 and var at)
            return $"It holds '{rest[at]}', which no ref does: only '*' and {VersionBlank} have a meaning here.";
        if (text.Length - rest.Length > VersionBlank.Length) return $"It holds {VersionBlank} more than once.";
        return text.Split('/').Any(part => part.Contains(VersionBlank, StringComparison.Ordinal) && part.Contains('*'))
            ? $"It holds '*' beside {VersionBlank} between the same slashes, so that the version could be read in two ways."
            : null;
    }
}
