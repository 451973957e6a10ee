using System.CommandLine;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.Passwords;
using Colophon.Index.Store.People;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating;

/// <summary><c>user add</c>, <c>list</c>, <c>disable</c>, <c>enable</c>.</summary>
internal static class UserVerbs
{
    private static readonly Argument<string> Name = new("NAME") { Description = "The account's name." };
    private static readonly Option<string> Email = new("--email") { Required = true, Description = "The person's address." };
    private static readonly Option<bool> Admin = new("--admin") { Description = "The person operates the index." };
    private static readonly Option<bool> PasswordStdin =
        new("--password-stdin") { Description = "Reads the password from standard input instead of printing a set-up link." };

    public static IEnumerable<Command> Make() =>
    [
        new Command("user", "People with accounts.").With(
            new Command("add", "Adds a person and prints a one-time set-up link.").With(Name, Email, Admin, PasswordStdin).Does(Add),
            new Command("list", "Lists people.").Does(List),
            new Command("disable", "Refuses a person's tokens from now on.").With(Name)
                .Does((verb, parsed, ct) => Set(verb, parsed, isDisabled: true, ct)),
            new Command("enable", "Takes a person's tokens again.").With(Name)
                .Does((verb, parsed, ct) => Set(verb, parsed, isDisabled: false, ct))),
    ];

    /// <summary>The person, or the end of the verb.</summary>
    public static async Task<User> Find(Verb verb, string name, CancellationToken ct)
    {
        var normalized = User.Normalize(name);
        return await verb.Db.Users.FirstOrDefaultAsync(u => u.NormalizedUserName == normalized, ct)
            ?? throw new VerbRefused($"There is no user '{name}'. `colophon-index user list` lists them, `colophon-index user add` "
                + "adds one.");
    }

    private static async Task<int> Add(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var user = NewUser(verb, parsed.GetValue(Name)!, parsed.GetValue(Email)!, parsed.GetValue(Admin));
        var isLinked = !parsed.GetValue(PasswordStdin);
        if (!isLinked) user.PasswordHash = new PasswordHashes().HashPassword(user, PasswordFrom(Console.In, user));

        await using var change = await verb.Begin(ct);
        if (!(await verb.Db.AddAccount(user, isLinked, Doer(verb), ct)).TryGet(out var secret, out var fault)) throw VerbRefused.Of(fault);
        await change.Commit(ct);

        var link = isLinked
            ? $"{(verb.Settings.PublicUrl?.ToString() ?? "http://127.0.0.1:8080").TrimEnd('/')}/set-up/{secret}"
            : null;
        verb.Say(link is null
            ? $"Added {user.Name}."
            : $"Added {user.Name}. The password is set at {link} within 24 hours; the link works once.",
                new { user.Id, user.Name, setUpLink = link });
        return 0;
    }

    private static User NewUser(Verb verb, string name, string email, bool isAdmin)
    {
        if ((NewPeople.FaultInName(name) ?? NewPeople.FaultInEmail(email)) is { } fault) throw new VerbRefused(fault);
        var user = User.New(name, email, verb.Now);
        user.IsAdmin = isAdmin;
        return user;
    }

    private static string PasswordFrom(TextReader input, User user)
    {
        var password = input.ReadLine() ?? "";
        return PasswordRules.FaultIn(password, user.Name, user.Email!) is { } fault ? throw new VerbRefused(fault) : password;
    }

    private static async Task<int> List(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var users = await verb.Db.Users.AsNoTracking().OrderBy(u => u.NormalizedUserName).ToListAsync(ct);
        verb.SayAll(users.Select(user => (
            $"{user.Name} <{user.Email}>{(user.IsAdmin ? ", operator" : "")}{(user.IsDisabled ? ", disabled" : "")}",
            (object)new { user.Id, user.Name, user.Email, user.IsAdmin, user.IsDisabled })));
        return 0;
    }

    private static async Task<int> Set(Verb verb, ParseResult parsed, bool isDisabled, CancellationToken ct)
    {
        var user = await Find(verb, parsed.GetValue(Name)!, ct);
        await using var change = await verb.Begin(ct);
        if (await verb.Db.SetDisabled(user, isDisabled, Doer(verb), ct) is { } fault) throw VerbRefused.Of(fault);
        await change.Commit(ct);
        verb.Say($"{user.Name} is {(isDisabled ? "disabled" : "enabled")}.", new { user.Id, user.Name, user.IsDisabled });
        return 0;
    }

    private static Doer Doer(Verb verb) => new(Verb.Actor, UserId: null, verb.Now);
}
