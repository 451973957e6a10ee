using System.CommandLine;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Messages;
using Colophon.Index.Web.Outside;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Telling;

/// <summary><c>webhook add</c>, <c>list</c>, <c>remove</c>.</summary>
internal static class WebhookVerbs
{
    private static readonly Argument<string> Url = new("URL") { Description = "The address to be called at." };
    private static readonly Argument<string> Id = new("ID") { Description = "The webhook's id, as `webhook list` prints it." };
    private static readonly Option<string?> Project =
        new("--project") { Description = "Tells of this project alone; left out, of the whole index." };
    private static readonly Option<string?> Events =
        new("--events") { Description = "Events such as 'file:add publisher:'; left out, all of them." };

    public static IEnumerable<Command> Make() =>
    [
        new Command("webhook", "Addresses that are called when something changes.").With(
            new Command("add", "Adds one, and prints its secret, once.").With(Url, Project, Events).Does(Add),
            new Command("list", "Lists them.").Does(List),
            new Command("remove", "Calls it no more.").With(Id).Does(Remove)),
    ];

    private static async Task<int> Add(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        if (!CallableUrl.Parse(parsed.GetValue(Url)!, verb.Settings).TryGet(out var url, out var bad)) throw VerbRefused.Of(bad);
        var project = parsed.GetValue(Project) is { } typed ? ProjectVerbs.Parse(typed).Normalized : null;
        await using var change = await verb.Begin(ct);
        if (project is not null && !await verb.Db.Projects.AnyAsync(p => p.NormalizedName == project, ct))
            throw new VerbRefused($"There is no project '{project}'. `colophon-index project list` lists them.");
        var form = new WebhookForm(project, url, parsed.GetValue(Events) ?? "");
        if (!(await verb.Db.AddWebhook(form, verb.Now, Verb.Actor, ct)).TryGet(out var webhook, out var fault)) throw VerbRefused.Of(fault);
        await change.Commit(ct);

        var secret = Calls.SecretOf(verb.Get<RootKeys>(), webhook.Id);
        verb.Say($"Added the webhook {webhook.Id:D} to {url}.\nIts secret, shown this once: {secret}",
            new { webhook.Id, webhook.Url, project, webhook.Events, secret });
        return 0;
    }

    private static async Task<int> List(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var rows = new List<(string, object)>();
        foreach (var webhook in await verb.Db.Webhooks.AsNoTracking().OrderBy(w => w.Created).ToListAsync(ct))
        {
            var project = await verb.Db.ProjectOf(webhook, ct);
            var waiting = await verb.Db.Messages.CountAsync(m => m.WebhookId == webhook.Id && m.NextTry != null, ct);
            rows.Add(($"{webhook.Id:D} {webhook.Url}: {(webhook.Events.Length == 0 ? "all events" : webhook.Events)} of "
                + $"{project ?? "the whole index"}; {(webhook.IsOff ? "switched off" : $"{waiting} calls wait")}",
                new { webhook.Id, webhook.Url, project, webhook.Events, webhook.Created, webhook.AddedBy, webhook.IsOff, waiting }));
        }

        verb.SayAll(rows);
        return 0;
    }

    private static async Task<int> Remove(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var text = parsed.GetValue(Id)!;
        await using var change = await verb.Begin(ct);
        var webhook = Guid.TryParseExact(text, "D", out var id) ? await verb.Db.Webhooks.FirstOrDefaultAsync(w => w.Id == id, ct) : null;
        if (webhook is null) throw new VerbRefused($"There is no webhook '{text}'. `colophon-index webhook list` prints the ids.");

        await verb.Db.RemoveWebhook(webhook, verb.Now, Verb.Actor, ct);
        await change.Commit(ct);
        verb.Say($"Removed the webhook to {webhook.Url}.", new { webhook.Id });
        return 0;
    }
}
