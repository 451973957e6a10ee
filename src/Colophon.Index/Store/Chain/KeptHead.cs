using System.Globalization;
using Colophon.Index.Store.Files;

namespace Colophon.Index.Store.Chain;

/// <summary>
/// The chain's head in a file beside the database, which whoever can write to the database alone cannot change: shows an end that was cut
/// off, and is where sealing goes on after a start.
/// </summary>
internal sealed class KeptHead(DataDirectory data)
{
    /// <summary>Null when none is kept yet.</summary>
    public ChainHead? Read()
    {
        if (!File.Exists(data.HistoryHead)) return null;
        var words = File.ReadAllText(data.HistoryHead).Trim().Split(' ');
        return words.Length == 2 && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new ChainHead(id, words[1])
            : throw new InvalidDataException($"{data.HistoryHead} is not 'ID SEAL'. `colophon-index audit accept` writes it anew.");
    }

    /// <summary>Several nodes keep it: it never goes back, but by <paramref name="anyway"/>.</summary>
    public void Write(ChainHead head, bool anyway = false)
    {
        if (!anyway && Read() is { } there && there.Id >= head.Id) return;
        var draft = $"{data.HistoryHead}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}";
        File.WriteAllText(draft, $"{head.Id} {head.Seal}\n");
        File.Move(draft, data.HistoryHead, overwrite: true);
    }
}
