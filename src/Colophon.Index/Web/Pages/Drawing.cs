using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Colophon.Index.Web.Pages;

/// <summary>Draws a page and sends it whole.</summary>
internal static class Drawing
{
    public static IServiceCollection AddPages(this IServiceCollection services) => services.AddAntiforgery(forms =>
    {
        forms.FormFieldName = PostedForm.TokenField;
        forms.HeaderName = null;
        forms.Cookie.Name = "colophon-forms";
        forms.Cookie.SameSite = SameSiteMode.Strict;
        forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        forms.SuppressXFrameOptionsHeader = true; // every answer carries ours
    });

    public static async Task Show<TPage, TModel>(this HttpContext context, TModel model, int status = StatusCodes.Status200OK)
        where TPage : PageOf<TModel>
    {
        var bytes = Encoding.UTF8.GetBytes(await context.Draw<TPage, TModel>(model));
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = bytes.Length;
        if (response.Headers.CacheControl.Count == 0)
            response.Headers.CacheControl = context.Visitor() is null ? "no-cache" : "private, no-store";
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static async Task<string> Draw<TPage, TModel>(this HttpContext context, TModel model)
        where TPage : PageOf<TModel>
    {
        var services = context.RequestServices;
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(PageOf<>.Model)] = model,
            [nameof(PageOf<>.Here)] = new Here(context),
        });
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TPage>(parameters)).ToHtmlString());
    }
}
