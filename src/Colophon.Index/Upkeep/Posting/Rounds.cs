namespace Colophon.Index.Upkeep.Posting;

/// <summary>The rhythm of the workers: one round after the other while there is work, and a pause when there is none.</summary>
internal static class Rounds
{
    /// <summary>Goes on until the server stops.</summary>
    /// <param name="most">What a full round does: then the next one follows at once.</param>
    public static async Task Every(TimeSpan pause, TimeProvider clock, int most, Func<CancellationToken, Task<int>> round,
        CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await Task.Delay(pause, clock, ct);
                while (await round(ct) == most) { }
            }
        }
        catch (OperationCanceledException)
        {
            // the server stops
        }
    }
}
