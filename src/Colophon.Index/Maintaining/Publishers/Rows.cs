using Colophon.Index.Maintaining.Publishers.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Publishers;
using Colophon.Index.Web.Pages;

namespace Colophon.Index.Maintaining.Publishers;

/// <summary>Publishers and refused exchanges as the pages show them.</summary>
internal static class Rows
{
    public static async Task<PublisherRow> Row(this PublisherWork work, Publisher publisher, CancellationToken ct)
    {
        var table = await work.Issuers.TableOf(publisher, ct);
        var terms = publisher.Terms(table);
        return new PublisherRow(publisher.Id.ToString("D"), publisher.InWords(table), publisher.Issuer,
            [.. terms.Pins.Select(pin => (pin.Key, pin.Value))], publisher.Created, publisher.AddedBy, publisher.LastUsed,
            table.Lint(terms), publisher.ProjectId is null ? publisher.PendingUntil : null, publisher.PendingNormalizedName);
    }

    public static async Task<IReadOnlyList<PublisherRow>> RowsOf(this PublisherWork work, IEnumerable<Publisher> publishers,
        CancellationToken ct)
    {
        var rows = new List<PublisherRow>();
        foreach (var publisher in publishers) rows.Add(await work.Row(publisher, ct));
        return rows;
    }

    public static async Task<RefusedRow> Row(this PublisherWork work, RefusedAtPublisher at, CancellationToken ct)
    {
        var told = at.Tell(await work.Issuers.TableOf(at.Publisher, ct));
        var whyNot = (await work.Issuers.Plan(at, ct)).TryGet(out _, out var fault) ? null : fault.Detail;
        return new RefusedRow(told.Id, told.Kind, told.Publisher, told.Source, told.First, told.Last, told.Count,
            [.. told.Differing.Select(one => new FindingRow(one.Claim, one.Holds, one.Found, one.Expected, one.Why))], whyNot);
    }
}
