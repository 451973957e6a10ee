namespace Colophon.Index.Web.Access;

/// <summary>
/// Keeps an answer between the index and whoever asked, whatever its handler says of it: no shared cache keeps it, no other origin reads
/// it.
/// </summary>
internal static class PrivateAnswer
{
    private static readonly string[] ForOtherOrigins =
    [
        "Access-Control-Allow-Origin", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Expose-Headers",
        "Access-Control-Max-Age",
    ];

    public static void KeepPrivate(this HttpResponse response) => response.OnStarting(static state =>
    {
        var headers = ((HttpResponse)state).Headers;
        headers.CacheControl = Private(headers.CacheControl.ToString());
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        foreach (var name in ForOtherOrigins) headers.Remove(name);
        return Task.CompletedTask;
    }, response);

    /// <summary>
    /// <c>Vary: Authorization</c> would add nothing to this, and pip writes the headers that Vary names into its cache on disk, with the
    /// token in them (ADR 0023).
    /// </summary>
    private static string Private(string said)
    {
        if (said.Contains("no-store", StringComparison.Ordinal) || said.StartsWith("private", StringComparison.Ordinal)) return said;
        var rest = said.Replace("public", "", StringComparison.Ordinal).Trim(' ', ',');
        return rest.Length == 0 ? "private, no-cache" : $"private, {rest}";
    }
}
