using System.CommandLine;
using System.Text;
using System.Text.Json;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.Files;
using Colophon.Rules.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating;

/// <summary><c>token add</c>, <c>list</c>, <c>revoke</c>: people's API tokens.</summary>
internal static class TokenVerbs
{
    private static readonly Argument<string> Id = new("ID") { Description = "The token's id, as `token list` prints it." };
    private static readonly Option<string> User = new("--user") { Required = true, Description = "The account it belongs to." };
    private static readonly Option<string?> Project =
        new("--project") { Description = "The one project it is good for; left out, all of the account's." };
    private static readonly Option<string?> Expires =
        new("--expires") { Description = "How long it lives, such as 30d; left out, until it is revoked." };

    private static readonly Option<string[]> Scope = NewScope();

    public static IEnumerable<Command> Make() =>
    [
        new Command("token", "People's API tokens.").With(
            new Command("add", "Makes a token and prints it, once.").With(User, Project, Scope, Expires).Does(Add),
            new Command("list", "Lists tokens.").Does(List),
            new Command("revoke", "Ends a token.").With(Id).Does(Revoke)),
    ];

    private static Option<string[]> NewScope()
    {
        var scope = new Option<string[]>("--scope")
        {
            Description = "What it may do; may be given more than once. Left out, all that the account may.",
            AllowMultipleArgumentsPerToken = true,
        };
        scope.AcceptOnlyFromAmong([.. Scopes.All]);
        return scope;
    }

    private static async Task<int> Add(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var user = await UserVerbs.Find(verb, parsed.GetValue(User)!, ct);
        var expires = parsed.GetValue(Expires) is { } life ? verb.Now + Life(life) : (DateTimeOffset?)null;
        var scopes = parsed.GetValue(Scope) ?? [];
        var caveats = await Caveats(verb, user, parsed.GetValue(Project), expires, ct);
        if (scopes.Length > 0) caveats.Add(new Scopes([.. scopes.Distinct()]));
        var id = Guid.CreateVersion7(verb.Now);
        var macaroon = Macaroon.Mint(verb.Settings.PublicUrl?.Host ?? "colophon", id.ToString("D"), verb.Get<RootKeys>().For(id), caveats);

        await using var change = await verb.Begin(ct);
        verb.Db.Tokens.Add(new ApiToken
        {
            Id = id,
            UserId = user.Id,
            Created = verb.Now,
            Expires = expires,
            Description = $"made by the operator{(parsed.GetValue(Project) is { } name ? $" for {name}" : "")}"
                + (scopes.Length > 0 ? $" to {string.Join(" or ", scopes)}" : ""),
            Caveats = JsonSerializer.Serialize(caveats.Select(c => Encoding.UTF8.GetString(c.ToBytes()))),
        });
        await verb.Db.Record(verb.Now, "token:add", project: null, Verb.Actor,
            new Dictionary<string, string?>
            {
                ["token"] = id.ToString("D"),
                ["user"] = user.Name,
                ["scope"] = scopes.Length > 0 ? string.Join(' ', scopes) : null,
            }, ct);
        await change.Commit(ct);
        verb.Say(macaroon.Text, new { id, token = macaroon.Text, expires });
        return 0;
    }

    private static async Task<List<Caveat>> Caveats(Verb verb, User user, string? project, DateTimeOffset? expires, CancellationToken ct)
    {
        List<Caveat> caveats = [new RequestUser(user.Id)];
        if (project is not null)
        {
            var name = ProjectVerbs.Parse(project).Normalized;
            var id = await verb.Db.Projects.Where(p => p.NormalizedName == name).Select(p => (Guid?)p.Id).FirstOrDefaultAsync(ct)
                ?? throw new VerbRefused($"There is no project '{project}'. `colophon-index project list` lists them.");
            caveats.AddRange([new ProjectNames([name]), new ProjectIds([id])]);
        }

        if (expires is { } end) caveats.Add(new Expiration(end.ToUnixTimeSeconds(), verb.Now.ToUnixTimeSeconds()));
        return caveats;
    }

    private static TimeSpan Life(string text)
    {
        try { return SettingsReader.Duration(text); }
        catch (BadSetting bad) { throw new VerbRefused($"--expires {text}: {bad.Message}"); }
    }

    private static async Task<int> List(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var tokens = await verb.Db.Tokens.AsNoTracking().Where(t => t.UserId != null)
            .Join(verb.Db.Users, t => t.UserId, u => u.Id, (t, u) => new { t.Id, u.Name, t.Description, t.Created, t.Expires })
            .OrderBy(t => t.Created).ToListAsync(ct);
        verb.SayAll(tokens.Select(token => ($"{token.Id:D} of {token.Name}, {token.Description}, "
            + $"{(token.Expires is { } end ? $"until {end:yyyy-MM-dd}" : "without end")}", (object)token)));
        return 0;
    }

    private static async Task<int> Revoke(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var text = parsed.GetValue(Id)!;
        await using var change = await verb.Begin(ct);
        if (!Guid.TryParseExact(text, "D", out var id) || await verb.Db.Tokens.Where(t => t.Id == id).ExecuteDeleteAsync(ct) == 0)
            throw new VerbRefused($"There is no token '{text}'. `colophon-index token list` prints the ids.");
        await verb.Db.Record(verb.Now, "token:revoke", project: null, Verb.Actor, new Dictionary<string, string?> { ["token"] = text }, ct);
        await change.Commit(ct);
        verb.Say($"Revoked the token {text}.", new { id });
        return 0;
    }
}
