using Colophon.Index.Operating.Pages;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Messages;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Outside;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Telling;

/// <summary>All webhooks, and a form to add one for the whole index: <c>/operate/webhooks/</c>.</summary>
internal static class HookPages
{
    private static readonly Dictionary<string, string> Done = new(StringComparer.Ordinal)
    {
        ["removed"] = "The webhook is removed, with the calls that waited for it.",
    };

    public static Task Show(HttpContext context, Acting acting) => Draw(context, acting, new WebhookForm(null, "", ""), null, null);

    public static async Task Add(HttpContext context, Acting acting, Settings settings, RootKeys keys)
    {
        var ct = context.RequestAborted;
        var posted = await PostedForm.Read(context);
        var form = new WebhookForm(Project: null, posted["url"], posted["events"]);
        if (!CallableUrl.Parse(form.Url, settings).TryGet(out var url, out var fault))
        {
            await Draw(context, acting, form, fault.InWords(), null);
            return;
        }

        var outcome = await acting.Do(() =>
            acting.Db.AddWebhook(form with { Url = url }, acting.Now, context.Person().Name, ct), ct);
        if (outcome.TryGet(out var webhook, out fault))
            await Draw(context, acting, new WebhookForm(null, "", ""), null, Calls.SecretOf(keys, webhook.Id));
        else
            await Draw(context, acting, form, fault.InWords(), null);
    }

    public static async Task Remove(HttpContext context, Acting acting)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        if (!Guid.TryParseExact(form["webhook"], "D", out var id)) throw Standings.Nothing();
        await acting.Do(async () =>
        {
            var webhook = await acting.Db.Webhooks.FirstOrDefaultAsync(w => w.Id == id, ct) ?? throw Standings.Nothing();
            await acting.Db.RemoveWebhook(webhook, acting.Now, context.Person().Name, ct);
            return null;
        }, ct);
        context.SeeOther("/operate/webhooks/?done=removed");
    }

    private static async Task Draw(HttpContext context, Acting acting, WebhookForm form, string? fault, string? secret)
    {
        var db = acting.Db;
        var listing = Listing.Of(context.Request, ["-created"]);
        IQueryable<Webhook> hooks = listing.IsDescending
            ? db.Webhooks.AsNoTracking().OrderByDescending(w => w.Created).ThenBy(w => w.Id)
            : db.Webhooks.AsNoTracking().OrderBy(w => w.Created).ThenBy(w => w.Id);
        var (rows, list) = await listing.Take(hooks.Select(w => new
        {
            Hook = w,
            Project = db.Projects.Where(p => p.Id == w.ProjectId).Select(p => p.NormalizedName).FirstOrDefault(),
            Waiting = db.Messages.Count(m => m.WebhookId == w.Id && m.NextTry != null),
        }), context.RequestAborted);
        await context.Show<HooksPage, HooksModel>(
            new HooksModel([.. rows.Select(row => new HookRow(row.Hook.Id.ToString("D"), row.Project, row.Hook.Url, row.Hook.Events,
                row.Hook.Created, row.Hook.AddedBy, row.Hook.IsOff, row.Waiting))], list, form.Url, form.Events, fault, secret,
                context.Request.DoneOf(Done)),
            fault is null ? 200 : 400);
    }
}
