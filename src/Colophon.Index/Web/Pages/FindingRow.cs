namespace Colophon.Index.Web.Pages;

/// <summary>What one rule found, as far as whoever reads it may see.</summary>
/// <param name="Found">Null: nothing.</param>
public sealed record FindingRow(string Claim, bool Holds, string? Found, string? Expected, string? Why)
{
    /// <summary>Where nothing was compared, nothing can be said to hold.</summary>
    public string Word => this switch
    {
        { Holds: true, Expected: null, Found: null } => "may be missing",
        { Holds: true, Expected: null } => "is there",
        { Holds: true } => "holds",
        { Found: null } => "is missing",
        _ => "differs",
    };

    internal static IReadOnlyList<FindingRow> Of(IEnumerable<RefusalBody.Told> told) =>
        [.. told.Select(finding => new FindingRow(finding.Claim, finding.Holds, finding.Found, finding.Expected, finding.Why))];
}
