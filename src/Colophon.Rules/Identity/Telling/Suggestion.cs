namespace Colophon.Rules.Identity.Telling;

/// <summary>
/// The publisher that claims would match, read backwards out of them: a table's templates are solved for the fields that are their blanks.
/// Something to paste and to look at, never something that is believed.
/// </summary>
public static class Suggestion
{
    private const int MostUnknown = 2;
    private const int MostCharacters = 512;

    /// <summary>Fields in normal form; null when the claims do not give all that the provider requires.</summary>
    /// <param name="claim">A claim's text; null when it is not there.</param>
    public static IReadOnlyDictionary<string, string>? Fields(Provider provider, string issuer, Func<string, string?> claim)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in provider.Claims)
        {
            if (claim(row.Claim) is not { Length: > 0 } value) continue;
            foreach (var template in Readable(row.Rule))
            {
                if (Solve(template, value, name => Known(name, issuer, claim) ?? found.GetValueOrDefault(name)) is not { } solved) continue;
                foreach (var (name, text) in solved.Where(pair => provider.Fields.Any(field => field.Key == pair.Key)))
                    found.TryAdd(name, text);
            }
        }

        var reading = provider.Read(found);
        return reading.IsValid ? reading.Values.Where(field => field.Value.Length > 0).ToDictionary() : null;
    }

    /// <summary>
    /// Rules that compare whole values can be read backwards; of a rule that chooses, the side without further conditions.
    /// </summary>
    private static IReadOnlyList<Template> Readable(ClaimRule? rule) => rule switch
    {
        Is @is => @is.Any,
        IfSet { Then: Is @is } => @is.Any,
        IfSet set => Readable(set.Else),
        _ => [],
    };

    private static string? Known(string blank, string issuer, Func<string, string?> claim) => blank switch
    {
        _ when blank.StartsWith("token.", StringComparison.Ordinal) => claim(blank["token.".Length..]),
        "issuer" => issuer.TrimEnd('/'),
        "host" => issuer.TrimEnd('/') is var url && url.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at ? url[(at + 3)..] : url,
        _ => null,
    };

    /// <summary>
    /// Values for the unknown blanks with which the template gives exactly the text; null when there are none. A blank reaches as far as
    /// it can: in <c>{namespace}/{project}</c> the last slash parts the two. With three unknown blanks nothing is tried: the text is a
    /// stranger's, and the work would grow with its third power.
    /// </summary>
    internal static Dictionary<string, string>? Solve(Template template, string text, Func<string, string?> known)
    {
        (bool IsBlank, string Text)[] pieces =
        [
            .. template.Pieces.Select(piece => piece.IsBlank && known(piece.Text) is { Length: > 0 } value ? (false, value) : piece),
        ];
        return pieces.Count(piece => piece.IsBlank) <= MostUnknown && text.Length <= MostCharacters ? Solve(pieces, text.AsSpan()) : null;
    }

    private static Dictionary<string, string>? Solve(ReadOnlySpan<(bool IsBlank, string Text)> pieces, ReadOnlySpan<char> text)
    {
        if (pieces.IsEmpty) return text.IsEmpty ? new(StringComparer.Ordinal) : null;
        var (isBlank, piece) = pieces[0];
        if (!isBlank)
            return text.StartsWith(piece, StringComparison.OrdinalIgnoreCase) ? Solve(pieces[1..], text[piece.Length..]) : null;

        for (var length = text.Length; length > 0; length--)
        {
            if (Solve(pieces[1..], text[length..]) is not { } rest) continue;
            rest[piece] = text[..length].ToString();
            return rest;
        }

        return null;
    }
}
