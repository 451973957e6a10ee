using System.Text.Json;
using Colophon.Index.Store;
using Colophon.Index.Web;

namespace Colophon.Index.Publishing.Exchanges;

/// <summary>
/// Tells clients which audience to ask their CI system for: a token made for another index must not work here (threats.md A42).
/// </summary>
internal static class Audience
{
    public static async Task Handle(HttpContext context, PublicAddress address, TrustedIssuers issuers)
    {
        if (await issuers.IsOff()) throw PublishingProblems.AllOff.Refuse("Trusted publishing functionality not enabled");

        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["audience"] = address.Audience });
        await context.Response.WriteJson(body);
    }
}
