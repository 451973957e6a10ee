using System.Diagnostics;

namespace Colophon.Tests.Support.Archives;

/// <summary>
/// Puts mutants through the whole table of checks: each must get a verdict, soon, and at the cost of little memory (threats.md X12).
/// </summary>
internal sealed class ArchiveFuzz
{
    /// <summary>Verdicts by code; <c>ok</c> for what was accepted.</summary>
    public SortedDictionary<string, int> Verdicts { get; } = new(StringComparer.Ordinal);

    /// <summary>What was thrown that is no verdict, with the mutant.</summary>
    public List<string> Thrown { get; } = [];

    public int Count { get; private set; }
    public TimeSpan Slowest { get; private set; }

    /// <summary>The most bytes that one mutant made the checks allocate, whether they were held at once or not.</summary>
    public long MostAllocated { get; private set; }

    public ArchiveFuzz Run(int seed, int count, TimeSpan? atMost = null)
    {
        var mutants = new ArchiveMutants(seed);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < count && (atMost is null || clock.Elapsed < atMost); i++)
        {
            var (name, bytes) = mutants.Next();
            Take(name, bytes);
        }

        return this;
    }

    /// <summary>One archive.</summary>
    public void Take(string name, byte[] bytes)
    {
        using var content = new MemoryStream(bytes);
        var (allocated, clock) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
        string code;
        try
        {
            code = ArchiveVector.Judge(name, content)?.Problem.Code ?? "ok";
        }
        catch (Exception exception)
        {
            code = "thrown";
            Thrown.Add($"{exception.GetType().Name}: {exception.Message} for {name} {Convert.ToBase64String(bytes)}");
        }

        Count++;
        Verdicts[code] = Verdicts.GetValueOrDefault(code) + 1;
        if (clock.Elapsed > Slowest) Slowest = clock.Elapsed;
        MostAllocated = Math.Max(MostAllocated, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    public override string ToString() => $"{Count} archives, {Verdicts.GetValueOrDefault("ok")} accepted, {Thrown.Count} exceptions, the slowest "
        + $"{Slowest.TotalMilliseconds:0} ms, at most {MostAllocated / 1048576.0:0.0} MiB allocated for one; "
        + string.Join(", ", Verdicts.Select(verdict => $"{verdict.Key} {verdict.Value}"));
}
