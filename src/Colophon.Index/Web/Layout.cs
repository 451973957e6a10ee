using System.Text;

namespace Colophon.Index.Web;

/// <summary>The frame of every page: one column, one heading, the way home.</summary>
internal static class Layout
{
    public static Task Send(HttpContext context, string title, Html body)
    {
        var page = Html.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{title}</title>
            <link rel="stylesheet" href="/style.css">
            </head>
            <body>
            <a class="skip" href="#main">Skip to the content</a>
            <header><nav aria-label="Main">
            <a class="mark" href="/">Colophon</a> <a href="/search/">Search</a> <a href="/simple/">All projects</a>
            <a href="/providers/">Providers</a> <a href="/explain">Explain</a> <a href="/problems/">Problems</a>
            </nav></header>
            <main id="main">
            {body}
            </main>
            <footer><p>This index knows where each of its files came from.</p></footer>
            </body>
            </html>

            """);
        var bytes = Encoding.UTF8.GetBytes(page.ToString());
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        if (context.Response.Headers.CacheControl.Count == 0) context.Response.Headers.CacheControl = "no-cache";
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}
