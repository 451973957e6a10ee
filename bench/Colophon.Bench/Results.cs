using System.Globalization;
using System.Text;

namespace Colophon.Bench;

/// <summary>A figure, and beside it what it is held against in the same run. A ratio is Colophon's share of its peer, or of its limit.</summary>
internal sealed record Figure(string Goal, string What, string Ours, string Peer, double? Ratio, string Floor, bool Holds);

/// <summary>Collects the figures of one run, says them as they come, and writes them as a table.</summary>
internal sealed class Results
{
    private readonly List<Figure> figures = [];

    public int BelowFloor => figures.Count(figure => !figure.Holds);

    /// <summary>A rate that must be at least a share of its peer's.</summary>
    public void Share(string goal, string what, string unit, double ours, string peer, double theirs, double? floor = null)
    {
        var ratio = ours / theirs;
        Add(new Figure(goal, what, $"{Number(ours)} {unit}", $"{peer}: {Number(theirs)} {unit}", ratio,
            floor is { } least ? $"at least {least:0.##}" : "", floor is null || ratio >= floor));
    }

    /// <summary>A figure that must not be more than a limit.</summary>
    public void AtMost(string goal, string what, string unit, double ours, double limit) =>
        Add(new Figure(goal, what, $"{Number(ours)} {unit}", "", null, $"at most {Number(limit)} {unit}", ours <= limit));

    /// <summary>A figure with nothing to hold it against.</summary>
    public void Note(string goal, string what, string ours) => Add(new Figure(goal, what, ours, "", null, "", true));

    public string ToMarkdown(string machine)
    {
        var text = new StringBuilder("# Results of `./bench`\n\n").Append(machine)
            .Append("\n\nEvery ratio is taken in one run on one machine; compare ratios, not figures, with those of other machines. ")
            .Append("Goals are those of design/performance.md section 5. The load generator runs on the same cores.\n\n")
            .Append("| goal | what | Colophon | peer or limit | ratio | floor | |\n|---|---|---|---|---|---|---|\n");
        foreach (var f in figures)
            text.Append(CultureInfo.InvariantCulture,
                $"| {f.Goal} | {f.What} | {f.Ours} | {f.Peer} | {f.Ratio:0.00} | {f.Floor} | {(f.Holds ? "" : "**below**")} |\n");
        return text.Append('\n').Append(Reading).ToString();
    }

    /// <summary>What a reader has to know of two of the floors.</summary>
    private const string Reading = """
        G8 and G11 hold Colophon against its disk. Their floors were set where pgbench made 4,020 commits a second with 8 clients and the disk
        took 219 MB/s (design/performance.md, section 4); there 1,407 exchanges a second and 164 MB/s would be the floor. Where the disk flushes
        several times faster than that, the processor is the limit instead: an exchange is an RSA verification, eleven HMACs, a look-up and the
        HTTP around it, and an upload is three hashes, a CRC and RECORD's hash, on the two cores that the load generator uses too.

        """;

    public static string Number(double value) => value switch
    {
        >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    private void Add(Figure figure)
    {
        figures.Add(figure);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{figure.Goal,-4} {figure.What}: {figure.Ours} {figure.Peer} {figure.Ratio:0.00} {figure.Floor}{(figure.Holds ? "" : " BELOW")}"));
    }
}
