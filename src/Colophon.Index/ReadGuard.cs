using Colophon.Index.Store.Access;
using Colophon.Index.Web;
using Colophon.Index.Web.Access;
using Colophon.Rules;
using Colophon.Rules.Packaging.Names;
using Colophon.Rules.Tokens;

namespace Colophon.Index;

/// <summary>
/// Stands before whatever shows projects, where <see cref="Settings.AuthenticatedReads"/> is set. It is put on the group of doors, so that
/// one that is added later stands behind it too.
/// </summary>
internal static class ReadGuard
{
    private const string MetadataSuffix = ".metadata";

    /// <summary>The group for doors that show projects: guarded, or as it is where reading is for everybody.</summary>
    public static RouteGroupBuilder ForReaders(this IEndpointRouteBuilder doors, Settings settings)
    {
        var group = doors.MapGroup("");
        if (!settings.AuthenticatedReads) return group;

        var callers = doors.ServiceProvider.GetRequiredService<Callers>();
        var rights = doors.ServiceProvider.GetRequiredService<ReadRights>();
        ((IEndpointConventionBuilder)group).Finally(endpoint => // after all that a door says of itself: the guard is met first
        {
            var inner = endpoint.RequestDelegate!;
            var shown = endpoint.Metadata.OfType<Shown>().SingleOrDefault();
            endpoint.RequestDelegate = async context =>
            {
                context.RefusePlainHttp(); // before a challenge that would make a client send its token in clear
                context.Response.KeepPrivate();
                if (context.IsBrowsing())
                {
                    if (context.Visitor() is not null) await inner(context);
                    else await Standings.AskToSignIn(context);
                    return;
                }

                await Pass(context, ProjectOf(context, shown), callers, rights);
                await inner(context);
            };
        });
        return group;
    }

    /// <summary>
    /// A person with a browser: signed in, or about to be. Whoever shows a token is judged by it alone, and machines never come here: an
    /// old pip asks for text/html and nothing else, browsers name more.
    /// </summary>
    private static bool IsBrowsing(this HttpContext context)
    {
        var request = context.Request;
        var isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        return isRead && request.Headers.Authorization.Count == 0 && (context.Visitor() is not null
            || request.Headers.Accept.ToString().StartsWith("text/html,", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>
    /// Ends a request that may not read: 401 where another token would help, 403 where this one is good for other things (pip asks for
    /// other credentials at 401 alone).
    /// </summary>
    private static async Task Pass(HttpContext context, string? project, Callers callers, ReadRights rights)
    {
        if (context.Request.Headers.Authorization.Count == 0)
            throw WebProblems.TokenRequired.Refuse("This index shows its projects to whoever has a token, and none was sent.");
        if (!AuthorizationHeader.Token(context.Request, anyUser: true).TryGet(out var text, out var fault)) throw NotTaken(fault);
        if (!(await callers.Find(text, scope: null)).TryGet(out var caller, out fault)) throw NotTaken(fault);
        if (caller is { IsMintedToRead: true, IsVouched: false })
            throw WebProblems.TokenRequired.Refuse("The publisher that the token was minted for was removed or changed.");
        if (await rights.WhyNot(caller, project) is { } why) throw WebProblems.ReadNotAllowed.Refuse($"{why}.");
    }

    private static Refusal NotTaken(Fault fault) => WebProblems.TokenRequired.Refuse(fault.Problem == TokenProblems.InvalidAuthentication
        ? $"{fault.Detail} The token is not one of this index, was revoked, or is not whole."
        : fault.Detail);

    /// <summary>Null for a door that shows several projects, and for what cannot be the name of one.</summary>
    private static string? ProjectOf(HttpContext context, Shown? shown)
    {
        if (shown is null || context.Request.RouteValues[shown.Key] is not string text) return null;
        if (!shown.IsFile) return ProjectName.Parse(text).TryGet(out var name, out _) ? name.Normalized : null;

        // An accepted file's name begins with its project's: by the same reader, the same name.
        var file = text.EndsWith(MetadataSuffix, StringComparison.Ordinal) ? text[..^MetadataSuffix.Length] : text;
        return FileName.Parse(file).TryGet(out var parsed, out _) ? parsed.Name.Normalized : null;
    }
}
