using System.Text;
using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Index.Publishing.Keys;
using Colophon.Rules.Identity;
using Microsoft.Extensions.Time.Testing;

namespace Colophon.Tests.Index.Publishing.Keys;

/// <summary>How an issuer's keys age (colophon.md 3; threats.md A38, A39, H21).</summary>
public sealed class KeyRingTests : IDisposable
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly PracticeKey key = new("k");
    private Func<Task<KeptKeys?>> answer;
    private int fetches;

    public KeyRingTests() => answer = () => Task.FromResult<KeptKeys?>(Good());

    public void Dispose() => key.Dispose();

    private KeptKeys Good()
    {
        var jwks = Encoding.UTF8.GetBytes(new JsonObject { ["keys"] = new JsonArray(key.ToJwk()) }.ToJsonString());
        Assert.True(SigningKeys.Parse(jwks, ["RS256"]).TryGet(out var keys, out _));
        return new KeptKeys(keys!, clock.GetUtcNow());
    }

    private KeyRing Ring(KeptKeys? stored = null) => new(clock, () => Task.FromResult(stored), () =>
    {
        Interlocked.Increment(ref fetches);
        return answer();
    });

    private void Fails() => answer = () => Task.FromResult<KeptKeys?>(null);

    private static async Task<SigningKeys?> AtOnce(Task<SigningKeys?> believed) =>
        await believed.WaitAsync(TimeSpan.FromSeconds(2));

    /// <summary>Until the background fetch, if one runs, has ended.</summary>
    private async Task Settle(int expected)
    {
        for (var i = 0; i < 200 && fetches < expected; i++) await Task.Delay(5);
        await Task.Delay(20);
        Assert.Equal(expected, fetches);
    }

    [Fact]
    public async Task Keys_are_fetched_once_by_a_hundred_at_once_and_kept()
    {
        var ring = Ring();
        var slow = new TaskCompletionSource<KeptKeys?>();
        answer = () => slow.Task;
        var waiting = Enumerable.Range(0, 100).Select(_ => Task.Run(() => ring.Believed(CancellationToken.None))).ToList();
        await Settle(1);
        slow.SetResult(Good());

        Assert.All(await Task.WhenAll(waiting), Assert.NotNull);
        clock.Advance(TimeSpan.FromMinutes(7.9));
        Assert.NotNull(await ring.Believed(CancellationToken.None));
        Assert.Equal(1, fetches);
    }

    [Fact]
    public async Task Before_they_are_ten_minutes_old_they_are_renewed_and_nobody_waits()
    {
        var ring = Ring();
        await ring.Believed(CancellationToken.None);
        answer = () => new TaskCompletionSource<KeptKeys?>().Task; // never answers
        clock.Advance(TimeSpan.FromMinutes(9));

        Assert.NotNull(await AtOnce(ring.Believed(CancellationToken.None)));
        await Settle(2);
        Assert.NotNull(await AtOnce(ring.Believed(CancellationToken.None)));
        Assert.Equal(2, fetches);
    }

    [Fact]
    public async Task After_ten_minutes_the_answer_is_waited_for_so_that_a_withdrawn_key_is_not_believed()
    {
        var ring = Ring();
        var first = await ring.Believed(CancellationToken.None);
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.NotSame(first, await ring.Believed(CancellationToken.None));
    }

    [Fact]
    public async Task In_an_outage_the_last_good_keys_serve_for_a_day_one_attempt_a_minute_and_one_caller_waits_for_the_first()
    {
        var ring = Ring();
        await ring.Believed(CancellationToken.None);
        Fails();
        clock.Advance(TimeSpan.FromMinutes(11));
        Assert.NotNull(await ring.Believed(CancellationToken.None));
        Assert.Equal(2, fetches);

        answer = () => new TaskCompletionSource<KeptKeys?>().Task; // now it does not even fail
        for (var i = 0; i < 10; i++) Assert.NotNull(await AtOnce(ring.Believed(CancellationToken.None)));
        Assert.Equal(2, fetches);
        clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 10; i++) Assert.NotNull(await AtOnce(ring.Believed(CancellationToken.None)));
        await Settle(3);
    }

    [Fact]
    public async Task After_a_day_nothing_is_believed_and_the_first_good_answer_ends_it()
    {
        var ring = Ring();
        await ring.Believed(CancellationToken.None);
        Fails();
        clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.NotNull(await ring.Believed(CancellationToken.None));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await ring.Believed(CancellationToken.None));

        answer = () => Task.FromResult<KeptKeys?>(Good());
        clock.Advance(TimeSpan.FromSeconds(ring.RetryAfter));
        Assert.NotNull(await ring.Believed(CancellationToken.None));
    }

    [Fact]
    public async Task With_nothing_kept_a_failure_refuses_for_a_minute_and_no_longer()
    {
        Fails();
        var ring = Ring();
        Assert.Null(await ring.Believed(CancellationToken.None));
        clock.Advance(TimeSpan.FromSeconds(54));
        Assert.Equal((true, 6, 1), (await ring.Believed(CancellationToken.None) is null, ring.RetryAfter, fetches));

        answer = () => Task.FromResult<KeptKeys?>(Good());
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.NotNull(await ring.Believed(CancellationToken.None));
    }

    [Fact]
    public async Task An_unknown_key_id_causes_one_fetch_a_minute_that_all_wait_for()
    {
        var ring = Ring();
        await ring.Believed(CancellationToken.None);
        Assert.Null(await ring.Renewed(CancellationToken.None)); // too early
        clock.Advance(TimeSpan.FromMinutes(1));
        var slow = new TaskCompletionSource<KeptKeys?>();
        answer = () => slow.Task;
        var waiting = Enumerable.Range(0, 100).Select(_ => Task.Run(() => ring.Renewed(CancellationToken.None))).ToList();
        await Settle(2);
        Assert.NotNull(await AtOnce(ring.Believed(CancellationToken.None))); // known keys do not wait
        slow.SetResult(Good());
        Assert.All(await Task.WhenAll(waiting), Assert.NotNull);
        Assert.Equal(2, fetches);
    }

    [Fact]
    public async Task What_an_earlier_process_kept_counts_from_its_own_fetch()
    {
        var stored = Good();
        Fails();
        clock.Advance(TimeSpan.FromMinutes(5));
        var ring = Ring(stored);
        Assert.Same(stored.Keys, await ring.Believed(CancellationToken.None));
        Assert.Equal(0, fetches);

        clock.Advance(TimeSpan.FromHours(23));
        Assert.Same(stored.Keys, await ring.Believed(CancellationToken.None));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await Ring(stored).Believed(CancellationToken.None));
    }

    [Fact]
    public async Task Who_stops_waiting_does_not_stop_the_fetch_of_others()
    {
        var slow = new TaskCompletionSource<KeptKeys?>();
        answer = () => slow.Task;
        var ring = Ring();
        using var gone = new CancellationTokenSource();
        var (impatient, patient) = (ring.Believed(gone.Token), ring.Believed(CancellationToken.None));
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        slow.SetResult(Good());
        Assert.NotNull(await patient);
    }
}
