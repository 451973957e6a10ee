using System.Security.Cryptography;
using System.Text;

namespace Colophon.Rules.Tokens;

/// <summary>
/// A token that its holder can narrow and nobody can widen: an identifier and restrictions, each signed with the signature before it
/// (HMAC-SHA256; pypi-wire.md 4.2). PyPI's tools read and write the same bytes.
/// </summary>
public sealed class Macaroon
{
    /// <summary>The longest text that is read. Clients send it in a header, which servers and proxies bound.</summary>
    public const int MostCharacters = 8 * 1024;

    /// <summary>What every token begins with, by which scanners for secrets know it.</summary>
    public const string Prefix = MacaroonFormat.Prefix;

    private readonly byte[] identifier;
    private readonly IReadOnlyList<byte[]> caveats;
    private readonly byte[] signature;

    internal Macaroon(string location, byte[] identifier, IReadOnlyList<byte[]> caveats, byte[] signature) =>
        (Location, this.identifier, this.caveats, this.signature) = (location, identifier, caveats, signature);

    /// <summary>Host of the index that minted it; informational and not signed.</summary>
    public string Location { get; }

    /// <summary>Id of the token's row, as text.</summary>
    public string Identifier => Encoding.UTF8.GetString(identifier);

    /// <summary>The token as it is given out. A secret: it goes to its holder and nowhere else.</summary>
    public string Text => MacaroonFormat.Write(Location, identifier, caveats, signature);

    /// <param name="rootKey">Known to the index alone.</param>
    public static Macaroon Mint(string location, string identifier, ReadOnlySpan<byte> rootKey, IReadOnlyList<Caveat> caveats)
    {
        var id = Encoding.UTF8.GetBytes(identifier);
        var bytes = caveats.Select(caveat => caveat.ToBytes()).ToList();
        return new Macaroon(location, id, bytes, Sign(rootKey, id, bytes));
    }

    public static Parsed<Macaroon> Parse(string text) => MacaroonFormat.Read(text);

    /// <summary>The same token with one more restriction; needs no key.</summary>
    public Macaroon Narrow(Caveat caveat)
    {
        var bytes = caveat.ToBytes();
        return new Macaroon(Location, identifier, [.. caveats, bytes], HMACSHA256.HashData(signature, bytes));
    }

    /// <summary>Whether this index signed it with this key and nobody changed it since. Takes the same time whatever differs.</summary>
    public bool IsSignedBy(ReadOnlySpan<byte> rootKey) =>
        CryptographicOperations.FixedTimeEquals(Sign(rootKey, identifier, caveats), signature);

    /// <summary>Whether its holder or its maker made it good for one upload.</summary>
    public bool IsForOneUpload => Holds<OneUpload>();

    /// <summary>Whether it has a restriction of this kind, whoever added it.</summary>
    public bool Holds<T>()
        where T : Caveat => All<T>().Any();

    /// <summary>Its restrictions of this kind, whoever added them.</summary>
    public IEnumerable<T> All<T>()
        where T : Caveat =>
        caveats.Select(bytes => Caveat.Parse(bytes).TryGet(out var caveat, out _) ? caveat as T : null).OfType<T>();

    /// <summary>Every restriction that the act breaks, each text once; empty when it is allowed. Says nothing of the signature.</summary>
    public IReadOnlyList<string> Judge(Act act) => [.. Each(caveat => caveat.Judge(act))];

    /// <summary>Only whether it is in time.</summary>
    public IReadOnlyList<string> JudgeTime(DateTimeOffset now) => [.. Each(caveat => (caveat as Expiration)?.Judge(new Act { Now = now }))];

    /// <summary>Only whether it allows this kind of act: with its time, all that can be judged before a request's body is read.</summary>
    public IReadOnlyList<string> JudgeScope(string scope) =>
        [.. Each(caveat => (caveat as Scopes)?.Judge(new Act { Now = default, Scope = scope }))];

    public override string ToString() => "[redacted]";

    private IEnumerable<string> Each(Func<Caveat, string?> judge) => caveats
        .Select(bytes => Caveat.Parse(bytes).TryGet(out var caveat, out var fault) ? judge(caveat) : fault.Detail)
        .OfType<string>()
        .Distinct(StringComparer.Ordinal);

    private static byte[] Sign(ReadOnlySpan<byte> rootKey, byte[] identifier, IReadOnlyList<byte[]> caveats)
    {
        Span<byte> current = stackalloc byte[MacaroonFormat.SignatureLength];
        HMACSHA256.HashData("macaroons-key-generator"u8, rootKey, current);
        HMACSHA256.HashData(current, identifier, current);
        foreach (var caveat in caveats) HMACSHA256.HashData(current, caveat, current);
        return current.ToArray();
    }
}
