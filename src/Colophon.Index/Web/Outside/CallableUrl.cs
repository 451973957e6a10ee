using System.Net;
using Colophon.Rules;

namespace Colophon.Index.Web.Outside;

/// <summary>
/// Addresses that people give to be called at: what can be told of them before anything is called (threats.md D01, D02, D13, D16).
/// </summary>
internal static class CallableUrl
{
    public static readonly Problem Invalid = new(400, "webhook-url", "This address cannot be called",
        "Give an https URL with a public host, in ASCII, without user and fragment. The operator can allow hosts of a private network.");

    /// <summary>All of them, for the pages that explain them.</summary>
    public static IReadOnlyList<Problem> All { get; } = [Invalid];

    public static Parsed<string> Parse(string text, Settings settings)
    {
        if (text.Length is 0 or > 500 || text.Any(c => c is <= ' ' or > '~' or '\\' or '"' or '<' or '>')
            || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.UserInfo.Length > 0 || url.Fragment.Length > 0
            || !(url.Scheme == "https" || (settings.PlainHttpIssuers && url.Scheme == "http")))
            return Invalid.Because("It is no https URL in plain form.");

        // A name is looked up when it is called, each time; a number can be judged now.
        return IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var literal)
            && !Addresses.Allow(literal, settings.WebhookReach.MayBePrivate(url.IdnHost), settings.PlainHttpIssuers)
                ? Invalid.Because($"It names the private or special address {literal}.")
                : url.AbsoluteUri;
    }
}
