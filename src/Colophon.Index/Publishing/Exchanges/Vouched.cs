using System.Globalization;
using System.Text.Json;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Colophon.Rules.Identity;
using Colophon.Rules.Tokens;

namespace Colophon.Index.Publishing.Exchanges;

/// <summary>A publisher that vouches for an identity, with its verdict.</summary>
internal sealed record VouchedRow(Candidate Candidate, Verdict Verdict);

/// <summary>What an exchange was narrowed to; null members do not narrow.</summary>
/// <param name="SingleUse">Good for one upload.</param>
internal sealed record Narrowing(string? Project, string? Version, IReadOnlyList<(string FileName, string Sha256)>? Files, bool SingleUse)
{
    /// <summary>Asked for a token that reads, and uploads nothing.</summary>
    public bool Reads { get; init; }

    /// <summary>Of the minted token, as <see cref="Scopes"/> has it.</summary>
    public string Scope => Reads ? Scopes.Read : Scopes.Upload;
}

/// <summary>An identity for which at least one publisher vouches: the only thing that mints (house.md 4).</summary>
internal sealed record Vouched(VerifiedIdentity Identity, Provider Provider, IReadOnlyList<VouchedRow> Rows)
{
    /// <summary>Normalised names of the projects, existing and to be.</summary>
    public IReadOnlyList<string> Projects { get; } = [.. Rows.Select(row => row.Candidate.Name).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>
    /// The projects that a token so narrowed is good for; null for all of the index, which a token that reads is good for while one of
    /// these publishers is there (ADR 0023).
    /// </summary>
    public IReadOnlyList<string>? GoodFor(Narrowing narrowing) => narrowing is { Reads: true, Project: null } ? null : Projects;

    /// <summary>Makes the token; it is worth nothing until <see cref="Minted.Row"/> and its grants are stored.</summary>
    public Minted Mint(RootKeys keys, string location, DateTimeOffset now, TimeSpan life, Narrowing narrowing)
    {
        var id = Guid.CreateVersion7(now);
        var expires = DateTimeOffset.FromUnixTimeSeconds((now + life).ToUnixTimeSeconds());
        var ends = new Expiration(expires.ToUnixTimeSeconds(), now.ToUnixTimeSeconds());
        var caveats = narrowing.Reads ? ToRead(ends, narrowing) : ToUpload(ends, narrowing);
        var macaroon = Macaroon.Mint(location, id.ToString("D"), keys.For(id), caveats);
        var source = Provider.SourceOf(Rows[0].Candidate.Publisher.Terms(Provider), Identity);

        var row = new ApiToken
        {
            Id = id,
            Description = source.InWords(),
            Created = now,
            Expires = expires,
            Caveats = JsonSerializer.Serialize(caveats.Select(c => System.Text.Encoding.UTF8.GetString(c.ToBytes()))),
            Source = source.ToJson(),
        };
        return new Minted(macaroon.Text, row,
            [.. Rows.Select(r => new TokenGrant { TokenId = id, PublisherId = r.Candidate.Publisher.Id })]);
    }

    /// <summary>
    /// Publishers beyond which a token would not fit into a header. Then projects stand in it by their names, which are shorter, and the
    /// publishers in its grants alone, which are looked up live at each use in any case.
    /// </summary>
    private const int MostSpelledOut = 50;

    private List<Caveat> ToUpload(Expiration ends, Narrowing narrowing)
    {
        var ids = Rows.Select(row => row.Candidate.Publisher.Id).ToList();
        var isLarge = ids.Count > MostSpelledOut;
        List<Caveat> caveats = [];
        if (!isLarge) caveats.Add(ids.Count == 1 ? new OidcPublisher(ids[0]) : new Publishers(ids));
        caveats.Add(isLarge || Rows.Any(row => row.Candidate.Project is null)
            ? new ProjectNames(Projects)
            : new ProjectIds([.. Rows.Select(row => row.Candidate.Publisher.ProjectId!.Value).Distinct()]));
        caveats.Add(ends);
        caveats.AddRange(Rows.Select(row => row.Verdict.Version).OfType<string>().Distinct(StringComparer.Ordinal).Select(Bound));
        if (narrowing.Version is { } version) caveats.Add(new Versions([version]));
        if (narrowing.Files is { } files) caveats.Add(new Files(files));
        if (narrowing.SingleUse) caveats.Add(new OneUpload());
        return caveats;
    }

    private List<Caveat> ToRead(Expiration ends, Narrowing narrowing) =>
        [new Scopes([Scopes.Read]), .. GoodFor(narrowing) is { } names ? (Caveat[])[new ProjectNames(names)] : [], ends];

    /// <summary>A version that some publishers' refs name: it holds for whatever the others do not vouch for.</summary>
    private BoundVersion Bound(string version) =>
        new(version, [.. Rows.Where(row => row.Verdict.Version != version).Select(row => row.Candidate.Publisher.Id)]);
}

/// <summary>A minted token: the text that is given out once, and what is kept of it.</summary>
internal sealed record Minted(string Text, ApiToken Row, IReadOnlyList<TokenGrant> Grants)
{
    public long ExpiresUnix => Row.Expires!.Value.ToUnixTimeSeconds();

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[redacted], expires {ExpiresUnix}");
}
