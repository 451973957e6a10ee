using System.Diagnostics;
using System.Text;
using Colophon.Tests.Support.Archives;

namespace Colophon.Bench;

/// <summary>Mutated archives and bombs through the whole table of checks, with what they cost (threats.md X12 and promise 14).</summary>
internal static class Fuzz
{
    private const int Bomb = 1 << 30;

    /// <param name="count">Mutants.</param>
    /// <param name="seconds">Ends earlier; null for no end but the count.</param>
    public static void Measure(Results results, int count, int? seconds)
    {
        var (wheel, sdist) = (BombWheel(), BombSdist());
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var process = Environment.ProcessId;
        Peak(results, process, $"mutated archives through all checks ({count:#,0} asked for)", () =>
        {
            var fuzz = new ArchiveFuzz().Run(seed: 1, count, seconds is { } most ? TimeSpan.FromSeconds(most) : null);
            Console.WriteLine(fuzz);
            foreach (var thrown in fuzz.Thrown.Take(3)) Console.WriteLine(thrown);
            results.Note("X12", "mutated archives through all checks", $"{fuzz.Count:#,0}, {fuzz.Verdicts.GetValueOrDefault("ok"):#,0} accepted");
            results.AtMost("X12", "exceptions that were no verdict", "", fuzz.Thrown.Count, 0);
            results.AtMost("X12", "the slowest", "s", fuzz.Slowest.TotalSeconds, 2);
            results.AtMost("X12", "memory that one allocated in all", "MiB", fuzz.MostAllocated / 1048576.0, 32);
        });
        Peak(results, process, "a wheel of 1 GiB of zeros", () => Judge(results, "wheel", TestFiles.Wheel, wheel));
        Peak(results, process, "a source distribution of 1 GiB of zeros", () => Judge(results, "source distribution", TestFiles.Sdist, sdist));
    }

    private static void Judge(Results results, string what, string name, byte[] bytes)
    {
        var clock = Stopwatch.StartNew();
        var verdict = ArchiveVector.Judge(name, new MemoryStream(bytes))?.Problem.Code ?? "ok";
        results.Note("X12", $"a {what} of 1 GiB of zeros, {bytes.Length / 1e6:0.0} MB packed", $"{verdict} after {clock.ElapsedMilliseconds} ms");
    }

    /// <summary>What the work added to the memory of this process at its peak.</summary>
    private static void Peak(Results results, int process, string what, Action work)
    {
        var before = Machine.Memory(process, "VmRSS");
        Machine.ForgetPeak(process);
        work();
        results.AtMost("X12", $"memory that it added at its peak: {what}", "MiB", Machine.Memory(process, "VmHWM") - before, 96);
    }

    private static byte[] BombWheel()
    {
        var zip = new RawZip();
        zip.Members.Add(new RawZip.Member { Name = "sample/zeros"u8.ToArray(), Bytes = new byte[Bomb] });
        TestFiles.MakeWheel(zip);
        return zip.ToArray();
    }

    private static byte[] BombSdist()
    {
        var tar = new RawTar();
        tar.Add("sample-1.0/PKG-INFO", Encoding.UTF8.GetBytes(TestFiles.Metadata));
        tar.Add("sample-1.0/zeros", new byte[Bomb]);
        return RawTar.Gzip(tar.ToTar());
    }
}
