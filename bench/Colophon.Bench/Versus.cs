namespace Colophon.Bench;

/// <summary>Holds a URL of ours against one of a peer's: in turns, round by round, the median of each.</summary>
internal sealed class Versus(Results results, int seconds, int rounds)
{
    public async Task Compare(string goal, string what, (string Url, string[] Headers) ours, (string Url, string[] Headers) theirs, double? floor)
    {
        var (mine, other) = (new List<double>(), new List<double>());
        await Wrk.Run(ours.Url, 16, seconds, null, ours.Headers); // .NET needs that to be warm
        for (var round = 0; round < rounds; round++)
        {
            mine.Add((await Wrk.Run(ours.Url, 16, seconds, null, ours.Headers)).Rate);
            other.Add((await Wrk.Run(theirs.Url, 16, seconds, null, theirs.Headers)).Rate);
        }

        results.Share(goal, what, "/s", Median(mine), "nginx", Median(other), floor);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
