using System.CommandLine;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Rules.Identity;
using Microsoft.EntityFrameworkCore;

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
        return KnownProviders.Find(key) is not null || key == TrustedIssuers.Generic
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
        var there = await verb.Db.Switches.FirstOrDefaultAsync(s => s.Name == name, ct);
        if (isOff == there is not null)
        {
            verb.Say($"{name} is {(isOff ? "off" : "on")} already.", new { name, isOff });
            return 0;
        }

        if (there is null) verb.Db.Switches.Add(new Switch { Name = name, Since = verb.Now, Actor = Verb.Actor });
        else verb.Db.Switches.Remove(there);
        await verb.Db.Record(verb.Now, isOff ? "switch:off" : "switch:on", project: null, Verb.Actor,
            new Dictionary<string, string?> { ["switch"] = name }, ct);
        await change.Commit(ct);
        verb.Say(isOff
            ? $"{name} is off: its identity tokens are refused from now on. Upload tokens that were minted before live to their end."
            : $"{name} is on.", new { name, isOff });
        return 0;
    }
}
