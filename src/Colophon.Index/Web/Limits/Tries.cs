using System.Collections.Concurrent;

namespace Colophon.Index.Web.Limits;

/// <summary>So many in a time.</summary>
internal sealed record Rate(int Most, TimeSpan In);

/// <summary>
/// How often one person, address or account may try something that can be guessed, or have a mail sent. Each key has one moment: when all
/// of its tries will be forgotten (a leaky bucket). What went well is given back, so that nobody waits for being who they are.
/// </summary>
internal sealed class Tries(TimeProvider clock, params Rate[] rates)
{
    private const int MostKeys = 100_000;

    private readonly ConcurrentDictionary<(string, Rate), DateTimeOffset> empty = new();

    /// <summary>Counts a try, or ends the request when there were too many.</summary>
    public void Spend(string key)
    {
        var now = clock.GetUtcNow();
        if (empty.Count > MostKeys)
            foreach (var (old, moment) in empty) if (moment <= now) empty.TryRemove(old, out _);

        foreach (var rate in rates)
        {
            var after = empty.AddOrUpdate((key, rate), now + Drop(rate), (_, moment) => (moment > now ? moment : now) + Drop(rate)) - now;
            if (after <= rate.In) continue;
            Return(key, rate); // waiting tries do not make the wait longer
            var wait = Math.Max(1, (int)Math.Ceiling((after - rate.In).TotalSeconds));
            throw new Refusal(WebProblems.TooManyRequests.Because($"There were too many tries. Try again in {wait} seconds."))
            {
                RetryAfter = wait,
            };
        }
    }

    /// <summary>It was no guess: the try is not counted.</summary>
    public void Return(string key)
    {
        foreach (var rate in rates) Return(key, rate);
    }

    private void Return(string key, Rate rate)
    {
        if (empty.TryGetValue((key, rate), out var moment)) empty.TryUpdate((key, rate), moment - Drop(rate), moment);
    }

    private static TimeSpan Drop(Rate rate) => rate.In / rate.Most;
}
