using System.Text;
using Colophon.Index.Publishing.Exchanges;
using Colophon.Index.Publishing.Pages;
using Colophon.Index.Web;
using Colophon.Index.Web.Limits;
using Colophon.Index.Web.Pages;
using Colophon.Rules.Identity.Telling;
using Microsoft.AspNetCore.WebUtilities;

namespace Colophon.Index.Publishing.Explanations;

/// <summary>
/// Where a maintainer pastes an identity token, or only its claims, and reads what the index makes of it. The pasted text is never shown
/// again, and nothing is kept of it.
/// </summary>
internal static class ExplainPage
{
    private const int Longest = 32 * 1024;

    public static Task Show(HttpContext context) => context.Show<ExplainFormPage, ExplainFormModel>(new(Fault: null));

    public static async Task Tell(HttpContext context, Explainer explainer, RateLimits limits)
    {
        var ct = context.RequestAborted;
        var pasted = (await Pasted(context.Request, ct)).Trim();
        context.Response.Headers.CacheControl = "no-store";
        if (pasted.Length == 0)
        {
            await context.Show<ExplainFormPage, ExplainFormModel>(new("Nothing was pasted: expected a token or its claims."),
                StatusCodes.Status400BadRequest);
            return;
        }

        var explanation = pasted[0] == '{'
            ? await explainer.Explain(UnprovedClaims.Parse(Encoding.UTF8.GetBytes(pasted)).OrRefuse(), ct)
            : await explainer.Explain(new MintRequest(pasted, new Narrowing(null, null, null, false)),
                (identity, issuer) => limits.Explanations.Spend(context, issuer, identity), ct);
        if (context.Request.Headers.Accept.ToString().StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
            await context.Response.WriteJson(explanation.ToUtf8());
        else
            await context.Show<LetterPage, LetterModel>(Letters.Of(explanation));
    }

    /// <summary>Of a form, or as the whole body of another type: a script has no reason to dress it up.</summary>
    private static async Task<string> Pasted(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > 3 * Longest) throw TooLong();
        if (!request.HasFormContentType) throw WebProblems.BadRequest.Refuse(
            "The body is not a form. Expected application/x-www-form-urlencoded with a field \"token\"; JSON goes to /_/oidc/explain.");

        using var reader = new FormReader(request.Body) { ValueCountLimit = 4, ValueLengthLimit = Longest, KeyLengthLimit = 64 };
        try
        {
            return (await reader.ReadFormAsync(ct)).TryGetValue("token", out var text) ? text.ToString() : "";
        }
        catch (InvalidDataException)
        {
            throw TooLong();
        }
    }

    private static Refusal TooLong() =>
        WebProblems.PayloadTooLarge.Refuse($"The form is larger than it can be: a token or its claims have at most {Longest / 1024} KiB.");
}
