using System.Collections.Concurrent;

namespace Colophon.Index.Web.Limits;

/// <summary>So many in a time.</summary>
internal sealed record Rate(int Most, TimeSpan In);

/// <summary>
/// How often one person, address or account may try something that can be guessed, or have a mail sent: exactly, by the moments of the
/// last tries. What went well is given back, so that nobody waits for being who they are. Kept in this process's memory; what keeps an
/// account shut for longer is in the database (Identity's lock-out).
/// </summary>
internal sealed class Tries(TimeProvider clock, params Rate[] rates)
{
    private const int MostKeys = 100_000;

    private readonly ConcurrentDictionary<string, List<DateTimeOffset>> kept = new(StringComparer.Ordinal);
    private readonly TimeSpan longest = rates.Max(rate => rate.In);

    /// <summary>Counts a try, or ends the request when there were too many.</summary>
    public void Spend(string key)
    {
        var now = clock.GetUtcNow();
        if (kept.Count > MostKeys) Forget(now);
        var moments = kept.GetOrAdd(key, _ => []);
        lock (moments)
        {
            moments.RemoveAll(moment => moment <= now - longest);
            var wait = rates.Max(rate => moments.Count(moment => moment > now - rate.In) >= rate.Most
                ? moments[^rate.Most] + rate.In - now
                : TimeSpan.Zero);
            if (wait == TimeSpan.Zero)
            {
                moments.Add(now);
                return;
            }

            var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
            throw new Refusal(WebProblems.TooManyRequests.Because($"There were too many tries. Try again in {seconds} seconds."))
            {
                RetryAfter = seconds,
            };
        }
    }

    /// <summary>It was no guess: the last try is not counted.</summary>
    public void Return(string key)
    {
        if (!kept.TryGetValue(key, out var moments)) return;
        lock (moments)
        {
            if (moments.Count > 0) moments.RemoveAt(moments.Count - 1);
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, moments) in kept)
            lock (moments)
                if (moments.All(moment => moment <= now - longest)) kept.TryRemove(key, out _);
    }
}
