using System.Text.Json;
using Colophon.Index.Store;
using Colophon.Index.Store.Files;
using Colophon.Index.Web;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Publishing.Exchanges;

/// <summary>
/// Takes reports of leaked tokens: <c>POST /_/secrets/disclose-token</c>, from scanners and from whoever finds one. Whoever has the text
/// can do what the token can, so the text itself is all the proof that is asked for. Says the same whatever was found.
/// </summary>
internal static class DiscloseToken
{
    private const int MostReports = 100;
    private const int MostCharacters = 500;

    public static async Task Handle(HttpContext context, ColophonDb db, WriteTurn turn, RootKeys keys, TimeProvider clock)
    {
        var ct = context.RequestAborted;
        var reports = Read(await context.Request.ReadAnyJson(PublishingProblems.InvalidReport, ct));
        foreach (var report in reports)
        {
            if (PresentedToken.Genuine(report.Token, keys) is { } id) await Revoke(id, report, db, turn, clock.GetUtcNow(), ct);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers.CacheControl = "no-store";
    }

    /// <summary>PyPI's list for scanners, or one object.</summary>
    private static List<Report> Read(JsonElement body) => body.ValueKind switch
    {
        JsonValueKind.Object => [One(body)],
        JsonValueKind.Array when body.GetArrayLength() <= MostReports => [.. body.EnumerateArray().Select(One)],
        JsonValueKind.Array => throw Unreadable($"a list of {body.GetArrayLength()} reports, expected at most {MostReports}"),
        var kind => throw Unreadable($"a JSON {kind}, expected an object or a list of objects"),
    };

    private static Report One(JsonElement item) => item.ValueKind == JsonValueKind.Object && Text(item, "token") is { } token
        ? new Report(token, Text(item, "url"), Text(item, "source"))
        : throw Unreadable("a report without a string member \"token\"");

    private static async Task Revoke(Guid id, Report report, ColophonDb db, WriteTurn turn, DateTimeOffset now, CancellationToken ct)
    {
        await using var change = await turn.Begin(db, ct);
        var owner = await db.Tokens.Where(t => t.Id == id).Join(db.Users, t => t.UserId, u => u.Id, (_, u) => u).FirstOrDefaultAsync(ct);
        var projects = await ProjectsOf(id, db, ct);
        if (await db.Tokens.Where(t => t.Id == id).ExecuteDeleteAsync(ct) == 0) return;

        var details = new Dictionary<string, string?>
        {
            ["token"] = id.ToString("D"),
            ["user"] = owner?.Name,
            ["person"] = owner?.Id.ToString("D"),
            ["url"] = Short(report.Url),
            ["source"] = Short(report.Source),
        };
        foreach (var project in projects.DefaultIfEmpty(null)) await db.Record(now, "token:leak", project, "report", details, ct);
        await change.Commit(ct);
    }

    /// <summary>
    /// Whose history tells of it: the projects that a minted token was good for. A person's token is told by the person's name.
    /// </summary>
    private static async Task<List<string?>> ProjectsOf(Guid id, ColophonDb db, CancellationToken ct)
    {
        var names = from grant in db.Grants
                    where grant.TokenId == id
                    join publisher in db.Publishers on grant.PublisherId equals publisher.Id
                    join found in db.Projects on publisher.ProjectId equals found.Id into found
                    from project in found.DefaultIfEmpty()
                    select project == null ? publisher.PendingNormalizedName : project.NormalizedName;
        return await names.Distinct().ToListAsync(ct);
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Short(string? text) => text is { Length: > MostCharacters } ? text[..MostCharacters] : text;

    private static Refusal Unreadable(string what) => PublishingProblems.InvalidReport.Refuse($"The body is {what}.");

    private sealed record Report(string Token, string? Url, string? Source)
    {
        public override string ToString() => "[redacted]";
    }
}
