using System.Text;
using Colophon.Index.Publishing.Exchanges;
using Colophon.Index.Publishing.Pages;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Limits;
using Colophon.Index.Web.Pages;
using Colophon.Rules.Identity.Telling;

namespace Colophon.Index.Publishing.Explanations;

/// <summary>
/// Where owners paste a job's identity token and read how each publisher of their project finds it. As on the page for everybody nothing is
/// minted, spent or kept.
/// </summary>
internal static class TestToken
{
    public const string Path = "/manage/project/{project}/settings/publishing/test";
    private const int Longest = 32 * 1024;

    public static Task Show(HttpContext context) => Draw(context, fault: null);

    public static async Task Tell(HttpContext context, Explainer explainer, RateLimits limits)
    {
        var (ct, member) = (context.RequestAborted, context.Member());
        var pasted = (await PostedForm.Read(context))["token"];
        if (pasted.Length is 0 or > Longest)
        {
            await Draw(context, pasted.Length == 0
                ? "Nothing was pasted: expected a token or its claims."
                : $"A token or its claims have at most {Longest / 1024} KiB.");
            return;
        }

        var told = pasted[0] == '{'
            ? await explainer.Explain(UnprovedClaims.Parse(Encoding.UTF8.GetBytes(pasted)).OrRefuse(), ct)
            : await explainer.Explain(new MintRequest(pasted, new Narrowing(member.Normalized, null, null, false)),
                (identity, issuer) => limits.Explanations.Spend(context, issuer, identity), ct, member.ProjectId);
        await context.Show<LetterPage, LetterModel>(Letters.Of(told) with { Project = member.Normalized });
    }

    private static Task Draw(HttpContext context, string? fault) => context.Show<TestTokenPage, TestTokenModel>(
        new TestTokenModel(context.Member().Normalized, fault), fault is null ? 200 : 400);
}
