using Colophon.Index.Store.Entities;
using Colophon.Rules;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Messages;

/// <summary>What somebody typed to be called at.</summary>
/// <param name="Project">Normalised name; null for all that happens on the index.</param>
/// <param name="Url">Looked at by <c>CallableUrl</c> already.</param>
/// <param name="Events">Names of events, or beginnings that end in <c>:</c>, separated by blanks; empty for all.</param>
internal sealed record WebhookForm(string? Project, string Url, string Events);

/// <summary>Adds and removes webhooks: the same rules for a verb, a page and the API.</summary>
internal static class Webhooks
{
    public static readonly Problem BadEvents = new(400, "webhook-events", "The list of events cannot be read",
        "Name events such as file:add, or all of a kind such as publisher:, separated by blanks; nothing for all.");

    public static readonly Problem TooMany = new(409, "too-many-webhooks", "There are as many webhooks as there may be",
        "Remove one that is not needed, or call one address that passes the events on.");

    /// <summary>All of them, for the pages that explain them.</summary>
    public static IReadOnlyList<Problem> Problems { get; } = [BadEvents, TooMany];

    /// <summary>Of a project, and of the index as a whole.</summary>
    public const int Most = 10;

    /// <summary>Adds it with its event, inside the caller's change.</summary>
    public static async Task<Parsed<Webhook>> AddWebhook(this ColophonDb db, WebhookForm form, DateTimeOffset now, string actor,
        CancellationToken ct)
    {
        var names = form.Events.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (names.FirstOrDefault(name => !IsEvent(name)) is { } other) return BadEvents.Because($"'{Written.Plain(other)}' is no event.");
        if (names.Length > 20) return BadEvents.Because($"{names.Length} events are named, expected at most 20.");
        var project = form.Project is { } name
            ? await db.Projects.Where(p => p.NormalizedName == name).Select(p => (Guid?)p.Id).FirstAsync(ct)
            : null;
        if (await db.Webhooks.CountAsync(w => w.ProjectId == project, ct) >= Most)
            return TooMany.Because($"{form.Project ?? "The index"} has {Most} webhooks.");

        var webhook = new Webhook
        {
            Id = Guid.CreateVersion7(now),
            ProjectId = project,
            Url = form.Url,
            Events = string.Join(' ', names),
            Created = now,
            AddedBy = actor,
        };
        db.Webhooks.Add(webhook);
        await db.Record(now, "webhook:add", form.Project, actor, Facts(webhook), ct);
        return webhook;
    }

    /// <summary>Removes it, and what is still to be sent to it, inside the caller's change.</summary>
    public static async Task RemoveWebhook(this ColophonDb db, Webhook webhook, DateTimeOffset now, string actor, CancellationToken ct)
    {
        db.Webhooks.Remove(webhook);
        await db.Record(now, "webhook:remove", await db.ProjectOf(webhook, ct), actor, Facts(webhook), ct);
    }

    /// <summary>Calls it no more, and tells whom it belongs to.</summary>
    public static async Task SwitchOff(this ColophonDb db, Webhook webhook, string trouble, DateTimeOffset now, CancellationToken ct)
    {
        webhook.IsOff = true;
        await db.Messages.Where(m => m.WebhookId == webhook.Id && m.NextTry != null)
            .ExecuteUpdateAsync(m => m.SetProperty(x => x.NextTry, (DateTimeOffset?)null), ct);
        var facts = Facts(webhook);
        facts["trouble"] = trouble;
        await db.Record(now, "webhook:off", await db.ProjectOf(webhook, ct), "upkeep", facts, ct);
    }

    /// <summary>Whether it asks for this event.</summary>
    public static bool Wants(this Webhook webhook, string @event) => webhook.Events.Length == 0
        || webhook.Events.Split(' ').Any(name => name == @event
            || (name.EndsWith(':') && @event.StartsWith(name, StringComparison.Ordinal)));

    /// <summary>Normalised name of its project; null when it is for the whole index.</summary>
    public static async Task<string?> ProjectOf(this ColophonDb db, Webhook webhook, CancellationToken ct) =>
        await db.Projects.Where(p => p.Id == webhook.ProjectId).Select(p => p.NormalizedName).FirstOrDefaultAsync(ct);

    private static bool IsEvent(string name) => name.Length <= 60 && name.Count(c => c == ':') == 1 && name[0] != ':'
        && name.All(c => char.IsAsciiLetterLower(c) || c is ':' or '-');

    /// <summary>Without the path: for some receivers it is a secret, and history is read by more people.</summary>
    private static Dictionary<string, string?> Facts(Webhook webhook) => new()
    {
        ["webhook"] = webhook.Id.ToString("D"),
        ["url"] = new Uri(webhook.Url).GetLeftPart(UriPartial.Authority),
        ["events"] = webhook.Events,
    };
}
