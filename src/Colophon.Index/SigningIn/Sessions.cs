using System.Security.Cryptography;
using System.Text;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Web;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.SigningIn;

/// <summary>
/// Who is signed in where. Each request with a cookie asks the database, so a session that was ended, on whatever node, is over at once.
/// </summary>
internal sealed class Sessions(ColophonDb db, TimeProvider clock)
{
    /// <summary>How exactly the last use is kept: a write for each request would be a waste.</summary>
    private static readonly TimeSpan Stroke = TimeSpan.FromMinutes(5);

    private const int MostOfAgent = 200;

    /// <summary>
    /// Begins a session in this browser, inside the caller's change. What was before is another session: a secret that somebody planted is
    /// worth nothing after signing in (threats.md F11).
    /// </summary>
    public Session Begin(HttpContext context, User user, string method)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetUtcNow();
        var session = new Session
        {
            Id = Guid.CreateVersion7(now),
            UserId = user.Id,
            SecretSha256 = HashOf(secret),
            Created = now,
            LastSeen = now,
            Proved = now,
            Method = method,
            Address = context.Connection.RemoteIpAddress?.ToString(),
            Agent = AgentOf(context),
        };
        db.Sessions.Add(session);
        SessionCookie.Set(context, secret, Session.Longest);
        return session;
    }

    /// <summary>What a browser calls itself, as far as it is kept.</summary>
    public static string AgentOf(HttpContext context)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        return agent.Length > MostOfAgent ? agent[..MostOfAgent] : agent;
    }

    /// <summary>Null: the secret is of no session that lives, or of a person who is disabled.</summary>
    public async Task<Visitor?> Visitor(string secret, CancellationToken ct)
    {
        var hash = HashOf(secret);
        var found = await db.Sessions.AsNoTracking().Where(s => s.SecretSha256 == hash)
            .Join(db.Users.Where(u => !u.IsDisabled), s => s.UserId, u => u.Id, (Session, User) => new { Session, User })
            .FirstOrDefaultAsync(ct);
        var now = clock.GetUtcNow();
        if (found is null || now - found.Session.LastSeen > Session.Idle || now - found.Session.Created > Session.Longest) return null;

        if (now - found.Session.LastSeen > Stroke)
            await db.Sessions.Where(s => s.Id == found.Session.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeen, now), ct);
        return new Visitor(found.User.Id, found.User.Name, found.User.IsAdmin, found.Session.Id, found.Session.Proved);
    }

    /// <summary>Ends sessions of a person: all, or all but one.</summary>
    public Task<int> End(Guid userId, Guid? except, CancellationToken ct) =>
        db.Sessions.Where(s => s.UserId == userId && s.Id != except).ExecuteDeleteAsync(ct);

    /// <summary>Ends one of a person's own.</summary>
    public async Task<bool> EndOne(Guid userId, Guid session, CancellationToken ct) =>
        await db.Sessions.Where(s => s.UserId == userId && s.Id == session).ExecuteDeleteAsync(ct) > 0;

    /// <summary>
    /// After a change of how the person signs in, inside it: every other browser is signed out, and this one goes on under a new secret
    /// (threats.md F11, F13).
    /// </summary>
    public async Task Renew(HttpContext context, User user, CancellationToken ct)
    {
        var visitor = context.Visitor()!;
        var method = await db.Sessions.Where(s => s.Id == visitor.Session).Select(s => s.Method).FirstOrDefaultAsync(ct);
        await End(user.Id, except: null, ct);
        Begin(context, user, method ?? Proof.Password);
    }

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));
}

/// <summary>Reads the session of a request that shows a cookie; the many that show none cost nothing.</summary>
internal sealed class ReadingSessions(RequestDelegate next)
{
    public Task Invoke(HttpContext context) => SessionCookie.Of(context.Request) is { } secret ? Read(context, secret) : next(context);

    private async Task Read(HttpContext context, string secret)
    {
        var visitor = await context.RequestServices.GetRequiredService<Sessions>().Visitor(secret, context.RequestAborted);
        context.SetVisitor(visitor);
        await next(context);
    }
}
