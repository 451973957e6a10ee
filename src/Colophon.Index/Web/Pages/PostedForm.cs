using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Colophon.Index.Web.Pages;

/// <summary>
/// A form that a page of ours posted. There is no other way to read one, so none is read that another site made up: the token of the
/// browser must be in it, and what the browser says of its origin must be us (threats.md F07-F09).
/// </summary>
internal sealed class PostedForm
{
    public const string TokenField = "form-token";

    private const int MostFields = 200;
    private const int MostCharacters = 64 * 1024;

    private readonly IReadOnlyDictionary<string, StringValues> fields;

    private PostedForm(IReadOnlyDictionary<string, StringValues> fields) => this.fields = fields;

    /// <summary>A field's one value, without blanks around it; empty when it is absent.</summary>
    public string this[string name] => Raw(name).Trim();

    /// <summary>As typed: a password may begin with a blank.</summary>
    public string Raw(string name) => fields.TryGetValue(name, out var values) ? values[0] ?? "" : "";

    /// <summary>Every value of a field.</summary>
    public IReadOnlyList<string> All(string name) => fields.TryGetValue(name, out var values) ? [.. values.OfType<string>()] : [];

    public bool Has(string name) => fields.ContainsKey(name);

    /// <summary>Names and values apart from the token, for giving a form back with what was typed.</summary>
    public IEnumerable<KeyValuePair<string, string>> Typed =>
        fields.Where(one => one.Key != TokenField).Select(one => KeyValuePair.Create(one.Key, one.Value[0] ?? ""));

    public static async Task<PostedForm> Read(HttpContext context)
    {
        var request = context.Request;
        RefuseOtherSites(request);
        if (!request.HasFormContentType || request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            throw WebProblems.BadRequest.Refuse($"The body is of type '{request.ContentType}', expected a form "
                + "(application/x-www-form-urlencoded).");

        var fields = await Fields(request, context.RequestAborted);
        request.Form = new FormCollection(fields); // where the framework looks for its token
        if (!await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context)) throw Stale();
        return new PostedForm(fields);
    }

    private static async Task<Dictionary<string, StringValues>> Fields(HttpRequest request, CancellationToken ct)
    {
        using var reader = new FormReader(request.Body)
        {
            ValueCountLimit = MostFields,
            KeyLengthLimit = 200,
            ValueLengthLimit = MostCharacters,
        };
        try
        {
            return await reader.ReadFormAsync(ct);
        }
        catch (InvalidDataException tooMuch)
        {
            throw WebProblems.BadRequest.Refuse($"The form has more than {MostFields} fields, or one of more than {MostCharacters} "
                + $"characters: {tooMuch.Message}");
        }
    }

    private static void RefuseOtherSites(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin" or "none"))
            throw WebProblems.ForgedForm.Refuse($"The form was sent from another site (Sec-Fetch-Site: '{site}').");
        var origin = request.Headers.Origin.ToString();
        if (origin == "null" && site == "same-origin") return; // our pages whose address is a secret tell nobody where they are
        if (origin.Length > 0 && origin != $"{request.Scheme}://{request.Host}")
            throw WebProblems.ForgedForm.Refuse("The form was sent from a page of another origin.");
    }

    private static Refusal Stale() => WebProblems.ForgedForm.Refuse(
        "The form's token is not that of this browser: the page is too old, cookies are off, or somebody signed in or out meanwhile.");
}
