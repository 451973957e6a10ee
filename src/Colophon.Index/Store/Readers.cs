using System.Collections.Concurrent;
using Colophon.Index.Store.Engines;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store;

/// <summary>
/// Contexts whose connections stay open, for the few questions that every exchange asks: opening one costs more than the question, since EF
/// registers its functions anew each time. For reading without tracking alone. Few at once: the others wait here, where waiting is fair
/// and holds no connection of a server that has a hundred for all nodes.
/// </summary>
internal sealed class Readers(IDbContextFactory<ColophonDb> databases) : IDisposable
{
    /// <summary>Connections that may be kept: more do not answer sooner.</summary>
    public const int Most = 8;

    private readonly ConcurrentBag<ColophonDb> idle = [];
    private readonly SemaphoreSlim free = new(Most, Most);

    /// <param name="question">Must not ask another within: of eight such none would ever be answered.</param>
    public async Task<T> Ask<T>(Func<ColophonDb, Task<T>> question)
    {
        await free.WaitAsync();
        try
        {
            return await AskOneOf(question);
        }
        finally
        {
            free.Release();
        }
    }

    public void Dispose()
    {
        CloseIdle();
        free.Dispose();
    }

    private async Task<T> AskOneOf<T>(Func<ColophonDb, Task<T>> question)
    {
        if (!idle.TryTake(out var kept)) return await Ask(question, await Open());
        try
        {
            return await Ask(question, kept);
        }
        catch (Exception exception) when (StoreTrouble.Explains(exception))
        {
            CloseIdle(); // the server went away meanwhile: what was kept is no good, but a new connection may be
            return await Ask(question, await Open());
        }
    }

    private void CloseIdle()
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
