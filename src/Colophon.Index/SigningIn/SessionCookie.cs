namespace Colophon.Index.SigningIn;

/// <summary>
/// The cookie of a session: a random secret and nothing else. Its name's beginning makes browsers keep it to this very host over TLS
/// (threats.md F11); over plain HTTP, at home, it goes without.
/// </summary>
internal static class SessionCookie
{
    private const string OverTls = "__Host-colophon";
    private const string AtHome = "colophon";

    /// <summary>Null: the browser sent none, or sent two.</summary>
    public static string? Of(HttpRequest request)
    {
        if (request.Headers.Cookie.Count == 0) return null;
        return request.Cookies.TryGetValue(request.IsHttps ? OverTls : AtHome, out var secret) && secret.Length == 64 ? secret : null;
    }

    public static void Set(HttpContext context, string secret, TimeSpan life) =>
        context.Response.Cookies.Append(Name(context), secret, Options(context, life));

    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(Name(context), Options(context, life: null));

    private static string Name(HttpContext context) => context.Request.IsHttps ? OverTls : AtHome;

    private static CookieOptions Options(HttpContext context, TimeSpan? life) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Lax, // a link in a mail finds the person signed in; forms carry a token of their own
        Path = "/",
        MaxAge = life,
        IsEssential = true,
    };
}
