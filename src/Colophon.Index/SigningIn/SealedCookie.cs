namespace Colophon.Index.SigningIn;

/// <summary>A sealed note that a browser carries from one page to the next, and that goes with the first use.</summary>
internal static class SealedCookie
{
    public static void Set(HttpContext context, string name, string text, TimeSpan life) =>
        context.Response.Cookies.Append(Full(context, name), text, Options(context, life));

    public static string? Of(HttpContext context, string name) =>
        context.Request.Cookies.TryGetValue(Full(context, name), out var text) ? text : null;

    public static void Clear(HttpContext context, string name) =>
        context.Response.Cookies.Delete(Full(context, name), Options(context, null));

    private static string Full(HttpContext context, string name) =>
        context.Request.IsHttps ? $"__Host-colophon-{name}" : $"colophon-{name}";

    private static CookieOptions Options(HttpContext context, TimeSpan? life) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Lax, // the way back from a sign-on begins on another site
        Path = "/",
        MaxAge = life,
        IsEssential = true,
    };
}
