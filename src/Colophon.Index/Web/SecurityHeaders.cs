namespace Colophon.Index.Web;

/// <summary>Headers that every answer carries, errors included (threats.md F38).</summary>
internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
                + "frame-ancestors 'none'";
        if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
        return next(context);
    });

    /// <summary>Lets this page run scripts of our own from <c>/assets/</c>; none from elsewhere, none inside the page.</summary>
    public static void AllowOwnScript(this HttpContext context) =>
        context.Response.Headers.ContentSecurityPolicy = $"script-src 'self'; {context.Response.Headers.ContentSecurityPolicy}";

    /// <summary>
    /// Refuses what carries a token over plain HTTP, unless it comes from this machine in Development (threats.md C29).
    /// </summary>
    public static TBuilder RequireTls<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder
    {
        route.Add(endpoint =>
        {
            var inner = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context => context.Request.IsHttps || IsAtHome(context)
                ? inner(context)
                : throw WebProblems.TlsRequired.Refuse("SSL is required");
        });
        return route;
    }

    /// <summary>Development, on this very machine: the one place where plain HTTP carries secrets.</summary>
    public static bool IsAtHome(HttpContext context) =>
        context.RequestServices.GetRequiredService<IHostEnvironment>().IsDevelopment()
        && context.Connection.RemoteIpAddress is { } address
        && System.Net.IPAddress.IsLoopback(address);
}
