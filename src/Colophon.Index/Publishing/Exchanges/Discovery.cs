using System.Text.Json;
using Colophon.Index.Store;
using Colophon.Index.Web;

namespace Colophon.Index.Publishing.Exchanges;

/// <summary>
/// Tells clients of PEP 807 where to exchange tokens: <c>GET /.well-known/pytp?discover=%2Flegacy%2F</c>. Written after the draft of
/// August 2026, with its features; its endpoints are PyPI's, so that both families of clients come to the same doors. The draft's 406 for
/// a foreign Accept header is kept here alone: PyPI's clients ask the other doors for <c>*/*</c>.
/// </summary>
internal static class Discovery
{
    public const string SingleUse = "single-use-token";
    public const string MultiUse = "multi-use-token";
    public static readonly string[] Features = [SingleUse, MultiUse];

    private const string Type = "application/vnd.pypi.pytp.v1+json";
    private const string UploadPath = "/legacy/";

    public static async Task Handle(HttpContext context, PublicAddress address, TrustedIssuers issuers)
    {
        if (await issuers.IsOff()) throw PublishingProblems.AllOff.Refuse("Trusted publishing functionality not enabled");
        if (!Takes(context.Request.Headers.Accept.ToString()))
            throw WebProblems.NotAcceptable.Refuse($"The discovery of trusted publishing is {Type} alone: Accept wants another.");
        var asked = context.Request.Query["discover"];
        if (asked.Count != 1 || asked[0] != UploadPath)
            throw WebProblems.NotFound.Refuse($"Trusted publishing is offered for the upload path {UploadPath}: expected the query "
                + $"discover={Uri.EscapeDataString(UploadPath)}.");

        await context.Response.WriteJson(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["audience-endpoint"] = $"{address.Url}/_/oidc/audience",
            ["token-mint-endpoint"] = $"{address.Url}/_/oidc/mint-token",
            ["features"] = Features,
            ["default-features"] = (string[])[MultiUse],
        }));
    }

    private static bool Takes(string accept) => accept.Length == 0 || accept.Split(',').Select(range => range.Split(';')[0].Trim())
        .Any(range => range is "*/*" or "application/*" || range.Equals(Type, StringComparison.OrdinalIgnoreCase));
}
