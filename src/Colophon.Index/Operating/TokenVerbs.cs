using System.CommandLine;
using Colophon.Index.Store.Access;
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
        var project = parsed.GetValue(Project);
        var form = new TokenForm($"made by the operator{(project is null ? "" : $" for {project}")}"
            + (scopes.Length > 0 ? $" to {string.Join(" or ", scopes)}" : ""), scopes, project is null ? [] : [project], expires);
        var seal = new TokenSeal(verb.Get<RootKeys>(), verb.Settings.PublicUrl?.Host ?? "colophon");

        await using var change = await verb.Begin(ct);
        var added = await verb.Db.AddToken(seal, form, new TokenHolder(user.Id, user.Name), (Verb.Actor, verb.Now), ct);
        if (!added.TryGet(out var made, out var fault)) throw VerbRefused.Of(fault);
        await change.Commit(ct);
        verb.Say(made.Secret.Text, new { id = made.Row.Id, token = made.Secret.Text, expires });
        return 0;
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
        if (!await verb.Db.RevokeToken(text, of: null, (Verb.Actor, verb.Now), ct))
            throw new VerbRefused($"There is no token '{text}'. `colophon-index token list` prints the ids.");
        await change.Commit(ct);
        verb.Say($"Revoked the token {text}.", new { id = text });
        return 0;
    }
}
