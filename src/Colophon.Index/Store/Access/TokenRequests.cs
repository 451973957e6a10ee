using System.Globalization;
using Colophon.Index.Store.Entities;
using Colophon.Rules;
using Colophon.Rules.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Access;

/// <summary>What a token is to be.</summary>
/// <param name="Name">For people to know it by.</param>
/// <param name="Scopes">Of <see cref="Scopes"/>; empty: all that its owner may.</param>
/// <param name="Projects">In any spelling; empty: all of its owner's.</param>
/// <param name="Expires">Null: until it is revoked.</param>
internal sealed record TokenForm(string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string> Projects, DateTimeOffset? Expires);

/// <summary>Whose token it is.</summary>
internal sealed record TokenHolder(Guid UserId, string Name);

/// <summary>Judges what people ask for themselves, on a page or by a token; the operator's verb asks for what it likes.</summary>
internal static class TokenRequests
{
    public static readonly Problem BadName = new(400, "token-name", "The token has no name that can be shown",
        "Give one line of at most 100 characters by which you will know it, such as the machine that uses it.");

    public static readonly Problem BadScopes = new(400, "token-scopes", "What the token may do is not said",
        "Choose one or more of read, upload and manage.");

    public static readonly Problem BadExpiry = new(400, "token-expiry", "The token's end is not one that can be had",
        "Choose a time from now on, and within a year.");

    public static readonly Problem NotYours = new(400, "token-projects", "The token names a project that you have no role in",
        "Name projects that you own or maintain; none for all of them.");

    public static readonly Problem TooMany = new(409, "too-many-tokens", "There are as many tokens as there may be",
        "Revoke those that nothing uses any more.");

    public static readonly Problem Exceeds = new(403, "token-exceeds", "A token cannot make one that may more than itself",
        "Ask for no more than the token allows that you ask with, or make the token on your page of tokens.")
    {
        Cause = "The request was made with an API token. What it asks for goes beyond that token: another kind of act, another project, or "
            + "a later end.",
    };

    public static readonly Problem NoToken = new(404, "no-such-token", "There is no such token",
        "Your page of tokens, and GET on /api/v1/tokens, show those that there are.");

    /// <summary>All of them, for the pages that explain them.</summary>
    public static IReadOnlyList<Problem> All { get; } = [BadName, BadScopes, BadExpiry, NotYours, TooMany, Exceeds, NoToken];

    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(366);

    private const int LongestName = 100;
    private const int Most = 100;

    /// <summary>Why it is not given out; null when it is. Ask inside the change.</summary>
    /// <param name="with">The token that asks for it; null for a person who is signed in.</param>
    public static async Task<Fault?> WhyNot(this ColophonDb db, TokenForm form, TokenHolder holder, Caller? with, DateTimeOffset now,
        CancellationToken ct)
    {
        if (FaultIn(form, now) is { } fault) return fault;
        var open = await db.Tokens.CountAsync(t => t.UserId == holder.UserId && (t.Expires == null || t.Expires > now), ct);
        if (open >= Most) return TooMany.Because($"'{holder.Name}' has {open} tokens.");

        if (!(await db.ProjectsNamed(form.Projects, ct)).TryGet(out var projects, out var unknown)) return NotYours.Because(unknown.Detail);
        var ids = projects.ConvertAll(project => project.Id);
        var own = await db.Roles.Where(r => r.UserId == holder.UserId && ids.Contains(r.ProjectId)).Select(r => r.ProjectId)
            .ToListAsync(ct);
        if (projects.Find(project => !own.Contains(project.Id)) is { } other) // as if it were not there: it may be a secret that it is
            return NotYours.Because($"There is no project '{other.NormalizedName}' on this index.");
        return with is null ? null : WhyBeyond(with, form, projects, holder.UserId);
    }

    private static Fault? FaultIn(TokenForm form, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(form.Name) || form.Name.Length > LongestName || form.Name.Any(char.IsControl))
        {
            return BadName.Because($"The name has {form.Name.Length} characters, or some that cannot be shown; expected 1 to "
                + $"{LongestName}.");
        }

        if (form.Scopes.Count == 0 || form.Scopes.FirstOrDefault(scope => !Scopes.All.Contains(scope)) is not null)
        {
            return BadScopes.Because($"The scopes are '{string.Join(' ', form.Scopes.Take(5))}', expected some of "
                + $"{string.Join(", ", Scopes.All)}.");
        }

        return form.Expires is { } end && end > now && end <= now + LongestLife
            ? null
            : BadExpiry.Because($"The end is {(form.Expires is { } told ? Time(told) : "not given")}, expected a time after {Time(now)} "
                + $"and not after {Time(now + LongestLife)}.");
    }

    /// <summary>
    /// The token is asked about every act that the new one would allow, in its last second: whatever the restriction, what it does not
    /// allow itself it cannot hand on.
    /// </summary>
    private static Fault? WhyBeyond(Caller with, TokenForm form, List<Project> projects, Guid userId)
    {
        var places = projects.Count == 0 ? [null] : projects.ConvertAll<Project?>(project => project);
        var acts = from scope in form.Scopes
                   from project in places
                   select new Act
                   {
                       Now = form.Expires!.Value.AddSeconds(-1),
                       Scope = scope,
                       ProjectName = project?.NormalizedName,
                       ProjectId = project?.Id,
                       UserId = userId,
                   };
        var failures = acts.SelectMany(with.Failures).Distinct().ToList();
        return failures.Count == 0
            ? null
            : Exceeds.Because($"Asked for: {Words(form.Scopes, form.Projects, form.Expires)}. "
                + $"The token that asks allows: {WordsOf(with)}. It says: {string.Join("; ", failures.Take(5))}.");
    }

    private static string WordsOf(Caller with)
    {
        var scopes = with.All<Scopes>().Aggregate(Scopes.All, (left, one) => [.. left.Where(one.Allowed.Contains)]);
        var named = with.All<ProjectNames>().ToList();
        var projects = named.Count == 0 ? [] : named.Skip(1).Aggregate(named[0].Names, (left, one) => [.. left.Where(one.Names.Contains)]);
        var ends = with.All<Expiration>().Select(one => one.ExpiresAt).DefaultIfEmpty(long.MaxValue).Min();
        return Words(scopes, projects, ends == long.MaxValue ? null : DateTimeOffset.FromUnixTimeSeconds(ends));
    }

    private static string Words(IReadOnlyList<string> scopes, IReadOnlyList<string> projects, DateTimeOffset? expires) =>
        $"{(scopes.Count == 0 ? "nothing" : string.Join(", ", scopes))}; "
        + $"{(projects.Count == 0 ? "all projects" : string.Join(", ", projects.Take(20)))}; "
        + (expires is { } end ? $"until {Time(end)}" : "without end");

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
