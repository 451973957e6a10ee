using System.Text;
using System.Text.Json;
using Colophon.Index.Store.Engines;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.Files;
using Colophon.Rules;
using Colophon.Rules.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Access;

/// <summary>Who asks: the holder of a token that is ours, unchanged and in time.</summary>
/// <param name="User">The person it belongs to; null for a token minted for publishers.</param>
/// <param name="IsVouched">One of the publishers that it was minted for is there now, and its project not under quarantine.</param>
internal sealed record Caller(Macaroon Macaroon, ApiToken Token, User? User, bool IsVouched)
{
    /// <summary>
    /// Whether it was minted to read. Only what is stored tells: a holder can add the same words to a token that uploads, which narrows it
    /// and must not make it read.
    /// </summary>
    public bool IsMintedToRead => User is null && Stored().Any(text =>
        Parse(text).TryGet(out var caveat, out _) && caveat is Scopes scopes && scopes.Allowed.Contains(Scopes.Read));

    /// <summary>Whether a restriction of this kind is in the token or stored beside it.</summary>
    public bool Holds<T>()
        where T : Caveat =>
        All<T>().Any();

    /// <summary>Its restrictions of this kind: those inside the token, and those stored beside it.</summary>
    public IEnumerable<T> All<T>()
        where T : Caveat =>
        Macaroon.All<T>().Concat(Stored().Select(text => Parse(text).TryGet(out var caveat, out _) ? caveat as T : null).OfType<T>());

    /// <summary>
    /// Every restriction that the act breaks, of those inside the token and those stored beside it; empty when it is allowed.
    /// </summary>
    public IReadOnlyList<string> Failures(Act act) =>
        [.. Macaroon.Judge(act).Concat(Stored().SelectMany(text => Judge(text, act))).Distinct(StringComparer.Ordinal)];

    private List<string> Stored() => JsonSerializer.Deserialize<List<string>>(Token.Caveats)!;

    private static IReadOnlyList<string> Judge(string stored, Act act) =>
        !Parse(stored).TryGet(out var caveat, out var fault) ? [fault.Detail] : caveat.Judge(act) is { } failure ? [failure] : [];

    private static Parsed<Caveat> Parse(string stored) => Caveat.Parse(Encoding.UTF8.GetBytes(stored));
}

/// <summary>
/// From a token's text to a caller, by one question to the database, asked each time: what was revoked a moment ago is refused on every
/// node.
/// </summary>
internal sealed class Callers(Readers readers, RootKeys keys, TimeProvider clock)
{
    private static readonly PerModel<Func<ColophonDb, Guid, DateTimeOffset, Task<Found?>>> ById = new(() => EF.CompileAsyncQuery(
        (ColophonDb db, Guid id, DateTimeOffset now) => (
            from token in db.Tokens.AsNoTracking()
            where token.Id == id
            join person in db.Users on token.UserId equals person.Id into people
            from user in people.DefaultIfEmpty()
            select new Found(token, user, token.UserId == null && db.Grants.Any(grant => grant.TokenId == id
                && db.Publishers.Any(p => p.Id == grant.PublisherId && (p.ProjectId == null
                    ? p.PendingUntil > now
                    : db.Projects.Any(project => project.Id == p.ProjectId && project.Status != "quarantined")))))).FirstOrDefault()));

    /// <summary>The caller, or why the text is no token that is good now, for this kind of act.</summary>
    /// <param name="scope">Of <see cref="Scopes"/>; null leaves it to be judged later.</param>
    public async Task<Parsed<Caller>> Find(string text, string? scope)
    {
        if (!Macaroon.Parse(text).TryGet(out var macaroon, out var fault)) return Unknown($" {fault.Detail}.");
        if (!Guid.TryParseExact(macaroon.Identifier, "D", out var id)) return Unknown("");

        // An unknown id costs the same work as a wrong signature, and gets the same answer (threats.md C16).
        var isSigned = macaroon.IsSignedBy(keys.For(id));
        var now = clock.GetUtcNow();
        var found = await readers.Ask(db => ById.For(db)(db, id, now));
        if (found is null || !isSigned) return Unknown("");

        if (macaroon.JudgeTime(now) is { Count: > 0 } late) return Forbidden(late);
        if (scope is not null && macaroon.JudgeScope(scope) is { Count: > 0 } other) return Forbidden(other);
        return found.User is { IsDisabled: true } ? Unknown("") : new Caller(macaroon, found.Token, found.User, found.IsVouched);
    }

    /// <summary>In PyPI's words.</summary>
    public static Fault Forbidden(IEnumerable<string> failures) =>
        TokenProblems.InvalidApiToken.Because($"Invalid API Token: {string.Join(", ", failures)}");

    private static Fault Unknown(string why) =>
        TokenProblems.InvalidAuthentication.Because($"Invalid or non-existent authentication information.{why}");

    private sealed record Found(ApiToken Token, User? User, bool IsVouched);
}
