using System.CommandLine;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Messages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Telling;

/// <summary><c>mail list</c>, <c>show</c>, <c>retry</c>: the outbox, webhooks' calls too.</summary>
internal static class MailVerbs
{
    private const int Most = 1000;
    private static readonly Argument<string> Id = new("ID") { Description = "The message's id, as `mail list` prints it." };
    private static readonly Argument<string?> AnyId =
        new("ID") { Description = "The message's id; left out, all that wait or were given up.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> All = new("--all") { Description = "Those that were sent, too." };

    public static IEnumerable<Command> Make() =>
    [
        new Command("mail", "The outbox: mails and webhooks' calls.").With(
            new Command("list", "Lists what waits or was given up, the newest first.").With(All).Does(List),
            new Command("show", "Prints a message as it is sent, to hand its link on.").With(Id).Does(Show),
            new Command("retry", "Tries again now, from the beginning.").With(AnyId).Does(Retry)),
    ];

    private static async Task<int> List(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var isAll = parsed.GetValue(All);
        var messages = await verb.Db.Messages.AsNoTracking().Where(m => isAll || m.Sent == null)
            .OrderByDescending(m => m.Created).ThenByDescending(m => m.Id).Take(Most).ToListAsync(ct);
        verb.SayAll(messages.Select(message => (
            $"{message.Id:D} {message.Created:u} to {Written.Plain(message.To)}: {message.Subject}; {StateOf(verb, message)}",
            (object)new
            {
                message.Id,
                kind = message.WebhookId is null ? "mail" : "call",
                message.WebhookId,
                message.To,
                message.Subject,
                message.Created,
                message.Tries,
                message.NextTry,
                message.Sent,
                message.Trouble,
            })));
        return 0;
    }

    private static string StateOf(Verb verb, Message message)
    {
        var trouble = message.Trouble is { } why ? $" ({why})" : "";
        if (message.Sent is { } sent) return $"sent {sent:u}";
        if (message.NextTry is not { } next) return $"given up after {message.Tries} tries{trouble}";
        return message.WebhookId is null && verb.Settings.Smtp.Host is null
            ? "waits: Colophon:Smtp:Host is not set, hand it on with `mail show`"
            : $"next try {next:u}{trouble}";
    }

    private static async Task<int> Show(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var message = await Find(verb, parsed.GetValue(Id)!, ct);
        var index = verb.Settings.PublicUrl?.ToString().TrimEnd('/') ?? "http://127.0.0.1:8080";
        var text = Written.Open(message.Text, verb.Get<RootKeys>(), index);
        verb.Say($"To: {Written.Plain(message.To)}\nSubject: {message.Subject}\n\n{text}",
            new { message.Id, message.To, message.Subject, text, message.Sent, message.Trouble });
        return 0;
    }

    private static async Task<int> Retry(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var one = parsed.GetValue(AnyId) is { } text ? (await Find(verb, text, ct)).Id : (Guid?)null;
        await using var change = await verb.Begin(ct);
        var again = await verb.Db.TryAgain(one, verb.Now, Verb.Actor, ct);
        await change.Commit(ct);
        verb.Say($"{again} messages are tried again by the server, within a few seconds.", new { messages = again });
        return 0;
    }

    private static async Task<Message> Find(Verb verb, string text, CancellationToken ct) =>
        (Guid.TryParseExact(text, "D", out var id) ? await verb.Db.Messages.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, ct) : null)
        ?? throw new VerbRefused($"There is no message '{text}'. `colophon-index mail list` prints the ids.");
}
