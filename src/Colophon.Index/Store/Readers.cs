using System.Collections.Concurrent;
using Colophon.Index.Store.Engines;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store;

/// <summary>
/// Contexts whose connections stay open, for the few questions that every exchange asks: opening one costs more than the question, since EF
/// registers its functions anew each time. For reading without tracking alone.
/// </summary>
internal sealed class Readers(IDbContextFactory<ColophonDb> databases) : IDisposable
{
    private readonly ConcurrentBag<ColophonDb> idle = [];

    public async Task<T> Ask<T>(Func<ColophonDb, Task<T>> question)
    {
        if (!idle.TryTake(out var kept)) return await Ask(question, await Open());
        try
        {
            return await Ask(question, kept);
        }
        catch (Exception exception) when (StoreTrouble.Explains(exception))
        {
            Dispose(); // the server went away meanwhile: what was kept is no good, but a new connection may be
            return await Ask(question, await Open());
        }
    }

    public void Dispose()
    {
        while (idle.TryTake(out var db)) db.Dispose();
    }

    private async Task<T> Ask<T>(Func<ColophonDb, Task<T>> question, ColophonDb db)
    {
        try
        {
            var answer = await question(db);
            idle.Add(db);
            return answer;
        }
        catch
        {
            await db.DisposeAsync(); // nothing is known of its connection now
            throw;
        }
    }

    private async Task<ColophonDb> Open()
    {
        var db = await databases.CreateDbContextAsync();
        try
        {
            await db.Database.OpenConnectionAsync();
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }
}
