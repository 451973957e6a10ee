using System.Net;
using System.Text.Json;
using Colophon.Rules.Identity;

namespace Colophon.Index.Web.Outside;

/// <summary>One answer of a forge's API: the object it sent, or the status, or why nothing came.</summary>
/// <param name="Trouble">PyPI's words for what went wrong; null when the forge did answer.</param>
internal sealed record ForgeReply(HttpStatusCode Status, JsonElement Body, string? Trouble)
{
    /// <summary>A number as tokens have it, in digits; null when it is not there.</summary>
    public string? Id(params ReadOnlySpan<string> path)
    {
        var at = Body;
        foreach (var name in path)
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at)) return null;
        return at.ValueKind == JsonValueKind.Number && at.GetRawText() is { Length: <= 20 } digits && digits.All(char.IsAsciiDigit)
            ? digits
            : null;
    }

    public bool Says(string name, string expected) => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String && string.Equals(value.GetString(), expected, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A forge's API, asked without credentials: what it shows to everybody.</summary>
internal sealed class Forge(OutsideCalls outside, string name, string api, Reach reach)
{
    /// <param name="path">Below the API's own URL; each part escaped by whoever made it.</param>
    public async Task<ForgeReply> Ask(string path, CancellationToken ct)
    {
        var url = $"{api}/{path}";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.AbsoluteUri != url)
            return Trouble(default, "{0} cannot be asked about these names."); // they would ask for something else (threats.md D21)

        try
        {
            var answer = await outside.Ask(url, reach, ct);
            return answer.Status switch
            {
                HttpStatusCode.OK => StrictJson.Parse(answer.Body).TryGet(out var json, out _)
                    ? new ForgeReply(answer.Status, json.Root, null)
                    : Trouble(answer.Status, "Unexpected error from {0}. Try again."),
                HttpStatusCode.NotFound or HttpStatusCode.MovedPermanently => new ForgeReply(answer.Status, default, null),
                HttpStatusCode.Unauthorized => Trouble(answer.Status, "{0} tells nothing to callers without an account."),
                HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests => Trouble(answer.Status, Limited(answer.RetryAfter)),
                _ => Trouble(answer.Status, "Unexpected error from {0}. Try again."),
            };
        }
        catch (HttpRequestException late) when (late.InnerException is TimeoutException)
        {
            return Trouble(default, "Unexpected timeout from {0}. Try again in a few minutes.");
        }
        catch (HttpRequestException)
        {
            return Trouble(default, "Unexpected connection error from {0}. Try again in a few minutes.");
        }
    }

    private static string Limited(TimeSpan? wait) => wait is { } asked
        ? $"{{0}} has rate-limited this action. Try again in {Math.Ceiling(Math.Max(1, asked.TotalMinutes)):0} minutes."
        : "{0} has rate-limited this action. Try again in a few minutes.";

    private ForgeReply Trouble(HttpStatusCode status, string words) =>
        new(status, default, words.Replace("{0}", name, StringComparison.Ordinal));
}
