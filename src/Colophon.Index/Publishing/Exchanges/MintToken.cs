using System.Text.Json;
using System.Text.Json.Serialization;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Messages;
using Colophon.Index.Web;
using Colophon.Index.Web.Limits;
using Colophon.Rules.Identity;
using Colophon.Rules.Tokens;

namespace Colophon.Index.Publishing.Exchanges;

/// <summary>Trades an identity token for a short-lived token that uploads, or one that reads: <c>POST /_/oidc/mint-token</c>.</summary>
internal static class MintToken
{
    public static async Task Handle(HttpContext context, TrustedIssuers issuers, IssuerKeyRing keys, PublisherSearch publishers,
        Exchange exchange, RateLimits limits)
    {
        var ct = context.RequestAborted;
        var request = MintRequest.Read(await context.Request.ReadJson(PublishingProblems.InvalidPayload, ct));

        var claimed = UnverifiedToken.Parse(request.Token).OrRefuse();
        var issuer = await issuers.Find(claimed.Issuer, ct) ?? throw Unknown(claimed.Issuer);
        var identity = await keys.Verify(claimed, issuer, ct); // believed from here on
        context.Trail().Set("provider", issuer.Provider.Key);
        limits.Exchanges.Spend(context, issuer, identity);

        var vouched = await publishers.VouchedFor(issuer, identity, request.Narrowing.Project, ct);
        var minted = await exchange.Complete(vouched, request.Narrowing);

        context.Trail().Set("projects", string.Join(',', vouched.Projects));
        context.Trail().Set("scope", request.Narrowing.Scope);
        await context.Response.WriteJson(Body(minted, vouched, request.Narrowing));
    }

    private static byte[] Body(Minted minted, Vouched vouched, Narrowing narrowing) => JsonSerializer.SerializeToUtf8Bytes(
        new Answer(minted.ExpiresUnix, vouched.GoodFor(narrowing), narrowing.Reads ? narrowing.Scope : null, true, minted.Text),
        MintJson.Default.Answer);

    internal static Refusal Unknown(string issuer) => PublishingProblems.UnknownIssuer.Refuse(
        $"unknown trusted publishing issuer: the token names '{(issuer.Length > 200 ? issuer[..200] + "…" : issuer)}'");

    /// <summary>PyPI's three members, sorted as PyPI sorts them, and what the token is good for.</summary>
    /// <param name="Projects">Left out where it is all of the index.</param>
    /// <param name="Scope">Left out where it is what PyPI mints.</param>
    internal sealed record Answer(long Expires, IReadOnlyList<string>? Projects, string? Scope, bool Success, string Token);
}

/// <summary>
/// Redeems an identity token and stores what was minted for it: one transaction holds the redemption, the pins, the token and the event.
/// </summary>
internal sealed class Exchange(Ledger ledger, RootKeys keys, PublicAddress address, Settings settings, TimeProvider clock)
{
    /// <summary>How long a redemption outlives the token's last second, leeway included (threats.md A54).</summary>
    private static readonly TimeSpan ReplayMargin = VerifiedIdentity.Leeway + TimeSpan.FromMinutes(5);

    public async Task<Minted> Complete(Vouched vouched, Narrowing narrowing)
    {
        var now = clock.GetUtcNow();
        var minted = vouched.Mint(keys, address.Host, now, settings.UploadTokenLifetime, narrowing);
        if (minted.Text.Length > Macaroon.MostCharacters)
            throw PublishingProblems.TooManyProjects.Refuse("valid token, but its upload token would be too long: "
                + $"{vouched.Projects.Count} projects take {minted.Text.Length} characters, at most {Macaroon.MostCharacters} can be sent");

        var outcome = await ledger.Write(new LedgerEntry
        {
            Redemption = new Redemption
            {
                Issuer = vouched.Identity.Issuer,
                ReplayKey = vouched.Identity.ReplayKey,
                Expires = vouched.Identity.Expires + ReplayMargin,
            },
            Publishers = [.. vouched.Rows.Select(row => Used(row, vouched.Provider, now))],
            Token = minted.Row,
            Grants = minted.Grants,
            Event = Event(vouched, minted, narrowing.Scope, now),
        });
        return outcome switch
        {
            LedgerOutcome.Written => minted,
            LedgerOutcome.RedeemedBefore => throw UsedBefore(),
            _ => throw PublishingProblems.NoPublisher.Refuse($"valid token, but no corresponding publisher (a publisher of "
                + $"{string.Join(", ", vouched.Projects)} was removed, changed, or pinned to another identity's ids, at this moment)"),
        };
    }

    internal static Refusal UsedBefore() => PublishingProblems.AlreadyUsed.Refuse("invalid token: already used");

    /// <summary>Keeps the ids of a first full match.</summary>
    private static UsedPublisher Used(VouchedRow row, Provider table, DateTimeOffset now)
    {
        var publisher = row.Candidate.Publisher;
        var pins = row.Verdict.Pins.Count == 0 ? publisher.Pins : Publisher.WritePins(publisher.Terms(table).Pins.Concat(row.Verdict.Pins));
        return new UsedPublisher(publisher.Id, publisher.Fields, publisher.Pins, pins, now);
    }

    private static HistoryEntry Event(Vouched vouched, Minted minted, string scope, DateTimeOffset now) => new()
    {
        At = now,
        Event = "token:mint",
        Project = vouched.Projects.Count == 1 ? vouched.Projects[0] : null,
        Actor = minted.Row.Description,
        Details = JsonSerializer.Serialize(Details(vouched, minted, scope)),
    };

    private static Dictionary<string, string> Details(Vouched vouched, Minted minted, string scope)
    {
        var details = new Dictionary<string, string>
        {
            ["token"] = minted.Row.Id.ToString("D"),
            ["scope"] = scope,
            ["projects"] = string.Join(' ', vouched.Projects),
            ["expires"] = minted.Row.Expires!.Value.ToString("O"),
        };
        var unused = vouched.Rows.Select(row => row.Candidate.Publisher).Where(publisher => publisher.LastUsed is null).ToList();
        if (unused.Count > 0) details[FirstUse.Fact] = string.Join(' ', unused.Select(publisher => publisher.Id.ToString("D")));
        return details;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MintToken.Answer))]
internal sealed partial class MintJson : JsonSerializerContext;
