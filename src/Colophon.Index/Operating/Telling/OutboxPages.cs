using Colophon.Index.Operating.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Messages;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Telling;

/// <summary>Mails and webhooks' calls that wait, were given up or were sent: <c>/operate/mail/</c>. Texts, whose links are secrets, are
/// not shown.</summary>
internal static class OutboxPages
{
    private static readonly Dictionary<string, string> Done = new(StringComparer.Ordinal)
    {
        ["retry"] = "It is tried again by the server, within a few seconds.",
    };

    public static async Task Show(HttpContext context, ColophonDb db, Settings settings)
    {
        var listing = Listing.Of(context.Request, ["-created", "to"], "state", "to");
        var messages = Wanted(db, listing);
        messages = (listing.Sort, listing.IsDescending) switch
        {
            ("to", false) => messages.OrderBy(m => m.To).ThenByDescending(m => m.Id),
            ("to", true) => messages.OrderByDescending(m => m.To).ThenByDescending(m => m.Id),
            (_, false) => messages.OrderBy(m => m.Created).ThenBy(m => m.Id),
            _ => messages.OrderByDescending(m => m.Created).ThenByDescending(m => m.Id),
        };
        var (rows, list) = await listing.Take(messages, context.RequestAborted);
        await context.Show<OutboxPage, OutboxModel>(new OutboxModel([.. rows.Select(RowOf)], list, settings.Smtp.Host is not null,
            context.Request.DoneOf(Done)));
    }

    public static async Task Retry(HttpContext context, Acting acting)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var one = Guid.TryParseExact(form["message"], "D", out var id) ? id : (Guid?)null;
        if (one is null && form.Has("message")) throw Standings.Nothing();
        await acting.Do(async () =>
        {
            await acting.Db.TryAgain(one, acting.Now, context.Person().Name, ct);
            return null;
        }, ct);
        context.SeeOther("/operate/mail/?done=retry");
    }

    private static IQueryable<Message> Wanted(ColophonDb db, Listing listing)
    {
        var (messages, to) = (db.Messages.AsNoTracking(), listing["to"]);
        if (to.Length > 0) messages = messages.Where(m => m.To.Contains(to));
        return listing["state"] switch
        {
            "all" => messages,
            "sent" => messages.Where(m => m.Sent != null),
            "trouble" => messages.Where(m => m.Sent == null && m.Trouble != null),
            "given-up" => messages.Where(m => m.Sent == null && m.NextTry == null),
            _ => messages.Where(m => m.Sent == null),
        };
    }

    private static MessageRow RowOf(Message m) => new(m.Id.ToString("D"), m.WebhookId is null ? "mail" : "call", m.To,
        m.Subject, m.Created, m.Tries, m.NextTry, m.Sent, m.Trouble);
}
