using Microsoft.AspNetCore.Antiforgery;

namespace Colophon.Index.Web.Pages;

/// <summary>The place of a page that is being drawn: the request, its visitor, and the token that the page's forms carry.</summary>
public sealed class Here(HttpContext context)
{
    private AntiforgeryTokenSet? tokens;

    /// <summary>Null: nobody is signed in.</summary>
    public Visitor? Visitor => context.Visitor();

    /// <summary>Path and query of this very page, for the way back after signing in.</summary>
    public string Path => context.Request.Path + context.Request.QueryString;

    /// <summary>Path alone.</summary>
    public string PagePath => context.Request.Path;

    /// <summary>The index by its host, as its clients name it.</summary>
    public string Host => context.RequestServices.GetRequiredService<PublicAddress>().Host;

    /// <summary>This index as its clients name it, without a slash at the end.</summary>
    public string Url => context.RequestServices.GetRequiredService<PublicAddress>().Url;

    /// <summary>
    /// Belongs to this browser: a form without it was not ours (threats.md F07). Making it sets a cookie, so pages without forms do not.
    /// </summary>
    public string FormToken =>
        (tokens ??= context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context)).RequestToken!;
}
