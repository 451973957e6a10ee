using Colophon.Index.Maintaining.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Messages;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Outside;
using Colophon.Index.Web.Pages;
using Colophon.Rules;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.Telling;

/// <summary>Addresses that are called when something changes in a project: <c>/manage/project/{project}/webhooks/</c>.</summary>
internal static class WebhookPages
{
    public static Task Show(HttpContext context, ColophonDb db) => Draw(context, db, model => model);

    public static async Task Add(HttpContext context, Working work, Settings settings, RootKeys keys)
    {
        var form = await PostedForm.Read(context);
        if ((await TryAdd(context, work, settings, form)).TryGet(out var webhook, out var fault))
        {
            context.Response.Headers.CacheControl = "no-store";
            await context.Show<WebhookMadePage, WebhookMadeModel>(
                new WebhookMadeModel(context.Member().Top(), webhook.Url, Calls.SecretOf(keys, webhook.Id)));
            return;
        }

        await Draw(context, work.Db, model => model with
        {
            Url = form["url"],
            Events = form["events"],
            Fault = fault.InWords(),
            FaultIsOfEvents = fault.Problem == Webhooks.BadEvents,
        }, fault.Problem.Status);
    }

    public static async Task Remove(HttpContext context, Working work)
    {
        var (form, ct) = (await PostedForm.Read(context), context.RequestAborted);
        await using var change = await work.Begin(ct);
        var project = await work.Project(context, Standing.Owner);
        var webhook = Guid.TryParseExact(form["webhook"], "D", out var id)
            ? await work.Db.Webhooks.FirstOrDefaultAsync(w => w.Id == id && w.ProjectId == project.Id, ct)
            : null;
        if (webhook is null) throw Standings.Nothing(); // another project's is not there (threats.md F25)
        await work.Db.RemoveWebhook(webhook, work.Now, context.Person().Name, ct);
        await change.Commit(ct);
        context.SeeOther($"{context.Member().Top().Path}webhooks/");
    }

    private static async Task<Parsed<Webhook>> TryAdd(HttpContext context, Working work, Settings settings, PostedForm form)
    {
        var ct = context.RequestAborted;
        if (!CallableUrl.Parse(form["url"], settings).TryGet(out var url, out var bad)) return bad;
        await using var change = await work.Begin(ct);
        var project = await work.Project(context, Standing.Owner);
        var wanted = new WebhookForm(project.NormalizedName, url, form["events"]);
        var added = await work.Db.AddWebhook(wanted, work.Now, context.Person().Name, ct);
        if (added.TryGet(out _, out _)) await change.Commit(ct);
        return added;
    }

    private static async Task Draw(HttpContext context, ColophonDb db, Func<WebhooksModel, WebhooksModel> with, int status = 200)
    {
        var (member, ct) = (context.Member(), context.RequestAborted);
        var rows = new List<WebhookRow>();
        var webhooks = db.Webhooks.AsNoTracking().Where(w => w.ProjectId == member.ProjectId).OrderBy(w => w.Created);
        foreach (var hook in await webhooks.ToListAsync(ct))
        {
            var calls = db.Messages.AsNoTracking().Where(m => m.WebhookId == hook.Id);
            var trouble = await calls.OrderByDescending(m => m.Created).Where(m => m.Tries > 0 || m.Sent != null).Select(m => m.Trouble)
                .FirstOrDefaultAsync(ct);
            rows.Add(new WebhookRow(hook.Id.ToString("D"), hook.Url, hook.Events, hook.Created, hook.AddedBy, hook.IsOff,
                await calls.CountAsync(m => m.NextTry != null, ct), trouble));
        }

        await context.Show<WebhooksPage, WebhooksModel>(with(new WebhooksModel(member.Top(), rows)), status);
    }
}
