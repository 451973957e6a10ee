using Colophon.Index.Web;

namespace Colophon.Index.Publishing.Explanations;

/// <summary>Findings as a table: found and expected side by side; what differs is said in a word and set apart.</summary>
internal static class FindingRows
{
    public static Html Table(IReadOnlyList<RefusalBody.Told> findings) => Html.Of($"""
        <table class="findings"><thead><tr><th scope="col">Claim</th><th scope="col">Found</th><th scope="col">Expected</th></tr></thead>
        <tbody>{Html.Join(findings.OrderBy(finding => finding.Holds).Select(Row))}</tbody></table>
        """);

    /// <summary>Where nothing was compared, nothing can be said to hold.</summary>
    private static string Word(RefusalBody.Told finding) => finding switch
    {
        { Holds: true, Expected: null, Found: null } => "may be missing",
        { Holds: true, Expected: null } => "is there",
        { Holds: true } => "holds",
        { Found: null } => "is missing",
        _ => "differs",
    };

    private static Html Row(RefusalBody.Told finding) => Html.Of($"""
        <tr{(finding.Holds ? Html.Nothing : Html.Of($" class=\"differs\""))}>
        <th scope="row"><code>{finding.Claim}</code> <span class="quiet">{Word(finding)}</span></th>
        <td data-label="Found">{(finding.Found is { } found ? Html.Of($"<code>{found}</code>") : Html.Of($"nothing"))}</td>
        <td data-label="Expected">{finding.Expected ?? (finding.Holds ? "depends on the publisher" : "the value that a publisher names")}
        {(!finding.Holds && finding.Why is { } why ? Html.Of($"<span class=\"quiet\">{why}</span>") : Html.Nothing)}</td></tr>

        """);
}
