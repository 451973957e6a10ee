using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Rules;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.People;

/// <summary>Who does something to an account, and when.</summary>
/// <param name="Name">For the history.</param>
/// <param name="UserId">Null: whoever is at the server's console.</param>
internal sealed record Doer(string Name, Guid? UserId, DateTimeOffset Now);

/// <summary>What operators do to accounts, for verbs, pages and the API alike: inside the caller's change, with one event each.</summary>
internal static class AccountActs
{
    /// <summary>How long a set-up link works.</summary>
    public static readonly TimeSpan LinkLife = TimeSpan.FromHours(24);

    public static async Task<Parsed<User>> FindAccount(this ColophonDb db, string name, CancellationToken ct)
    {
        var normalized = User.Normalize(name);
        var user = await db.Users.FirstOrDefaultAsync(u => u.NormalizedUserName == normalized, ct);
        return user is null ? AccountProblems.NoAccount.Because($"There is no user '{Shown(name)}'.") : user;
    }

    /// <summary>Adds an account whose address is taken on the operator's word.</summary>
    /// <param name="link">Whether a set-up link is made.</param>
    /// <returns>The link's secret; empty without one.</returns>
    public static async Task<Parsed<string>> AddAccount(this ColophonDb db, User user, bool link, Doer doer, CancellationToken ct)
    {
        if ((NewPeople.FaultInName(user.Name) ?? NewPeople.FaultInEmail(user.Email!)) is { } fault)
            return AccountProblems.BadAccount.Because(fault);
        if (await db.Users.AnyAsync(u => u.NormalizedUserName == user.NormalizedUserName || u.NormalizedEmail == user.NormalizedEmail, ct))
            return AccountProblems.AccountExists.Because($"A user with the name '{user.Name}' or the address '{user.Email}' exists.");

        user.EmailConfirmed = true;
        db.Users.Add(user);
        var secret = link ? db.AddLink(user, doer.Now) : "";
        await db.Record(doer.Now, "user:add", project: null, doer.Name,
            new Dictionary<string, string?> { ["user"] = user.Name, ["admin"] = user.IsAdmin.ToString() }, ct);
        return secret;
    }

    /// <summary>Refuses the person's tokens and sessions from now on, or takes them again.</summary>
    public static async Task<Fault?> SetDisabled(this ColophonDb db, User user, bool isDisabled, Doer doer, CancellationToken ct)
    {
        if (isDisabled && IsOwn(user, doer)) return Own(user, "disabled");
        user.IsDisabled = isDisabled;
        await db.Record(doer.Now, isDisabled ? "user:disable" : "user:enable", project: null, doer.Name, Facts(user), ct);
        return null;
    }

    /// <summary>Has the person operate the index, or not any more.</summary>
    public static async Task<Fault?> SetOperator(this ColophonDb db, User user, bool isOperator, Doer doer, CancellationToken ct)
    {
        if (!isOperator && IsOwn(user, doer)) return Own(user, "made an ordinary one");
        user.IsAdmin = isOperator;
        await db.Record(doer.Now, isOperator ? "user:operator-on" : "user:operator-off", project: null, doer.Name, Facts(user), ct);
        return null;
    }

    /// <summary>
    /// For somebody who lost what they sign in with: password, second factor, recovery codes and passkeys go, sessions end, and a link
    /// sets a new password.
    /// </summary>
    /// <returns>The link's secret.</returns>
    public static async Task<Parsed<string>> ResetAccount(this ColophonDb db, User user, Doer doer, CancellationToken ct)
    {
        if (IsOwn(user, doer)) return Own(user, "reset");
        (user.PasswordHash, user.TwoFactorEnabled, user.SecurityStamp) = (null, false, Guid.NewGuid().ToString("N"));
        (user.LockoutEnd, user.AccessFailedCount) = (null, 0);
        await db.Set<IdentityUserToken<Guid>>().Where(t => t.UserId == user.Id).ExecuteDeleteAsync(ct);
        await db.Passkeys.Where(p => p.UserId == user.Id).ExecuteDeleteAsync(ct);
        await db.Sessions.Where(s => s.UserId == user.Id).ExecuteDeleteAsync(ct);
        await db.SetupLinks.Where(l => l.UserId == user.Id).ExecuteDeleteAsync(ct);
        var secret = db.AddLink(user, doer.Now);
        await db.Record(doer.Now, "user:reset", project: null, doer.Name, Facts(user), ct);
        return secret;
    }

    /// <summary>Projects whose only owner this is.</summary>
    public static Task<List<string>> OnlyOwnerOf(this ColophonDb db, Guid userId, CancellationToken ct) => db.Roles
        .Where(r => r.UserId == userId && r.Role == ProjectRole.Owner
            && !db.Roles.Any(o => o.ProjectId == r.ProjectId && o.UserId != userId && o.Role == ProjectRole.Owner))
        .Join(db.Projects, r => r.ProjectId, p => p.Id, (_, p) => p.Name).OrderBy(name => name).ToListAsync(ct);

    /// <summary>Deletes the account with its tokens, roles and sessions.</summary>
    /// <returns>The projects (normalised names) whose people changed.</returns>
    public static async Task<Parsed<DeletedAccount>> DeleteAccount(this ColophonDb db, User user, Doer doer, CancellationToken ct)
    {
        if (IsOwn(user, doer)) return Own(user, "deleted here");
        if (await db.OnlyOwnerOf(user.Id, ct) is { Count: > 0 } only)
        {
            return AccountProblems.OnlyOwner.Because($"'{user.Name}' is the only owner of {string.Join(", ", only.Take(20))}"
                + $"{(only.Count > 20 ? $" and {only.Count - 20} more" : "")}.");
        }

        return await db.DeleteAccount(user, doer, Facts(user), ct);
    }

    /// <summary>The same, where the caller has judged that it may.</summary>
    public static async Task<DeletedAccount> DeleteAccount(this ColophonDb db, User user, Doer doer, Dictionary<string, string?> facts,
        CancellationToken ct)
    {
        var projects = await db.Roles.Where(r => r.UserId == user.Id)
            .Join(db.Projects, r => r.ProjectId, p => p.Id, (_, p) => p.NormalizedName).ToListAsync(ct);
        var entry = await db.Record(doer.Now, "user:delete", project: null, doer.Name, facts, ct);
        await db.Users.Where(u => u.Id == user.Id).ExecuteDeleteAsync(ct);
        return new DeletedAccount(entry, projects);
    }

    private static string AddLink(this ColophonDb db, User user, DateTimeOffset now)
    {
        var secret = Secrets.Make();
        db.SetupLinks.Add(new SetupLink { SecretSha256 = Secrets.HashOf(secret), UserId = user.Id, Expires = now + LinkLife });
        return secret;
    }

    private static bool IsOwn(User user, Doer doer) => user.Id == doer.UserId;

    private static Fault Own(User user, string what) =>
        AccountProblems.OwnAccount.Because($"You are signed in as '{user.Name}', and nobody's own account is {what}.");

    private static Dictionary<string, string?> Facts(User user) =>
        new() { ["person"] = user.Id.ToString("D"), ["user"] = user.Name };

    private static string Shown(string text) => text.Length > 100 ? text[..100] + "…" : text;
}

/// <param name="Entry">Of the history.</param>
/// <param name="Projects">Normalised names of those whose people changed.</param>
internal sealed record DeletedAccount(long Entry, IReadOnlyList<string> Projects);
