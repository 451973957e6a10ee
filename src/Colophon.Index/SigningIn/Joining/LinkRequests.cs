using System.Threading.Channels;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.Messages;
using Colophon.Index.Store.People;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.SigningIn.Joining;

/// <summary>Somebody typed an address and wants a link mailed to it.</summary>
internal sealed record LinkRequest(string Email, bool IsSignUp);

/// <summary>
/// Mails links for signing up and for forgotten passwords, after the answer: the request itself looks nothing up, so that neither its text
/// nor its time tells whether an address is known (threats.md F18).
/// </summary>
internal sealed class LinkRequests(IServiceScopeFactory scopes, ILogger<LinkRequests> log) : BackgroundService
{
    public static readonly TimeSpan ResetLife = TimeSpan.FromHours(1);

    // Whoever floods the form fills this and no more: what does not fit is dropped, and can be asked for again.
    private readonly Channel<LinkRequest> waiting =
        Channel.CreateBounded<LinkRequest>(new BoundedChannelOptions(500) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ask(LinkRequest request) => waiting.Writer.TryWrite(request);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var request in waiting.Reader.ReadAllAsync(stoppingToken)) await Answer(request, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // the server stops
        }
    }

    private async Task Answer(LinkRequest request, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var (services, write) = (scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<Writing>());
            var posting = services.GetRequiredService<Posting>();
            await using var change = await write.Begin(ct);
            var user = await write.Db.UserOf(request.Email, ct);
            if (request.IsSignUp) await SignUp(write, posting, request.Email, user, ct);
            else if (user is { IsDisabled: false }) await Forgotten(write, posting, services.GetRequiredService<Kept>(), user, ct);
            await change.Commit(ct);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            log.LogError("A mail with a link could not be written: {Why}", exception.Message);
        }
    }

    private static async Task SignUp(Writing write, Posting posting, string email, User? user, CancellationToken ct)
    {
        if (user is not null)
        {
            posting.Post(Letters.KnownAddress, user.Email!, "/sign-in", user.Name);
            await write.Db.SaveChangesAsync(ct);
            return;
        }

        await write.Db.Invitations.Where(i => i.Email == email && i.InvitedBy == Joining.SignUp.Itself).ExecuteDeleteAsync(ct);
        var secret = write.Db.Invite(email, project: null, role: null, Joining.SignUp.Itself, write.Now);
        posting.Post(Letters.SignUp, email, $"/invitation/{secret}");
        await write.Db.Record(write.Now, "sign-up:ask", project: null, Joining.SignUp.Itself, ct: ct);
    }

    private static async Task Forgotten(Writing write, Posting posting, Kept kept, User user, CancellationToken ct)
    {
        var link = await kept.PutLink(user.Id, Kept.ResetLink, ResetLife, ct);
        posting.Post(Letters.PasswordReset, user.Email!, $"/reset/{link}", user.Name);
        await write.Db.Record(write.Now, "user:password-forgotten", project: null, user.Name, ct: ct);
    }
}
