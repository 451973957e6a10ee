using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Publishers;
using Colophon.Index.Web.Outside;
using Colophon.Rules;
using Colophon.Rules.Identity;

namespace Colophon.Index.Maintaining.Publishers;

/// <summary>A publisher as it was typed, not stored yet.</summary>
/// <param name="Row">With the ids that the forge told.</param>
/// <param name="Notes">What the forge told besides, a sentence each.</param>
/// <param name="IsUnseen">The forge shows no such names; who knows better may register them all the same.</param>
internal sealed record ReadPublisher(Publisher Row, TrustedIssuer Issuer, IReadOnlyList<string> Notes, bool IsUnseen = false)
{
    public Provider Table => Issuer.Provider;
}

/// <summary>What pages and the API of publishers have at hand.</summary>
internal sealed class PublisherWork(ColophonDb db, WriteTurn turn, TrustedIssuers issuers, TimeProvider clock, OutsideCalls outside,
    Settings settings)
{
    public ColophonDb Db => db;

    public TrustedIssuers Issuers => issuers;

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Begins a change; rows that were read before it are read again.</summary>
    public async Task<Change> Begin(CancellationToken ct)
    {
        var change = await turn.Begin(db, ct);
        db.ChangeTracker.Clear();
        return change;
    }

    public PublisherScene Scene(string actor) => new(db, issuers, Now, actor);

    /// <summary>Judges what was typed by the provider's table.</summary>
    public async Task<Parsed<ReadPublisher>> Read(TypedPublisher typed, string actor, CancellationToken ct)
    {
        if (!(await typed.Resolve(issuers, ct)).TryGet(out var form, out var fault)) return fault;
        return form.ToPublisher(Now, actor).TryGet(out var row, out fault) ? new ReadPublisher(row, form.Issuer, []) : fault;
    }

    /// <summary>Asks the forge for ids. Before a change begins: nobody waits for a forge with the turn to write.</summary>
    public async Task<Parsed<ReadPublisher>> AskForge(ReadPublisher read, CancellationToken ct)
    {
        if (!settings.AccountLookUps) return read;
        var fields = read.Row.Terms(read.Table).Fields;
        var answer = await new AccountIds(outside).Of(read.Table.Key, read.Issuer.Setting, fields, ct);
        if (answer.Unknown is { } unknown)
            return IdentityProblems.InvalidFields.Because($"{unknown} If it is one that the forge does not show to everybody, say so, "
                + "and register it without looking it up.");
        read.Row.Pins = Publisher.WritePins(answer.Pins);
        return read with { Notes = answer.Notes };
    }
}
