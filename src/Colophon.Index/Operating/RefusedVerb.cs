using System.CommandLine;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;

namespace Colophon.Index.Operating;

/// <summary><c>refused PROJECT</c>: exchanges that named a publisher of the project and were refused by its rules.</summary>
internal static class RefusedVerb
{
    private static readonly Argument<string> Project = new("PROJECT") { Description = "The project's name." };

    public static Command Make() =>
        new Command("refused", "Lists a project's refused exchanges of the last 30 days, what is alarming first.").With(Project).Does(List);

    private static async Task<int> List(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var name = ProjectVerbs.Parse(parsed.GetValue(Project)!).Normalized;
        var told = new List<ToldRefusal>();
        foreach (var one in await verb.Db.RefusedOf(name, pendingOf: null, ct))
            told.Add(one.Tell(await verb.Issuers.TableOf(one.Publisher, ct)));

        verb.Say(told.Count == 0
            ? $"No exchange for {name} was refused in the last 30 days, of those that named one of its publishers."
            : string.Join("\n\n", told.Select(InWords)), new { project = name, refused = told });
        return 0;
    }

    private static string InWords(ToldRefusal refused) => string.Join("\n", [
        $"{Warning(refused.Kind)}{refused.Publisher}: refused {(refused.Count == 1 ? "once" : $"{refused.Count} times")}, last on "
            + $"{refused.Last.UtcDateTime:yyyy-MM-dd HH:mm} UTC, for {refused.Source}",
        .. refused.Differing.Select(finding => $"  {finding.Claim}: found {(finding.Found is { } found ? $"'{found}'" : "nothing")}, "
            + $"expected {finding.Expected}{(finding.Why is { } why ? $" ({why})" : "")}"),
    ]);

    private static string Warning(string kind) => kind switch
    {
        RefusedExchange.Takeover => "A TAKE-OVER IS SUSPECTED: the names are right, the ids that never change are not. ",
        RefusedExchange.Renamed => "RENAMED: the ids that never change are right, the names are not. ",
        _ => "",
    };
}
