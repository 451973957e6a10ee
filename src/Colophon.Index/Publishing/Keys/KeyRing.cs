using Colophon.Rules.Identity;

namespace Colophon.Index.Publishing.Keys;

/// <summary>A good key set, and when its fetch began.</summary>
internal sealed record KeptKeys(SigningKeys Keys, DateTimeOffset At);

/// <summary>
/// The keys of one issuer as they grow old: when they are asked for again, who waits for the answer, and how long the last good set is
/// believed (colophon.md 3, threats.md A38, A39, H21).
/// </summary>
/// <param name="load">What an earlier process has kept; null when nothing.</param>
/// <param name="fetch">Asks the issuer; null when it failed. Never throws.</param>
internal sealed class KeyRing(TimeProvider clock, Func<Task<KeptKeys?>> load, Func<Task<KeptKeys?>> fetch)
{
    private static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan DeadAfter = TimeSpan.FromHours(24);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Lazy<Task<KeptKeys?>> loading = new(load);
    private KeptKeys? kept;
    private DateTimeOffset lastAttempt = DateTimeOffset.MinValue;
    private Task<KeptKeys?>? running;
    private bool isLoaded;

    /// <summary>The issuer failed to answer after the keys had grown stale: until it does answer, nobody waits for it.</summary>
    private bool isDown;

    /// <summary>Seconds until the issuer is asked again.</summary>
    public int RetryAfter
    {
        get
        {
            lock (gate) return Math.Max(1, (int)Math.Ceiling((lastAttempt + Pause - clock.GetUtcNow()).TotalSeconds));
        }
    }

    /// <summary>The keys that may be believed now; null when there are none.</summary>
    public async Task<SigningKeys?> Believed(CancellationToken ct)
    {
        if (!Volatile.Read(ref isLoaded)) await Load();

        Task<KeptKeys?>? asked;
        KeptKeys? last;
        lock (gate)
        {
            var age = Age();
            if (age < RefreshAfter) return kept!.Keys;

            asked = running ?? StartIfDue();
            if (age < StaleAfter || (isDown && age < DeadAfter)) return kept!.Keys;
            last = age < DeadAfter ? kept : null;
        }

        var fetched = asked is null ? null : await asked.WaitAsync(ct);
        return (fetched ?? last)?.Keys;
    }

    /// <summary>The keys after another look, for a key id that is not among them; null when it is too early, or it failed.</summary>
    public async Task<SigningKeys?> Renewed(CancellationToken ct)
    {
        Task<KeptKeys?>? asked;
        lock (gate) asked = running ?? StartIfDue();
        return asked is null ? null : (await asked.WaitAsync(ct))?.Keys;
    }

    private TimeSpan Age() => kept is null ? TimeSpan.MaxValue : clock.GetUtcNow() - kept.At;

    private async Task Load()
    {
        var stored = await loading.Value;
        lock (gate)
        {
            if (!isLoaded) kept ??= stored;
            isLoaded = true;
        }
    }

    /// <summary>One fetch at a time, and a pause after each. The caller holds the gate.</summary>
    private Task<KeptKeys?>? StartIfDue()
    {
        var now = clock.GetUtcNow();
        if (now - lastAttempt < Pause) return null;

        lastAttempt = now;
        return running = Run();
    }

    private async Task<KeptKeys?> Run()
    {
        await Task.Yield(); // the caller holds the gate
        var fetched = await fetch();
        lock (gate)
        {
            if (fetched is not null) kept = fetched;
            isDown = fetched is null && Age() >= StaleAfter;
            running = null;
        }

        return fetched;
    }
}
