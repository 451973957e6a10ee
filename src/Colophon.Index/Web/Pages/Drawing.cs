using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Colophon.Index.Web.Assets;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Colophon.Index.Web.Pages;

/// <summary>Draws a page and sends it whole.</summary>
internal static class Drawing
{
    public static IServiceCollection AddPages(this IServiceCollection services) => services
        .AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)) // letters of all scripts stand as they are: a page is UTF-8
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
        if (cache.Count == 0) bytes = context.Pack(bytes); // who sets it shows a secret, or a refusal that is short
        response.ContentLength = bytes.Length;
        response.Headers.Pragma = default;
        if (cache.Count == 0) cache = context.Visitor() is null ? "no-cache" : "private, no-store";
        response.Headers.CacheControl = cache;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>
    /// Packed as the browser takes it. What a form's token reads is random in every answer, so its length tells nothing (threats.md F07).
    /// </summary>
    private static byte[] Pack(this HttpContext context, byte[] bytes)
    {
        var headers = context.Response.Headers;
        headers.AppendCommaSeparatedValues("Vary", "Accept-Encoding");
        var accepted = context.Request.Headers.AcceptEncoding.ToString();
        var coding = Codings.Takes(accepted, "br") ? "br" : Codings.Takes(accepted, "gzip") ? "gzip" : null;
        if (coding is null) return bytes;

        headers.ContentEncoding = coding;
        using var packed = new MemoryStream(bytes.Length / 2);
        using (Stream packing = coding == "br"
            ? new BrotliStream(packed, new BrotliCompressionOptions { Quality = 5 })
            : new GZipStream(packed, CompressionLevel.Fastest)) packing.Write(bytes);
        return packed.ToArray();
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
