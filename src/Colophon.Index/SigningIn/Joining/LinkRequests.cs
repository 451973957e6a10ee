using System.Threading.Channels;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.People;
using Colophon.Index.Web;
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
            var url = services.GetRequiredService<PublicAddress>().Url;
            await using var change = await write.Begin(ct);
            var user = await write.Db.UserOf(request.Email, ct);
            if (request.IsSignUp) await SignUp(write, request.Email, user, url, ct);
            else if (user is { IsDisabled: false }) await Forgotten(write, services.GetRequiredService<Kept>(), user, url, ct);
            await change.Commit(ct);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            log.LogError("A mail with a link could not be written: {Why}", exception.Message);
        }
    }

    private static async Task SignUp(Writing write, string email, User? user, string url, CancellationToken ct)
    {
        if (user is not null)
        {
            write.Db.Write(write.Now, user.Email!, "You have an account already",
                $"Somebody, perhaps you, wants to make an account with this address. There is one: {user.Name}.",
                $"Sign in at {url}/sign-in, or set a new password at {url}/forgotten.");
            await write.Db.SaveChangesAsync(ct);
            return;
        }

        await write.Db.Invitations.Where(i => i.Email == email && i.InvitedBy == Joining.SignUp.Itself).ExecuteDeleteAsync(ct);
        var secret = write.Db.Invite(email, project: null, role: null, Joining.SignUp.Itself, write.Now);
        write.Db.Write(write.Now, email, "Make your account",
            "Choose your account's name and password here; the link works once, for seven days:",
            $"{url}/invitation/{secret}", "If you did not ask for it, leave it alone: nothing has been made.");
        await write.Db.Record(write.Now, "sign-up:ask", project: null, "sign-up", ct: ct);
    }

    private static async Task Forgotten(Writing write, Kept kept, User user, string url, CancellationToken ct)
    {
        var link = await kept.PutLink(user.Id, Kept.ResetLink, ResetLife, ct);
        write.Db.Write(write.Now, user.Email!, "Set a new password",
            $"Somebody, perhaps you, has forgotten the password of {user.Name}. Set a new one here; the link works once, for one hour:",
            $"{url}/reset/{link}", "If you did not ask for it, leave it alone: your password stays. Signing in ends the link.");
        await write.Db.Record(write.Now, "password:forgotten", project: null, user.Name, ct: ct);
    }
}
