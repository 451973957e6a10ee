namespace Colophon.Index.Web;

/// <summary>Where a person goes on after signing in: a path of this index, or the account page (threats.md F14).</summary>
internal static class WayBack
{
    public static string Of(string? wanted) => IsOurs(wanted) ? wanted! : "/account/";

    /// <summary>
    /// Browsers read <c>//host</c>, <c>/\host</c> and paths with line breaks or tabs in them as other places: only plain paths are ours.
    /// </summary>
    private static bool IsOurs(string? path) => path is { Length: > 0 and < 2000 } && path[0] == '/'
        && (path.Length == 1 || path[1] is not ('/' or '\\'))
        && path.All(c => c is > ' ' and < '\x7f' and not '\\');
}

/// <summary>Sends a browser on after a form, so that reloading sends nothing again.</summary>
internal static class WaysOn
{
    /// <param name="path">Of this index; other places only by <see cref="HttpResponse.Redirect(string)"/> itself.</param>
    public static void SeeOther(this HttpContext context, string path)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect(path);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
    }
}
