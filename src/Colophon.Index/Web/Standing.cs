namespace Colophon.Index.Web;

/// <summary>Who may go through a door. Each door says it where it is mapped; one that does not fails the tests (threats.md F01).</summary>
internal enum Standing
{
    /// <summary>Anyone, signed in or not.</summary>
    Anyone,

    /// <summary>A machine that shows a token; the handler judges it.</summary>
    TokenHolder,

    /// <summary>Any person who is signed in.</summary>
    SignedIn,

    /// <summary>A maintainer or owner of the project in the address; for others it is not there.</summary>
    Maintainer,

    /// <summary>An owner of the project in the address; for others it is not there.</summary>
    Owner,

    /// <summary>A person who operates the index; for others it is not there.</summary>
    Operator,
}

/// <summary>Puts a guard before a door.</summary>
internal static class Standings
{
    /// <summary>
    /// Sends people away who are not signed in or do not operate the index. Membership of a project is judged by the room that knows
    /// projects.
    /// </summary>
    public static TBuilder For<TBuilder>(this TBuilder route, Standing standing)
        where TBuilder : IEndpointConventionBuilder
    {
        route.Add(endpoint => endpoint.Metadata.Add(standing));
        if (standing is Standing.Anyone or Standing.TokenHolder) return route;
        route.Add(endpoint =>
        {
            var inner = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context => context.Visitor() is { } visitor
                ? standing != Standing.Operator || visitor.IsOperator ? inner(context) : throw Nothing()
                : AskToSignIn(context);
        });
        return route;
    }

    /// <summary>A door that the visitor may not even know of.</summary>
    public static Refusal Nothing() => WebProblems.NotFound.Refuse("Nothing is here.");

    /// <summary>On to the page where people sign in, and back from there; a form that was sent cannot be taken along.</summary>
    public static Task AskToSignIn(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            throw WebProblems.SignInFirst.Refuse("You are not signed in, or not any more. Nothing was changed.");
        var here = Uri.EscapeDataString(context.Request.Path + context.Request.QueryString);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect($"/sign-in?return={here}");
        return Task.CompletedTask;
    }
}

/// <summary>
/// A guard before doors to what cannot be undone or gives others power: the person must have proved a short while ago that it is them
/// (threats.md F30).
/// </summary>
internal static class LatelyProved
{
    /// <summary>How long a proof is good for.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <summary>Stands beside <c>.For(Standing…)</c>, which sends away who is not signed in at all.</summary>
    public static TBuilder Lately<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder
    {
        route.Add(endpoint =>
        {
            var inner = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context => context.Visitor()?.HasProved(context) == false ? Ask(context) : inner(context);
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
