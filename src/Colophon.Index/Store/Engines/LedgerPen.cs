namespace Colophon.Index.Store.Engines;

/// <summary>Writes entries of the ledger on one engine; used by one writer at a time.</summary>
internal abstract class LedgerPen : IDisposable
{
    /// <summary>
    /// Writes the entries in one transaction, and returns when they are on the disk. One that may not be written leaves nothing; an error
    /// leaves nothing of any.
    /// </summary>
    /// <param name="entries">Those that wait; more may come while they are written, where the engine has use for it.</param>
    public abstract Task<IReadOnlyList<LedgerOutcome>> Write(IEnumerable<LedgerEntry> entries);

    /// <summary>After an error nothing is known of the connection: the next group opens another.</summary>
    public abstract void Forget();

    public void Dispose() => Forget();
}
