using Colophon.Index.Publishing.Exchanges;
using Colophon.Index.Web;
using Colophon.Index.Web.Limits;

namespace Colophon.Index.Publishing.Explanations;

/// <summary>
/// Says what an exchange would come to: <c>POST /_/oidc/explain</c>, the same body as the exchange. Nothing is minted, spent or pinned, so
/// that a dry run can ask long before release day.
/// </summary>
internal static class ExplainToken
{
    public static async Task Handle(HttpContext context, Explainer explainer, RateLimits limits)
    {
        var ct = context.RequestAborted;
        var request = MintRequest.Read(await context.Request.ReadJson(PublishingProblems.InvalidPayload, ct));
        var explanation = await explainer.Explain(request, (identity, issuer) => limits.Explanations.Spend(context, issuer, identity), ct);

        context.Trail().Set("provider", explanation.Identity.Provider);
        context.Trail().Set("would", explanation.WouldMint ? "mint" : "refuse");
        await context.Response.WriteJson(explanation.ToUtf8());
    }
}
