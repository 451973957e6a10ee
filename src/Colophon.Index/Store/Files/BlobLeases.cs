
namespace Colophon.Index.Store.Files;

/// <summary>
/// Who holds which blob between its rename and its row: the last one that gives up takes an unconfirmed blob away (threats.md H15, H17).
/// </summary>
internal sealed class BlobLeases
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, State> held = [];

    public BlobLease Take(string sha256, string path)
    {
        lock (gate)
        {
            var state = held.GetValueOrDefault(sha256) ?? new State();
            state.Holders++;
            held[sha256] = state;
        }

        return new BlobLease(this, sha256, path);
    }

    public bool TryDelete(string sha256, string path)
    {
        lock (gate)
        {
            if (held.ContainsKey(sha256)) return false;
            if (File.Exists(path)) File.Delete(path);
            return true;
        }
    }

    internal void Release(BlobLease lease)
    {
        lock (gate)
        {
            var state = held[lease.Sha256];
            state.MadeNew |= lease.IsNew;
            state.Confirmed |= lease.IsConfirmed;
            if (--state.Holders > 0) return;

            held.Remove(lease.Sha256);
            if (state.MadeNew && !state.Confirmed) File.Delete(lease.Path);
        }
    }

    private sealed class State
    {
        public int Holders { get; set; }
        public bool MadeNew { get; set; }
        public bool Confirmed { get; set; }
    }
}

/// <summary>
/// One upload's hold on a blob. Confirm it when the row that names the blob is committed; disposing it unconfirmed takes a new blob back.
/// </summary>
internal sealed class BlobLease(BlobLeases leases, string sha256, string path) : IDisposable
{
    private bool done;

    public string Sha256 => sha256;
    public string Path => path;

    /// <summary>This upload brought the blob; it was not there before.</summary>
    public bool IsNew { get; internal set; }

    public bool IsConfirmed { get; private set; }

    public void Confirm() => IsConfirmed = true;

    public void Dispose()
    {
        if (done) return;
        done = true;
        leases.Release(this);
    }
}
