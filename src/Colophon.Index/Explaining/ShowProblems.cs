using System.Text.Encodings.Web;
using System.Text.Json;
using Colophon.Index.Explaining.Pages;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;
using Colophon.Rules;

namespace Colophon.Index.Explaining;

/// <summary>What each refusal means and what to do: drawn from the tables that refuse.</summary>
internal static class ShowProblems
{
    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task Handle(HttpContext context, PublicAddress address)
    {
        if (context.Request.RouteValues["code"] is not string code) return context.Show<ProblemListPage, ProblemListModel>(List());
        var problem = Problems.Find(code) ?? throw WebProblems.NotFound.Refuse("There is no problem of this code. /problems/ lists all.");
        return context.Show<ProblemPage, ProblemModel>(One(problem, address.Url));
    }

    private static ProblemListModel List() => new([.. Problems.ByPlace.Select(place =>
        new ProblemPlace(place.Of, [.. place.Rows.Select(problem => (problem.Code, problem.Title))]))]);

    private static ProblemModel One(Problem problem, string url) => new(problem.Code, problem.Title, problem.Status, problem.Cause,
        problem.Remedy, Example(problem, url), problem.AsPyPI is "invalid-publisher" or "invalid-token");

    /// <summary>The body as a client gets it, drawn by what draws the real one.</summary>
    private static string Example(Problem problem, string url)
    {
        var body = RefusalBody.Of(problem.Refuse("what was found, and what was expected"), url, traceId: null);
        using var json = JsonDocument.Parse(body.ToUtf8());
        return JsonSerializer.Serialize(json.RootElement, Readable);
    }
}
