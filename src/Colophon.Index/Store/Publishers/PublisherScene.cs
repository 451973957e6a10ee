using Colophon.Index.Store.Entities;
using Colophon.Rules;
using Colophon.Rules.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Publishers;

/// <summary>The surroundings of an act on publishers: the open change, the hour, and who acts.</summary>
/// <param name="Actor">For the history.</param>
internal sealed record PublisherScene(ColophonDb Db, TrustedIssuers Issuers, DateTimeOffset Now, string Actor)
{
    /// <summary>Writes the act's one event.</summary>
    public async Task Tell(string @event, Publisher publisher, Provider table, CancellationToken ct, string? before = null)
    {
        var facts = publisher.Facts();
        facts["publisherInWords"] = publisher.InWords(table);
        if (before is not null) facts["before"] = before;
        await Db.Record(Now, @event, await NameOf(publisher, ct), Actor, facts, ct);
    }

    /// <summary>Normalised name of the project that it publishes, existing or to be.</summary>
    public async Task<string> NameOf(Publisher publisher, CancellationToken ct) => publisher.ProjectId is { } project
        ? await Db.Projects.Where(p => p.Id == project).Select(p => p.NormalizedName).FirstAsync(ct)
        : publisher.PendingNormalizedName!;
}

/// <summary>A publisher as somebody writes it down: in a form, in a body, in a list.</summary>
/// <param name="Provider">Key of the provider's table.</param>
/// <param name="Issuer">Exact URL; null for the provider's public one, or the only one that is trusted.</param>
internal sealed record TypedPublisher(string Provider, string? Issuer, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>With its issuer, which must be trusted here for this provider.</summary>
    public async Task<Parsed<PublisherForm>> Resolve(TrustedIssuers issuers, CancellationToken ct)
    {
        if (KnownProviders.Find(Provider) is not { } table)
            return PublisherProblems.NoIssuer.Because($"'{Short(Provider)}' is no provider. Expected one of {KnownProviders.Keys}.");
        var url = Issuer is { Length: > 0 } named ? named : Fields.GetValueOrDefault("issuer_url") is { Length: > 0 } field ? field : null;
        url ??= table.Issuer ?? await OnlyOne(issuers, table, ct);
        if (url is null)
            return PublisherProblems.NoIssuer.Because($"{table.Name} has no public issuer, and not exactly one is trusted here: name one.");
        var trusted = url.Length <= 500 ? await issuers.Find(url, ct) : null;
        return trusted?.Provider.Key == Provider
            ? new PublisherForm(trusted, Fields)
            : PublisherProblems.NoIssuer.Because($"The issuer '{Short(url)}' is not trusted here for {table.Name}.");
    }

    private static async Task<string?> OnlyOne(TrustedIssuers issuers, Provider table, CancellationToken ct)
    {
        var urls = (await issuers.All(ct)).Where(one => one.Provider.Key == table.Key).Select(one => one.Url).Distinct().ToList();
        return urls.Count == 1 ? urls[0] : null;
    }

    private static string Short(string text) => text.Length > 100 ? text[..100] + "…" : text;
}
