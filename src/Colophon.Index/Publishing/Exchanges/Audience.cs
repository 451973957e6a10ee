using System.Text.Json;
using Colophon.Index.Web;

namespace Colophon.Index.Publishing.Exchanges;

/// <summary>
/// Tells clients which audience to ask their CI system for: a token made for another index must not work here (threats.md A42).
/// </summary>
internal static class Audience
{
    public static Task Handle(HttpContext context, PublicAddress address)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["audience"] = address.Audience });
        return context.Response.WriteJson(body);
    }
}
