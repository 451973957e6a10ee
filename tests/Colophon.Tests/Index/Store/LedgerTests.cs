using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Colophon.Tests.Index.Store;

public abstract class LedgerTests(Database database)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_entry_is_read_back_as_it_was_written_and_spends_its_identity_token_once()
    {
        await using var index = await TestIndex.Start(database: database);
        var ledger = index.Services.GetRequiredService<Ledger>();
        var entry = Entry("1");

        Assert.Equal(LedgerOutcome.Written, await ledger.Write(entry));
        Assert.Equal(LedgerOutcome.RedeemedBefore, await ledger.Write(Entry("1")));

        await using var db = await index.Db();
        var kept = Assert.Single(await db.Redemptions.AsNoTracking().ToListAsync());
        Assert.Equal((entry.Redemption.Issuer, "1", Now), (kept.Issuer, kept.ReplayKey, kept.Expires));
        Assert.Equivalent(entry.Token, Assert.Single(await db.Tokens.AsNoTracking().ToListAsync()), strict: true);
        var written = Assert.Single(await db.History.AsNoTracking().Where(e => e.Event == "token:mint").ToListAsync());
        Assert.Equal((entry.Event.At, entry.Event.Actor, entry.Event.Details), (written.At, written.Actor, written.Details));
    }

    [Fact]
    public async Task An_entry_whose_publisher_changed_leaves_nothing_and_its_neighbours_in_the_group_stay()
    {
        await using var index = await TestIndex.Start(database: database);
        var ledger = index.Services.GetRequiredService<Ledger>();
        var gone = new UsedPublisher(Guid.NewGuid(), "{}", "{}", "{}", Now);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 30).Select(i =>
            Task.Run(() => ledger.Write(Entry($"{i}") with { Publishers = i % 3 == 0 ? [gone] : [] }))));

        Assert.Equal(10, outcomes.Count(outcome => outcome == LedgerOutcome.PublisherChanged));
        Assert.Equal(20, outcomes.Count(outcome => outcome == LedgerOutcome.Written));
        await using var db = await index.Db();
        Assert.Equal((20, 20), (await db.Redemptions.CountAsync(), await db.Tokens.CountAsync()));
    }

    [Fact]
    public async Task An_entry_that_was_judged_by_what_a_publisher_was_before_an_owner_changed_it_is_not_written()
    {
        await using var index = await TestIndex.Start(database: database);
        await index.AddPublisher("sampleproject");
        await using var db = await index.Db();
        var publisher = await db.Publishers.AsNoTracking().SingleAsync();
        var ledger = index.Services.GetRequiredService<Ledger>();
        LedgerEntry Judged(string key, string fields) => Entry(key) with { Publishers = [new UsedPublisher(publisher.Id, fields, "{}", "{}", Now)] };

        Assert.Equal(LedgerOutcome.PublisherChanged, await ledger.Write(Judged("1", publisher.Fields.Replace("pypi", "live", StringComparison.Ordinal))));
        Assert.Equal(LedgerOutcome.Written, await ledger.Write(Judged("1", publisher.Fields)));
    }

    [Fact]
    public async Task After_an_error_the_next_entry_is_written_as_if_nothing_had_been()
    {
        await using var index = await TestIndex.Start(database: database);
        var ledger = index.Services.GetRequiredService<Ledger>();
        var broken = Entry("2");
        broken = broken with { Grants = [new TokenGrant { TokenId = broken.Token.Id, PublisherId = Guid.NewGuid() }] };

        await Assert.ThrowsAnyAsync<Exception>(() => ledger.Write(broken));
        Assert.Equal(LedgerOutcome.Written, await ledger.Write(Entry("2")));

        await using var db = await index.Db();
        Assert.Equal((1, 1), (await db.Redemptions.CountAsync(), await db.Tokens.CountAsync()));
    }

    private static LedgerEntry Entry(string replayKey) => new()
    {
        Redemption = new Redemption { Issuer = "https://i", ReplayKey = replayKey, Expires = Now },
        Publishers = [],
        Token = new ApiToken { Id = Guid.NewGuid(), Description = "d", Created = Now, Caveats = "[]" },
        Grants = [],
        Event = new HistoryEntry { At = Now, Event = "token:mint", Actor = "octo-org", Details = "{\"a\":\"b\"}" },
    };
}

public sealed class LedgerOnSqliteTests() : LedgerTests(Database.Sqlite);

public sealed class LedgerOnPostgresTests() : LedgerTests(Database.Postgres);
