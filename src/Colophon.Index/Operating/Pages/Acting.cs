using Colophon.Index.Store;
using Colophon.Index.Store.People;
using Colophon.Index.Web.Doors;
using Colophon.Rules;

namespace Colophon.Index.Operating.Pages;

/// <summary>What a handler needs to do something for an operator: the database, the turn to write, the hour.</summary>
internal sealed class Acting(ColophonDb db, WriteTurn turn, TimeProvider clock)
{
    public ColophonDb Db => db;

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>One change: does it, and keeps it unless there is a fault.</summary>
    public async Task<Fault?> Do(Func<Task<Fault?>> act, CancellationToken ct)
    {
        await using var change = await turn.Begin(db, ct);
        db.ChangeTracker.Clear(); // rows read before the turn may have changed since
        if (await act() is { } fault) return fault;
        await change.Commit(ct);
        return null;
    }

    /// <summary>The same for an act that comes to something.</summary>
    public async Task<Parsed<T>> Do<T>(Func<Task<Parsed<T>>> act, CancellationToken ct)
        where T : class
    {
        await using var change = await turn.Begin(db, ct);
        db.ChangeTracker.Clear();
        var outcome = await act();
        if (outcome.TryGet(out _, out _)) await change.Commit(ct);
        return outcome;
    }

    /// <summary>Who does it, for acts on accounts.</summary>
    public Doer DoerOf(HttpContext context) => new(context.Person().Name, context.Person().UserId, Now);
}

/// <summary>What forms of operators have in common.</summary>
internal static class Forms
{
    /// <summary>What was just done, by the word in the address; the address is shown nowhere.</summary>
    public static string? DoneOf(this HttpRequest request, IReadOnlyDictionary<string, string> words) =>
        words.GetValueOrDefault(request.Query["done"].ToString());

    /// <summary>Why what was typed does not confirm a dangerous act; null when it does.</summary>
    public static string? WhyNotConfirmed(string typed, string expected) => typed == expected
        ? null
        : $"The name that you typed is '{(typed.Length > 100 ? typed[..100] + "…" : typed)}', expected '{expected}'. Nothing was changed.";
}
