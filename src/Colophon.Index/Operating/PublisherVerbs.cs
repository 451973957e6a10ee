using System.CommandLine;
using System.Text.Json;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Publishers;
using Colophon.Index.Web.Outside;
using Colophon.Rules.Identity;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating;

/// <summary><c>publisher add</c>, <c>list</c>, <c>remove</c>.</summary>
internal static class PublisherVerbs
{
    private static readonly Argument<string> Project = new("PROJECT") { Description = "The project's name." };
    private static readonly Argument<string> Id = new("ID") { Description = "The publisher's id, as `publisher list` prints it." };
    private static readonly Option<string> ProviderKey =
        new("--provider") { Required = true, Description = $"One of {KnownProviders.Keys}." };
    private static readonly Option<string?> Issuer =
        new("--issuer") { Description = "The issuer's URL; left out, the provider's public one." };
    private static readonly Option<string[]> Set =
        new("--set")
        {
            Description = "A field of the provider or a condition (ref, event, claim:NAME …) as KEY=VALUE; may stand several times.",
            AllowMultipleArgumentsPerToken = true
        };
    private static readonly Option<bool> Pending =
        new("--pending") { Description = "The project does not exist yet: its first upload creates it." };
    private static readonly Option<string?> Owner =
        new("--owner") { Description = "With --pending: the account that will own the project." };

    private static readonly Option<bool> NoLookUp =
        new("--no-lookup") { Description = "Asks no forge for ids: they are kept at the first full match." };

    public static IEnumerable<Command> Make() =>
    [
        new Command("publisher", "CI identities that may publish a project.").With(
            new Command("add", "Lets a CI identity publish a project.")
                .With(Project, ProviderKey, Issuer, Set, Pending, Owner, NoLookUp).Does(Add),
            new Command("list", "Lists a project's publishers, pending ones too.").With(Project).Does(List),
            new Command("remove", "Ends a publisher and every token minted for it.").With(Id).Does(Remove)),
    ];

    private static async Task<int> Add(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var name = ProjectVerbs.Parse(parsed.GetValue(Project)!);
        var form = await Form(verb, parsed, ct);
        if (!form.ToPublisher(verb.Now, Verb.Actor).TryGet(out var typed, out var fault)) throw VerbRefused.Of(fault);
        var forge = await AskForge(verb, parsed, form, typed, ct);

        await using var change = await verb.Begin(ct); // what is looked up from here on holds until the commit
        var publisher = await Store(verb, parsed, name, typed, form.Issuer.Provider, ct);
        await change.Commit(ct);

        var table = form.Issuer.Provider;
        var lint = table.Lint(publisher.Terms(table));
        var when = publisher.ProjectId is null ? ", which its first upload creates" : "";
        var sentence = $"Added {publisher.InWords(table)} to {name}{when}. Id {publisher.Id:D}.";
        var pinned = forge.Pins.Count > 0 ? $"Pinned: {string.Join(", ", forge.Pins.Select(pin => $"{pin.Key} {pin.Value}"))}." : null;
        verb.Say(string.Join("\n", new[] { sentence, pinned }.OfType<string>().Concat(forge.Notes.Select(note => $"Note: {note}"))
            .Concat(lint.Select(weak => $"Weak: {weak}"))), Told(publisher, lint, forge.Notes));
        return 0;
    }

    /// <summary>Pins the ids that the forge tells, before the change begins: nobody waits for a forge with the turn to write.</summary>
    private static async Task<ForgeAnswer> AskForge(Verb verb, ParseResult parsed, PublisherForm form, Publisher publisher,
        CancellationToken ct)
    {
        if (parsed.GetValue(NoLookUp) || !verb.Settings.AccountLookUps) return ForgeAnswer.Nothing;

        using var outside = new OutsideCalls(verb.Settings);
        var fields = publisher.Terms(form.Issuer.Provider).Fields;
        var answer = await new AccountIds(outside).Of(form.Issuer.Provider.Key, form.Issuer.Setting, fields, ct);
        if (answer.Unknown is { } unknown)
            throw new VerbRefused($"{unknown} If it is one that the forge does not show to everybody, add --no-lookup.");
        publisher.Pins = Publisher.WritePins(answer.Pins);
        return answer;
    }

    private static async Task<PublisherForm> Form(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var key = parsed.GetValue(ProviderKey)!;
        var provider = KnownProviders.Find(key)
            ?? throw new VerbRefused($"'{key}' is no provider. Expected one of {KnownProviders.Keys}.");
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in parsed.GetValue(Set) ?? [])
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !fields.TryAdd(pair[..equals], pair[(equals + 1)..]))
                throw new VerbRefused($"'{pair}' is not KEY=VALUE, or its key stands twice. Example: --set owner=octo-org");
        }

        var issuer = parsed.GetValue(Issuer) ?? fields.GetValueOrDefault("issuer_url") ?? provider.Issuer
            ?? throw new VerbRefused($"{provider.Name} has no public issuer: name one with --issuer URL, of those that "
                + "`colophon-index issuer list` shows.");
        var trusted = await verb.Issuers.Find(issuer, ct);
        return trusted?.Provider.Key == key ? new PublisherForm(trusted, fields) : throw new VerbRefused(
            $"The issuer '{issuer}' is not trusted here for {provider.Name}. Add it with `colophon-index issuer add {issuer} --provider "
                + $"{key}`, or name one of `colophon-index issuer list`.");
    }

    private static async Task<Publisher> Store(Verb verb, ParseResult parsed, ProjectName name, Publisher typed, Provider table,
        CancellationToken ct)
    {
        if (parsed.GetValue(Pending))
        {
            if (await verb.Db.WhyNameIsTaken(name, ct) is { } taken) throw VerbRefused.Of(taken);
            var user = await UserVerbs.Find(verb, parsed.GetValue(Owner)
                ?? throw new VerbRefused("--pending needs --owner USER: the account that will own the project."), ct);
            return (await Scene(verb).AddPending(typed, table, name, user.Id, ct)).TryGet(out var pending, out var fault)
                ? pending
                : throw VerbRefused.Of(fault);
        }

        var project = await verb.Db.Projects.FirstOrDefaultAsync(p => p.NormalizedName == name.Normalized, ct)
            ?? throw new VerbRefused($"There is no project '{name}'. For one that its first upload creates, add --pending --owner USER.");
        typed.ProjectId = project.Id;
        return await Scene(verb).Add(typed, table, name.Normalized, ct) is { } refused ? throw VerbRefused.Of(refused) : typed;
    }

    private static PublisherScene Scene(Verb verb) => new(verb.Db, verb.Issuers, verb.Now, Verb.Actor);

    private static async Task<int> List(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var name = ProjectVerbs.Parse(parsed.GetValue(Project)!).Normalized;
        var project = await verb.Db.Projects.Where(p => p.NormalizedName == name).Select(p => (Guid?)p.Id).FirstOrDefaultAsync(ct);
        var publishers = await verb.Db.Publishers.AsNoTracking()
            .Where(p => (project != null && p.ProjectId == project) || (p.ProjectId == null && p.PendingNormalizedName == name))
                .OrderBy(p => p.Created).ToListAsync(ct);
        var rows = new List<(string, object)>();
        foreach (var publisher in publishers)
        {
            var table = await verb.Issuers.TableOf(publisher, ct);
            var lint = table.Lint(publisher.Terms(table));
            var state = publisher.ProjectId is null ? $", pending until {publisher.PendingUntil:yyyy-MM-dd}"
                : publisher.LastUsed is { } used ? $", last used {used:yyyy-MM-dd HH:mm} UTC" : ", never used";
            rows.Add((string.Join("\n  ", [$"{publisher.Id:D} {publisher.InWords(table)}{state}", .. lint.Select(weak => $"Weak: {weak}")]),
                Told(publisher, lint)));
        }

        verb.SayAll(rows);
        return 0;
    }

    private static async Task<int> Remove(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var text = parsed.GetValue(Id)!;
        await using var change = await verb.Begin(ct);
        var publisher = Guid.TryParseExact(text, "D", out var id)
            ? await verb.Db.Publishers.FirstOrDefaultAsync(p => p.Id == id, ct)
            : null;
        if (publisher is null)
            throw new VerbRefused($"There is no publisher '{text}'. `colophon-index publisher list PROJECT` prints the ids.");

        var name = await Scene(verb).Remove(publisher, ct);
        await change.Commit(ct);
        var words = publisher.InWords(await verb.Issuers.TableOf(publisher, ct));
        verb.Say($"Removed {words} from {name}. Tokens minted for it no longer upload.", new { publisher.Id });
        return 0;
    }

    private static object Told(Publisher publisher, IReadOnlyList<string> lint, IReadOnlyList<string>? notes = null) => new
    {
        publisher.Id,
        publisher.Provider,
        publisher.Issuer,
        Fields = JsonDocument.Parse(publisher.Fields).RootElement,
        Pins = JsonDocument.Parse(publisher.Pins).RootElement,
        Pending = publisher.ProjectId is null,
        publisher.PendingUntil,
        publisher.LastUsed,
        Lint = lint,
        Notes = notes ?? [],
    };
}
