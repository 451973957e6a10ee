using Colophon.Index.Store;

namespace Colophon.Index.SigningIn;

/// <summary>What a handler needs to change something: the database, the turn to write, and what time it is.</summary>
internal sealed class Writing(ColophonDb db, WriteTurn turn, TimeProvider clock)
{
    public ColophonDb Db => db;

    public DateTimeOffset Now => clock.GetUtcNow();

    public Task<Change> Begin(CancellationToken ct) => turn.Begin(db, ct);
}
