using System.Text.Json;
using Colophon.Index.Web;
using Colophon.Rules;

namespace Colophon.Index.Explaining;

/// <summary>What each refusal means and what to do: drawn from the tables that refuse.</summary>
internal static class ProblemPages
{
    public static Task Handle(HttpContext context, PublicAddress address)
    {
        if (context.Request.RouteValues["code"] is not string code) return Layout.Send(context, "Problems", List());
        var problem = Problems.Find(code) ?? throw WebProblems.NotFound.Refuse("There is no problem of this code. /problems/ lists all.");
        return Layout.Send(context, problem.Title, One(problem, address.Url));
    }

    private static Html List() => Html.Of($"""
        <h1>Problems</h1>
        <p>Every refusal of this index names one of these, says what was found and what was expected, and what to do.</p>
        {Html.Join(Problems.ByPlace.Select(place => Html.Of($"<h2>{place.Of}</h2><ul>{Html.Join(place.Rows.Select(Line))}</ul>")))}
        """);

    private static Html Line(Problem problem) => Html.Of($"""
        <li><a href="/problems/{problem.Code}">{problem.Title}</a> <span class="quiet"><code>{problem.Code}</code></span></li>

        """);

    private static Html One(Problem problem, string url) => Html.Of($"""
        <h1>{problem.Title}</h1>
        {(problem.Cause is { } cause ? Html.Of($"<h2>How it comes about</h2><p>{cause}</p>") : Html.Nothing)}
        <h2>What to do</h2>
        <p>{problem.Remedy}</p>
        {Explain(problem)}
        <h2>How it reads</h2>
        <p>The answer says in <code>detail</code> what was found this time, and in <code>findings</code>, where there are any,
        each rule that was judged. Its parts that never change:</p>
        <pre class="paste">{Example(problem, url)}</pre>
        <p class="quiet">HTTP status {problem.Status}; header <code>X-Colophon-Error: {problem.Code}</code>.</p>
        <p><a href="/problems/">All problems</a></p>
        """);

    private static Html Explain(Problem problem) => problem.AsPyPI is "invalid-publisher" or "invalid-token"
        ? Html.Of($"""<p>Paste the token or its claims at <a href="/explain">Explain</a>, and read every rule.</p>""")
        : Html.Nothing;

    /// <summary>The body as a client gets it, drawn by what draws the real one.</summary>
    private static string Example(Problem problem, string url)
    {
        var body = RefusalBody.Of(problem.Refuse("what was found, and what was expected"), url, traceId: null);
        using var json = JsonDocument.Parse(body.ToUtf8());
        return JsonSerializer.Serialize(json.RootElement, Readable);
    }

    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
