using System.CommandLine;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Trust;
using Colophon.Rules.Identity;

namespace Colophon.Index.Operating.Trust;

/// <summary>
/// <c>exchange off</c>, <c>on</c>; <c>provider disable</c>, <c>enable</c>: what PyPI's staff have too (pypi-wire.md 1.8). Live on every
/// node with the next request.
/// </summary>
internal static class SwitchVerbs
{
    private static readonly Argument<string> Key = new("KEY") { Description = $"One of {KnownProviders.Keys}." };

    public static IEnumerable<Command> Make() =>
    [
        new Command("exchange", "Trusted publishing as a whole.").With(
            new Command("off", "Refuses every exchange until it is on again.").Does((verb, _, ct) =>
                Switching.Set(verb, Switch.Exchange, isOff: true, ct)),
            new Command("on", "Takes exchanges again.").Does((verb, _, ct) =>
                Switching.Set(verb, Switch.Exchange, isOff: false, ct))),
        new Command("provider", "Kinds of CI system.").With(
            new Command("disable", "Refuses exchanges of a provider's issuers, all of them.").With(Key).Does((verb, parsed, ct) =>
                Switching.Set(verb, Switch.OfProvider(Known(parsed)), isOff: true, ct)),
            new Command("enable", "Takes exchanges of a provider's issuers again.").With(Key).Does((verb, parsed, ct) =>
                Switching.Set(verb, Switch.OfProvider(Known(parsed)), isOff: false, ct))),
    ];

    private static string Known(ParseResult parsed)
    {
        var key = parsed.GetValue(Key)!;
        return TrustActs.IsProvider(key)
            ? key
            : throw new VerbRefused($"'{key}' is no provider. Expected one of {KnownProviders.Keys}.");
    }
}

/// <summary>Turns a switch, with its event in the history.</summary>
internal static class Switching
{
    public static async Task<int> Set(Verb verb, string name, bool isOff, CancellationToken ct)
    {
        await using var change = await verb.Begin(ct);
        if (!await verb.Db.Turn(name, isOff, verb.Now, Verb.Actor, ct))
        {
            verb.Say($"{name} is {(isOff ? "off" : "on")} already.", new { name, isOff });
            return 0;
        }

        await change.Commit(ct);
        verb.Say(isOff
            ? $"{name} is off: its identity tokens are refused from now on. Upload tokens that were minted before live to their end."
            : $"{name} is on.", new { name, isOff });
        return 0;
    }
}
