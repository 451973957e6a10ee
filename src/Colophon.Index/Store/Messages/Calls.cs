using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Messages;

/// <summary>Queues the calls of webhooks, for entries of the history in the order in which they were committed.</summary>
internal static class Calls
{
    /// <summary>Calls that may wait for one webhook; what happens beyond them is not told to it.</summary>
    public const int MostWaiting = 5000;


    /// <summary>Adds what the webhooks ask for, inside the caller's change; the caller saves.</summary>
    public static async Task QueueCalls(this ColophonDb db, IReadOnlyList<HistoryEntry> entries, DateTimeOffset now, CancellationToken ct)
    {
        var webhooks = await db.Webhooks.AsNoTracking().Where(w => !w.IsOff).ToListAsync(ct);
        foreach (var webhook in webhooks)
        {
            var project = await db.ProjectOf(webhook, ct);
            var wanted = entries.Where(e => (webhook.ProjectId is null || e.Project == project) && e.At >= webhook.Created
                && webhook.Wants(e.Event)).ToList();
            if (wanted.Count == 0) continue;

            var room = MostWaiting - await db.Messages.CountAsync(m => m.WebhookId == webhook.Id && m.NextTry != null, ct);
            db.Messages.AddRange(wanted.Take(Math.Max(room, 0)).Select(entry => new Message
            {
                Id = Guid.CreateVersion7(now),
                WebhookId = webhook.Id,
                To = webhook.Url,
                Subject = entry.Event,
                Text = Body(entry),
                Created = now,
                NextTry = now,
            }));
        }
    }

    /// <summary>The secret that the webhook's owner was shown once: derived, so that it is kept nowhere.</summary>
    public static string SecretOf(RootKeys keys, Guid webhook) => Convert.ToHexStringLower(keys.ForWebhook(webhook));

    /// <summary>
    /// The header <c>X-Colophon-Signature</c>: the time is signed too, so that an old call cannot be sent again.
    /// </summary>
    public static string Sign(string secret, long unixTime, string body)
    {
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{unixTime}.{body}"));
        return $"t={unixTime},v1={Convert.ToHexStringLower(mac)}";
    }

    private static string Body(HistoryEntry entry)
    {
        var details = Details.Read(entry.Details);
        return JsonSerializer.Serialize(new
        {
            entry.Event,
            entry.Id,
            entry.At,
            entry.Project,
            Version = details.GetValueOrDefault("version") ?? entry.Version,
            File = details.GetValueOrDefault("filename"),
            entry.Actor,
            details,
        }, JsonSerializerOptions.Web);
    }
}
