using Colophon.Tests.Support.Archives;

namespace Colophon.Tests.Rules.Packaging;

/// <summary>The bounded run; the long one is <c>./run bench --only fuzz</c>.</summary>
public sealed class ArchiveFuzzTests
{
    [Fact]
    public void Twenty_thousand_mutants_each_get_a_verdict_soon_and_for_little_memory()
    {
        var fuzz = new ArchiveFuzz().Run(seed: 36, count: 20_000);

        TestContext.Current.TestOutputHelper!.WriteLine(fuzz.ToString());
        Assert.True(fuzz.Thrown.Count == 0, fuzz.Thrown.FirstOrDefault());
        Assert.True(fuzz.Slowest < TimeSpan.FromSeconds(2), $"{fuzz.Slowest}");
        Assert.True(fuzz.MostAllocated < 32 << 20, $"{fuzz.MostAllocated} bytes");
        Assert.True(fuzz.Verdicts["ok"] > 1000, "Mutants do not get deep.");
    }
}
