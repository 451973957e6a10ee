using Colophon.Tests.Index.Publishing.Keys;
using Colophon.Tests.Journeys;
using Colophon.Tests.Support;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Colophon.Tests.Support;

/// <summary>Begins with the classes that take longest, so that a run does not end with one of them alone; the rest by name.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        .. new[] { typeof(PulledCableTests), typeof(TwoNodesTests), typeof(IssuerTroubleTests), typeof(KilledDatabaseTests) }
            .Select(type => type.FullName!),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(one => Rank(one)).ThenBy(one => one.TestCollectionDisplayName, StringComparer.Ordinal)];

    private static int Rank(ITestCollection one)
    {
        var at = Array.FindIndex(Long, name => one.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal));
        return at < 0 ? Long.Length : at;
    }
}
