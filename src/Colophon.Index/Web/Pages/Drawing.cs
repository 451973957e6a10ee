using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Colophon.Index.Web.Pages;

/// <summary>Draws a page and sends it whole.</summary>
internal static class Drawing
{
    public static IServiceCollection AddPages(this IServiceCollection services) => services
        .AddSingleton<IAntiforgeryAdditionalDataProvider, FormsOfThePerson>()
        .AddAntiforgery(forms =>
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
        var (response, cache) = (context.Response, context.Response.Headers.CacheControl);
        response.Headers.CacheControl = default; // a form's token sets its own, and complains about another
        var bytes = Encoding.UTF8.GetBytes(await context.Draw<TPage, TModel>(model));
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = bytes.Length;
        response.Headers.Pragma = default;
        if (cache.Count == 0) cache = context.Visitor() is null ? "no-cache" : "private, no-store";
        response.Headers.CacheControl = cache;
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

    /// <summary>A form that was made for one person is not sent by another, though they share a browser (threats.md F07).</summary>
    private sealed class FormsOfThePerson : IAntiforgeryAdditionalDataProvider
    {
        public string GetAdditionalData(HttpContext context) => context.Visitor()?.UserId.ToString("N") ?? "";

        public bool ValidateAdditionalData(HttpContext context, string additionalData) => additionalData == GetAdditionalData(context);
    }
}
