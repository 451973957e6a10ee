using System.Text.Json;
using Colophon.Index.Store.Entities;
using Colophon.Rules.Identity;

namespace Colophon.Index.Store.Publishers;

/// <summary>Which ids a publisher keeps when its fields change: those of accounts that it still names.</summary>
internal static class KeptPins
{
    private const string IdOf = "_id";

    /// <summary>
    /// Where the repository is the same, so are its ids; a new name may be another repository, and then what the forge told counts, or the
    /// next full match. An id beside a claim that one field alone decides (<c>actor_id</c> beside <c>actor</c>) goes with that field.
    /// </summary>
    public static string After(Publisher publisher, Publisher typed, Provider table)
    {
        var told = Read(typed.Pins);
        if (publisher.LookUpKey != typed.LookUpKey) return typed.Pins;

        var (was, now) = (Read(publisher.Fields), Read(typed.Fields));
        var changed = now.Where(field => was.GetValueOrDefault(field.Key) != field.Value).Select(field => field.Key).ToHashSet();
        var kept = Read(publisher.Pins).Where(pin => !SpeaksOf(table, pin.Key, changed));
        return Publisher.WritePins(told.Concat(kept).GroupBy(pin => pin.Key).Select(same => same.Last()));
    }

    private static bool SpeaksOf(Provider table, string claim, HashSet<string> changed) =>
        claim.EndsWith(IdOf, StringComparison.Ordinal) && table.Claims.Any(row => row.Claim == claim[..^IdOf.Length]
            && row.Rule.Templates.SelectMany(template => template.Blanks).Any(changed.Contains) && !row.Names);

    private static Dictionary<string, string> Read(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;
}
