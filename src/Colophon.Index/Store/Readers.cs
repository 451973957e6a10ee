using System.Collections.Concurrent;
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
        var db = idle.TryTake(out var kept) ? kept : await Open();
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

    public void Dispose()
    {
        while (idle.TryTake(out var db)) db.Dispose();
    }

    private async Task<ColophonDb> Open()
    {
        var db = await databases.CreateDbContextAsync();
        await db.Database.OpenConnectionAsync();
        return db;
    }
}
