using System.Text.Json;
using Colophon.Index.Store;
using Colophon.Index.Store.Files;
using Colophon.Index.Web;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Publishing.Exchanges;

/// <summary>Ends an upload token before its time. Says the same whatever was found, so that it tells a stranger nothing.</summary>
internal static class BurnToken
{
    public static async Task Handle(HttpContext context, ColophonDb db, WriteTurn turn, RootKeys keys, TimeProvider clock)
    {
        var ct = context.RequestAborted;
        var body = await context.Request.ReadJson(PublishingProblems.InvalidPayload, ct);
        if (!body.TryGetProperty("token", out var token) || token.ValueKind != JsonValueKind.String)
            throw PublishingProblems.InvalidPayload.Refuse("The body is not a token to burn: expected a string member \"token\".");

        if (PresentedToken.Genuine(token.GetString()!, keys) is { } id) await Burn(id, db, turn, clock.GetUtcNow(), ct);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.WriteJson("""{"message":"Accepted"}"""u8.ToArray());
    }

    private static async Task Burn(Guid id, ColophonDb db, WriteTurn turn, DateTimeOffset now, CancellationToken ct)
    {
        await using var change = await turn.Begin(db, ct);
        if (await db.Tokens.Where(t => t.Id == id).ExecuteDeleteAsync(ct) == 0) return;

        await db.Record(now, "token:burn", project: null, "holder", new Dictionary<string, string?> { ["token"] = id.ToString("D") }, ct);
        await change.Commit(ct);
    }
}
