using Colophon.Index.SigningIn.SecondFactor;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.Messages;
using Colophon.Index.Web;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.SigningIn;

/// <summary>How a person proved to be one, as it stands in sessions and in the history.</summary>
internal static class Proof
{
    public const string Password = "password";
    public const string Passkey = "passkey";
    public const string SignOn = "single sign-on";
}

/// <summary>The one way in: whoever proved who they are gets a session, or the page of the second factor first.</summary>
internal sealed class Entering(Sessions sessions, HalfSignedIn half, Kept kept, ColophonDb db, WriteTurn turn, TimeProvider clock)
{
    /// <summary>
    /// A password alone is half of it where there is a second factor. A passkey is two at once, and a sign-on has what its organisation
    /// asks for (ADR 0027).
    /// </summary>
    public Task Go(HttpContext context, User user, string proof, string way)
    {
        if (proof != Proof.Password || !user.TwoFactorEnabled) return Whole(context, user, proof, way);
        half.Begin(context, user, way);
        context.SeeOther("/sign-in/second");
        return Task.CompletedTask;
    }

    /// <summary>Everything is proved. What this browser was before is over.</summary>
    public async Task Whole(HttpContext context, User user, string proof, string way)
    {
        var ct = context.RequestAborted;
        await using var change = await turn.Begin(db, ct);
        await Begin(context, user, proof, ct);
        await change.Commit(ct);
        context.SeeOther(way);
    }

    /// <summary>The same inside a change of the caller's, such as the one that made the account.</summary>
    public async Task Begin(HttpContext context, User user, string proof, CancellationToken ct)
    {
        HalfSignedIn.End(context);
        if (context.Visitor() is { } before) await sessions.EndOne(before.UserId, before.Session, ct);
        if (proof == Proof.Password && await IsNewBrowser(context, user, ct)) // not for passkeys: they cannot be phished (threats.md F23)
            await db.Post(Letters.NewBrowser, Posting.Facts(user, context, ("method", proof)), clock.GetUtcNow(), ct);
        sessions.Begin(context, user, proof);
        await kept.Remove(user.Id, Kept.ResetLink, ct); // it was not forgotten after all (threats.md F20)
        await db.Record(clock.GetUtcNow(), "session:begin", project: null, user.Name,
            new Dictionary<string, string?> { ["proof"] = proof }, ct);
    }

    /// <summary>None of the person's sessions that are remembered was begun in a browser that calls itself so.</summary>
    private async Task<bool> IsNewBrowser(HttpContext context, User user, CancellationToken ct)
    {
        var agent = Sessions.AgentOf(context);
        return await db.Sessions.AnyAsync(s => s.UserId == user.Id, ct)
            && !await db.Sessions.AnyAsync(s => s.UserId == user.Id && s.Agent == agent, ct);
    }
}
