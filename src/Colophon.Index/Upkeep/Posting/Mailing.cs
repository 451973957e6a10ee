using System.Security.Cryptography;
using Colophon.Index.Store.Engines;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Messages;
using MailKit.Net.Smtp;

namespace Colophon.Index.Upkeep.Posting;

/// <summary>
/// Hands the letters of the outbox to the mail server; while there is none, or it is down, they wait and nothing else does.
/// </summary>
internal sealed class Mailing(Claims claims, MailServer server, TimeProvider clock, ILogger<Mailing> log) : BackgroundService
{
    private const int Most = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Life = TimeSpan.FromDays(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => server.IsThere
        ? Rounds.Every(Pause, clock, Most, Once, stoppingToken)
        : Task.CompletedTask;

    /// <summary>Sends what is due, up to a number.</summary>
    /// <returns>How many were taken.</returns>
    internal async Task<int> Once(CancellationToken ct)
    {
        try
        {
            var taken = await claims.Take(calls: false, Most, ct);
            if (taken.Count > 0) await Send(taken, ct);
            return taken.Count;
        }
        catch (Exception exception) when (StoreTrouble.Explains(exception))
        {
            log.LogWarning("No mail was sent this time: {Why}", exception.Message);
            return 0;
        }
    }

    private async Task Send(List<Message> letters, CancellationToken ct)
    {
        SmtpClient? client = null;
        try
        {
            foreach (var letter in letters)
            {
                Exception? trouble = null;
                try
                {
                    client = client is { IsConnected: true } ? client : await server.Open(ct);
                    await client.SendAsync(server.Letter(letter), ct);
                }
                catch (Exception exception) when (!ct.IsCancellationRequested)
                {
                    trouble = exception; // whatever it is: one letter must not keep the others back
                }

                if (trouble is null) await claims.Sent(letter);
                else await NoteTrouble(letter, trouble);
            }

            if (client is { IsConnected: true }) await client.DisconnectAsync(quit: true, ct);
        }
        finally
        {
            client?.Dispose();
        }
    }

    private async Task NoteTrouble(Message letter, Exception exception)
    {
        var isOver = await claims.Failed(letter, exception.Message, IsFinal(exception) ? TimeSpan.Zero : Life);
        var why = Written.Plain(exception.Message); // the mail server's words, perhaps
        log.LogWarning("The mail {Id} could not be sent{Over}: {Why}", letter.Id, isOver ? " and is given up" : "", why);
    }

    /// <summary>5yz is the server's last word on a letter; all else may be better later (RFC 5321, 4.2.1).</summary>
    private static bool IsFinal(Exception exception) => exception is CryptographicException
        || (exception is SmtpCommandException refused && (int)refused.StatusCode >= 500
            && refused.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted);
}
