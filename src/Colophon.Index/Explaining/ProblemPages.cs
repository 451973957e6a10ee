using Colophon.Index.Web;
using Colophon.Rules;

namespace Colophon.Index.Explaining;

/// <summary>What each refusal means and what to do: drawn from the tables that refuse.</summary>
internal static class ProblemPages
{
    public static Task Handle(HttpContext context)
    {
        if (context.Request.RouteValues["code"] is not string code) return Layout.Send(context, "Problems", List());
        var problem = Problems.Find(code) ?? throw WebProblems.NotFound.Refuse("There is no problem of this code. /problems/ lists all.");
        return Layout.Send(context, problem.Title, One(problem));
    }

    private static Html List() => Html.Of($"""
        <h1>Problems</h1>
        <p>Every refusal of this index names one of these, says what was found and what was expected, and what to do.</p>
        {Html.Join(Problems.ByPlace.Select(place => Html.Of($"<h2>{place.Of}</h2><ul>{Html.Join(place.Rows.Select(Line))}</ul>")))}
        """);

    private static Html Line(Problem problem) => Html.Of($"""
        <li><a href="/problems/{problem.Code}">{problem.Title}</a> <span class="quiet"><code>{problem.Code}</code></span></li>

        """);

    private static Html One(Problem problem) => Html.Of($"""
        <h1>{problem.Title}</h1>
        <p>{problem.Remedy}</p>
        <dl>
        <dt>Code</dt><dd><code>{problem.Code}</code></dd>
        <dt>HTTP status</dt><dd>{problem.Status}</dd>
        {(problem.AsPyPI is { } code ? Html.Of($"<dt>PyPI's code</dt><dd><code>{code}</code></dd>") : Html.Nothing)}
        </dl>
        <p>The answer that led you here says in <code>detail</code> what was found this time,
        and in <code>findings</code>, where there are any, each rule that was judged.</p>
        <p><a href="/problems/">All problems</a></p>
        """);
}
