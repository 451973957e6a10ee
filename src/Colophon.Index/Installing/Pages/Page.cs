using System.Buffers;
using System.Globalization;

namespace Colophon.Index.Installing.Pages;

/// <summary>A page's bytes in one coding, with the ETag of just these bytes.</summary>
/// <param name="Coding">Null when they are plain.</param>
internal readonly record struct Coded(ReadOnlySequence<byte> Bytes, string? Coding, string ETag);

/// <summary>A page in one form, made once and sent many times, in the codings that it is kept in.</summary>
/// <param name="digest">Of the plain bytes, in hex: names the page.</param>
/// <param name="serial">Of the newest change that it shows.</param>
internal abstract class Page(string digest, long serial) : Keepable
{
    /// <summary>Smaller pages fit into one packet anyway. Bytes.</summary>
    protected const int WorthPacking = 1024;

    /// <summary>Strong: each content coding has its own, by a suffix.</summary>
    public string ETag { get; } = $"\"{digest}\"";

    /// <summary>For <c>X-PyPI-Last-Serial</c>.</summary>
    public string Serial { get; } = serial.ToString(CultureInfo.InvariantCulture);

    /// <summary>The bytes in the best coding that the client takes.</summary>
    public abstract Coded For(string acceptEncoding);

    /// <summary>Whether one of the ETags that a client sent is of this page, in whatever coding: then it has the page.</summary>
    public bool Matches(string ifNoneMatch)
    {
        if (ifNoneMatch == "*") return true;
        var core = ETag.AsSpan(0, ETag.Length - 1); // without the closing quote: suffixes name codings
        return ifNoneMatch.AsSpan().IndexOf(core, StringComparison.Ordinal) >= 0;
    }

    protected string ETagIn(string coding) => $"{ETag[..^1]}-{coding}\"";

    /// <summary>Whether an Accept-Encoding header names the coding with a weight above zero.</summary>
    protected static bool Takes(string acceptEncoding, string coding)
    {
        foreach (var part in acceptEncoding.Split(','))
        {
            var pieces = part.Split(';');
            if (pieces[0].AsSpan().Trim().Equals(coding, StringComparison.OrdinalIgnoreCase))
                return pieces.Length == 1 || !pieces[1].Replace(" ", "", StringComparison.Ordinal).Trim('0', '.')
                    .Equals("q=", StringComparison.OrdinalIgnoreCase);
        }

        return false;
    }
}
