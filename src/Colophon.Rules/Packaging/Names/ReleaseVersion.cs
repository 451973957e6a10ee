using System.Globalization;
using System.Numerics;
using System.Text;

namespace Colophon.Rules.Packaging.Names;

/// <summary>A version as PEP 440 defines it: every spelling read, one normal form written, ordered as installers order it.</summary>
public sealed class ReleaseVersion : IComparable<ReleaseVersion>, IEquatable<ReleaseVersion>
{
    internal ReleaseVersion(BigInteger epoch, IReadOnlyList<BigInteger> release) => (Epoch, Release) = (epoch, release);

    internal BigInteger Epoch { get; }
    internal IReadOnlyList<BigInteger> Release { get; }

    /// <summary><c>a</c>, <c>b</c> or <c>rc</c>, with its number.</summary>
    internal (string Kind, BigInteger Number)? Pre { get; init; }

    internal BigInteger? Post { get; init; }
    internal BigInteger? Dev { get; init; }

    /// <summary>What stands behind '+', in normal form; null when there is nothing.</summary>
    public string? Local { get; init; }

    public bool IsPrerelease => Pre is not null || Dev is not null;

    /// <summary>Normal form: <c>1.0.0rc1</c>.</summary>
    public string Text => Write(Release);

    /// <summary>Normal form without trailing zeros in the release: equal for equal versions.</summary>
    public string Canonical => Write(Stripped);

    private List<BigInteger> Stripped
    {
        get
        {
            var count = Release.Count;
            while (count > 1 && Release[count - 1].IsZero) count--;
            return [.. Release.Take(count)];
        }
    }

    public static Parsed<ReleaseVersion> Parse(string text) => new VersionReader(text).Read() is { } version
        ? version
        : NameProblems.InvalidVersion.Because(
            $"'{(text.Length > 60 ? text[..60] + "…" : text)}' is invalid for 'version'. See "
                + "https://packaging.python.org/specifications/core-metadata for more information.");

    public int CompareTo(ReleaseVersion? other)
    {
        if (other is null) return 1;
        var order = Epoch.CompareTo(other.Epoch);
        if (order == 0) order = CompareLists(Stripped, other.Stripped);
        if (order == 0) order = PreKey.CompareTo(other.PreKey);
        if (order == 0) order = (Post ?? BigInteger.MinusOne).CompareTo(other.Post ?? BigInteger.MinusOne);
        if (order == 0) order = CompareDev(Dev, other.Dev);
        return order == 0 ? CompareLocal(Local, other.Local) : order;
    }

    public bool Equals(ReleaseVersion? other) => other is not null && CompareTo(other) == 0;

    public override bool Equals(object? obj) => Equals(obj as ReleaseVersion);

    public override int GetHashCode() => Canonical.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    public static bool operator ==(ReleaseVersion? left, ReleaseVersion? right) => left?.Equals(right) ?? right is null;

    public static bool operator !=(ReleaseVersion? left, ReleaseVersion? right) => !(left == right);

    public static bool operator <(ReleaseVersion left, ReleaseVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(ReleaseVersion left, ReleaseVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(ReleaseVersion left, ReleaseVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ReleaseVersion left, ReleaseVersion right) => left.CompareTo(right) >= 0;

    /// <summary>1.0.dev1 is before 1.0a1, which is before 1.0: a development release of no pre-release sorts first.</summary>
    private (int Rank, BigInteger Number) PreKey => Pre switch
    {
        { Kind: "a", Number: var n } => (1, n),
        { Kind: "b", Number: var n } => (2, n),
        { Number: var n } => (3, n),
        null => Post is null && Dev is not null ? (0, 0) : (4, 0),
    };

    private static int CompareDev(BigInteger? one, BigInteger? other) => (one, other) switch
    {
        ({ } a, { } b) => a.CompareTo(b),
        (null, null) => 0,
        (null, _) => 1,
        _ => -1,
    };

    private static int CompareLists(List<BigInteger> one, List<BigInteger> other)
    {
        for (var i = 0; i < Math.Max(one.Count, other.Count); i++)
        {
            var order = (i < one.Count ? one[i] : 0).CompareTo(i < other.Count ? other[i] : 0);
            if (order != 0) return order;
        }

        return 0;
    }

    /// <summary>Part by part: numbers after words, more parts after fewer, anything after nothing.</summary>
    private static int CompareLocal(string? one, string? other)
    {
        var (left, right) = (one?.Split('.') ?? [], other?.Split('.') ?? []);
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            var (leftNumber, rightNumber) = (Number(left[i]), Number(right[i]));
            var order = (leftNumber, rightNumber) switch
            {
                ({ } a, { } b) => a.CompareTo(b),
                (null, null) => string.CompareOrdinal(left[i], right[i]),
                (null, _) => -1,
                _ => 1,
            };
            if (order != 0) return order;
        }

        return left.Length.CompareTo(right.Length);
    }

    private static BigInteger? Number(string part) => part.All(char.IsAsciiDigit)
        ? BigInteger.Parse(part, CultureInfo.InvariantCulture)
        : null;

    private string Write(IEnumerable<BigInteger> release)
    {
        var text = new StringBuilder();
        if (!Epoch.IsZero) text.Append(CultureInfo.InvariantCulture, $"{Epoch}!");
        text.AppendJoin('.', release);
        if (Pre is { } pre) text.Append(CultureInfo.InvariantCulture, $"{pre.Kind}{pre.Number}");
        if (Post is { } post) text.Append(CultureInfo.InvariantCulture, $".post{post}");
        if (Dev is { } dev) text.Append(CultureInfo.InvariantCulture, $".dev{dev}");
        if (Local is { } local) text.Append('+').Append(local);
        return text.ToString();
    }
}
