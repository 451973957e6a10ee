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

    private static Task AskToSignIn(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
            throw WebProblems.SignInFirst.Refuse("You are not signed in, or not any more. Nothing was changed.");
        var here = Uri.EscapeDataString(context.Request.Path + context.Request.QueryString);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect($"/sign-in?return={here}");
        return Task.CompletedTask;
    }
}
