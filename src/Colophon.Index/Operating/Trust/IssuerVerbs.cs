using System.CommandLine;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Trust;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Trust;

/// <summary><c>issuer add</c>, <c>list</c>, <c>remove</c>, <c>confirm</c>, <c>disable</c>, <c>enable</c>.</summary>
internal static class IssuerVerbs
{
    private static readonly Argument<string> Url = new("URL") { Description = "Exactly what tokens have in \"iss\"." };
    private static readonly Option<bool> WithPublishers = new("--with-publishers") { Description = "Removes its publishers too." };

    public static IEnumerable<Command> Make() =>
    [
        new Command("issuer", "Issuers whose identity tokens are judged here.").With(
            new Command("add", "Trusts an issuer beside the public ones.").With(Url).With(IssuerOptions.All).Does(Add),
            new Command("list", "Lists issuers, what is switched off, and what is weak.").Does(List),
            new Command("remove", "Stops trusting an issuer.").With(Url, WithPublishers).Does(Remove),
            new Command("confirm", "Believes the new keys of an issuer that nobody has used for a long time.").With(Url).Does(Confirm),
            new Command("disable", "Refuses the tokens of an issuer until it is enabled.").With(Url).Does(async (verb, parsed, ct) =>
                await Switching.Set(verb, Switch.OfIssuer(await Trusted(verb, parsed, ct)), isOff: true, ct)),
            new Command("enable", "Takes the tokens of an issuer again.").With(Url).Does((verb, parsed, ct) =>
                Switching.Set(verb, Switch.OfIssuer(parsed.GetValue(Url)!), isOff: false, ct))),
    ];

    private static async Task<int> Add(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var setting = Read(verb, parsed);
        await using (var change = await verb.Begin(ct))
        {
            if (await verb.Db.AddIssuer(verb.Issuers, setting, verb.Now, Verb.Actor, ct) is { } fault) throw VerbRefused.Of(fault);
            await change.Commit(ct);
        }

        var issuer = await verb.Issuers.Find(setting.Url, ct)
            ?? throw new VerbRefused($"The issuer '{setting.Url}' was removed meanwhile.");
        verb.Say(string.Join("\n", [$"Added the issuer {issuer.Url}, judged by the table of {issuer.Provider.Name}.",
            .. issuer.Lint.Select(weak => $"Weak: {weak}")]), Told(issuer));
        return 0;
    }

    private static IssuerSetting Read(Verb verb, ParseResult parsed)
    {
        try
        {
            var setting = IssuerReader.Read(name => name == "Issuer" ? parsed.GetValue(Url) : IssuerOptions.Given(parsed, name));
            return IssuerReader.FaultIn(setting, verb.Settings.PlainHttpIssuers) is { } fault ? throw new BadSetting(fault) : setting;
        }
        catch (BadSetting bad) { throw new VerbRefused(bad.Message); }
    }

    private static async Task<int> List(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var issuers = await verb.Issuers.All(ct);
        var held = await verb.Db.IssuerKeys.AsNoTracking().Where(keys => keys.Held != null)
            .ToDictionaryAsync(keys => keys.Issuer, keys => keys.Held, ct);
        verb.SayAll(issuers.Select(issuer => (issuer, since: held.GetValueOrDefault(issuer.Url)))
            .Select(one => (Sentence(one.issuer, one.since), Told(one.issuer, one.since))));
        return 0;
    }

    private static string Sentence(TrustedIssuer issuer, DateTimeOffset? held)
    {
        var setting = issuer.Setting;
        var from = issuer.From switch { "public" => "public", "settings" => "from the settings", _ => "added" };
        List<string> words = [$"{issuer.Url} ({issuer.Provider.Key})", from];
        if (setting.Keys is { } keys) words.Add($"keys from {keys}");
        if (setting.Algorithms is not ["RS256"]) words.Add(string.Join(' ', setting.Algorithms));
        if (setting.PrivateNetwork) words.Add("private network");
        if (setting.CertificateAuthority is { } roots) words.Add($"certificates by {roots}");
        if (issuer.Off is { } off) words.Add($"OFF: {off}");
        List<string> lines = [string.Join(", ", words), .. issuer.Lint.Select(weak => $"Weak: {weak}")];
        if (held is { } since)
            lines.Add($"HELD since {since:yyyy-MM-dd}: all its keys are new. `colophon-index issuer confirm {issuer.Url}` believes them.");
        return string.Join("\n  ", lines);
    }

    private static async Task<int> Remove(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var url = parsed.GetValue(Url)!;
        await using var change = await verb.Begin(ct);
        if (!(await verb.Db.RemoveIssuer(url, parsed.GetValue(WithPublishers), verb.Now, Verb.Actor, ct)).TryGet(out var publishers,
            out var fault)) throw VerbRefused.Of(fault);
        await change.Commit(ct);
        var more = publishers.Count == 0 ? "" : $" and {publishers.Count} publishers; tokens minted for them no longer upload";
        verb.Say($"Removed the issuer {url}{more}. Its identity tokens are refused from now on.",
            new { url, publishers = publishers.Select(p => p.Id) });
        return 0;
    }

    private static async Task<int> Confirm(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var url = parsed.GetValue(Url)!;
        await using var change = await verb.Begin(ct);
        if (await verb.Db.ConfirmKeys(url, verb.Now, Verb.Actor, ct) is { } fault) throw VerbRefused.Of(fault);
        await change.Commit(ct);
        verb.Say($"The keys that {url} publishes now are believed from the next exchange on.", new { url });
        return 0;
    }

    /// <summary>The URL, if it is of an issuer that is trusted here.</summary>
    private static async Task<string> Trusted(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var url = parsed.GetValue(Url)!;
        return await verb.Issuers.Find(url, ct) is not null
            ? url
            : throw new VerbRefused($"The issuer '{url}' is not trusted here, so there is nothing to disable; `colophon-index issuer list` "
                + "shows those that are.");
    }

    private static object Told(TrustedIssuer issuer, DateTimeOffset? held = null) => new
    {
        issuer.Url,
        Provider = issuer.Provider.Key,
        issuer.From,
        issuer.Setting.Keys,
        issuer.Setting.Algorithms,
        issuer.Setting.Audience,
        issuer.Setting.PrivateNetwork,
        issuer.Setting.CertificateAuthority,
        issuer.Web,
        issuer.Setting.Api,
        issuer.Setting.Identify,
        issuer.Setting.Immutable,
        issuer.Off,
        Held = held,
        issuer.Lint,
    };
}
