namespace Colophon.Index.Web;

/// <summary>
/// A guard before doors to what cannot be undone or gives others power: the person must have proved a short while ago that it is them
/// (threats.md F30).
/// </summary>
internal static class LatelyProved
{
    /// <summary>How long a proof is good for.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <summary>Stands after <c>.For(Standing…)</c>: who is not signed in at all is sent there first.</summary>
    public static TBuilder Lately<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder
    {
        route.Add(endpoint =>
        {
            var inner = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context => context.Visitor() is { } visitor && !visitor.HasProved(context) ? Ask(context) : inner(context);
        });
        return route;
    }

    /// <summary>For pages that ask only for some of what they do.</summary>
    public static bool HasProved(this Visitor visitor, HttpContext context) =>
        context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() - visitor.Proved < Life;

    /// <summary>A form cannot be sent along, so it is the page it was on that is opened again.</summary>
    private static Task Ask(HttpContext context)
    {
        var isGet = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if ((isGet ? context.Request.Path + context.Request.QueryString : PageBefore(context.Request)) is not { } page)
            throw WebProblems.ProveAgain.Refuse("You proved more than fifteen minutes ago that it is you. Nothing was changed.");
        context.SeeOther($"/prove?return={Uri.EscapeDataString(page)}");
        return Task.CompletedTask;
    }

    private static string? PageBefore(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer.ToString(), UriKind.Absolute, out var page)
            && page.Scheme == request.Scheme && page.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)
                ? page.PathAndQuery
                : null;
}
