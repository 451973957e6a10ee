using System.CommandLine;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Rules.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating;

/// <summary><c>issuer add</c>, <c>list</c>, <c>remove</c>.</summary>
internal static class IssuerVerbs
{
    private static readonly Argument<string> Url = new("URL") { Description = "Exactly what tokens have in \"iss\"." };
    private static readonly Option<string> ProviderKey =
        new("--provider") { Required = true, Description = $"One of {KnownProviders.Keys}." };
    private static readonly Option<string?> Keys =
        new("--keys") { Description = "Where its keys are, if not by discovery: an https URL, or file:PATH." };
    private static readonly Option<string?> Algorithms =
        new("--algorithms") { Description = $"Allowed signatures, of {string.Join(", ", SigningKeys.KnownAlgorithms)}; left out, RS256." };

    public static IEnumerable<Command> Make() =>
    [
        new Command("issuer", "Issuers whose identity tokens are judged here.").With(
            new Command("add", "Trusts an issuer beside the public ones.").With(Url, ProviderKey, Keys, Algorithms).Does(Add),
            new Command("list", "Lists issuers.").Does(List),
            new Command("remove", "Stops trusting an issuer.").With(Url).Does(Remove)),
    ];

    private static async Task<int> Add(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var issuer = Read(verb, parsed);
        await using var change = await verb.Begin(ct);
        var isKnown = KnownProviders.All.Any(p => p.Issuer == issuer.Url) || verb.Settings.Issuers.Any(i => i.Url == issuer.Url)
            || await verb.Db.Issuers.AnyAsync(i => i.Url == issuer.Url, ct);
        if (isKnown) throw new VerbRefused($"The issuer '{issuer.Url}' is trusted already; `colophon-index issuer list` shows how.");

        verb.Db.Issuers.Add(issuer);
        await verb.Db.Record(verb.Now, "issuer:add", project: null, Verb.Actor,
            new Dictionary<string, string?> { ["issuer"] = issuer.Url, ["provider"] = issuer.Provider }, ct);
        await change.Commit(ct);
        verb.Say($"Added the issuer {issuer.Url}, judged by the table of {KnownProviders.Find(issuer.Provider)!.Name}.", issuer);
        return 0;
    }

    private static Issuer Read(Verb verb, ParseResult parsed)
    {
        var key = parsed.GetValue(ProviderKey)!;
        if (KnownProviders.Find(key) is null)
            throw new VerbRefused($"'{key}' is no provider. Expected one of {KnownProviders.Keys}.");
        try
        {
            var url = SettingsReader.IssuerUrl(parsed.GetValue(Url)!);
            if (!url.StartsWith("https://", StringComparison.Ordinal) && !verb.Settings.PlainHttpIssuers)
                throw new BadSetting($"'{url}' is not an https URL.");
            if (parsed.GetValue(Keys) is { } keys && !keys.StartsWith("file:", StringComparison.Ordinal)) SettingsReader.IssuerUrl(keys);
            var algorithms = parsed.GetValue(Algorithms) is { } named ? string.Join(' ', SettingsReader.Algorithms(named)) : null;
            return new Issuer { Url = url, Provider = key, Keys = parsed.GetValue(Keys), Algorithms = algorithms, Added = verb.Now };
        }
        catch (BadSetting bad) { throw new VerbRefused(bad.Message); }
    }

    private static async Task<int> List(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        foreach (var provider in KnownProviders.All.Where(provider => provider.Issuer is not null))
            verb.Say($"{provider.Issuer} ({provider.Key}), public",
                new { url = provider.Issuer, provider = provider.Key, from = "public" });
        foreach (var set in verb.Settings.Issuers)
            verb.Say($"{set.Url} ({set.Provider}), from the settings", new { set.Url, set.Provider, from = "settings" });
        foreach (var row in await verb.Db.Issuers.AsNoTracking().OrderBy(i => i.Url).ToListAsync(ct))
            verb.Say($"{row.Url} ({row.Provider}), added", new { row.Url, row.Provider, from = "verb" });
        return 0;
    }

    private static async Task<int> Remove(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var url = parsed.GetValue(Url)!;
        await using var change = await verb.Begin(ct);
        var issuer = await verb.Db.Issuers.FirstOrDefaultAsync(i => i.Url == url, ct)
            ?? throw new VerbRefused($"No issuer '{url}' was added here. Those of the settings are taken out there; `colophon-index issuer "
                + "list` shows all.");
        verb.Db.Issuers.Remove(issuer);
        await verb.Db.Record(verb.Now, "issuer:remove", project: null, Verb.Actor, new Dictionary<string, string?> { ["issuer"] = url },
            ct);
        await change.Commit(ct);
        verb.Say($"Removed the issuer {url}. Its identity tokens are refused from now on.", new { url });
        return 0;
    }
}
