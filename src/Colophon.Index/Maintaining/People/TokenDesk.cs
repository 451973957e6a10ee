using Colophon.Index.Maintaining.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Access;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Rules;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.People;

/// <summary>Lists, makes and ends a person's tokens, for pages and the API: nobody else's are there.</summary>
internal sealed class TokenDesk(ColophonDb db, WriteTurn turn, RootKeys keys, PublicAddress address, TimeProvider clock)
{
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>In the order in which they were made.</summary>
    public async Task<ApiPage<TokenRow>> Of(Guid userId, PageAsked asked, CancellationToken ct)
    {
        var tokens = await db.Tokens.AsNoTracking().Where(t => t.UserId == userId).ToListAsync(ct);
        var rows = tokens.OrderBy(t => t.Created).ThenBy(t => t.Id).Select(RowOf).ToList();
        var from = asked.After is null ? 0 : rows.FindIndex(row => row.Id == asked.After) + 1;
        if (asked.After is not null && from == 0) throw WebProblems.BadRequest.Refuse("\"after\" is no `next` of a page of this list.");
        return asked.Cut(rows.Skip(from).Take(asked.Limit + 1).ToList(), row => row.Id);
    }

    /// <summary>Null: the person has no such token.</summary>
    public async Task<TokenRow?> Find(Guid userId, string id, CancellationToken ct) => Guid.TryParseExact(id, "D", out var known)
        && await db.Tokens.AsNoTracking().FirstOrDefaultAsync(t => t.Id == known && t.UserId == userId, ct) is { } token
            ? RowOf(token)
            : null;

    /// <summary>For a person who is signed in whatever is theirs; for one who shows a token no more than that token allows.</summary>
    public async Task<Parsed<NewToken>> Make(Person person, TokenForm form, CancellationToken ct)
    {
        var holder = new TokenHolder(person.UserId, person.Name);
        await using var change = await turn.Begin(db, ct);
        if (await db.WhyNot(form, holder, person.Token, Now, ct) is { } refused) return refused;
        var made = await db.AddToken(new TokenSeal(keys, address.Host), form, holder, (person.Name, Now), ct);
        if (made.TryGet(out _, out _)) await change.Commit(ct);
        return made;
    }

    /// <returns>False: the person has no such token.</returns>
    public async Task<bool> Revoke(Person person, string id, CancellationToken ct)
    {
        await using var change = await turn.Begin(db, ct);
        if (!await db.RevokeToken(id, person.UserId, (person.Name, Now), ct)) return false;
        await change.Commit(ct);
        return true;
    }

    public static TokenRow RowOf(ApiToken token)
    {
        var (scopes, projects) = token.Terms();
        return new TokenRow(token.Id.ToString("D"), token.Description, scopes, projects, token.Created, token.Expires);
    }
}
