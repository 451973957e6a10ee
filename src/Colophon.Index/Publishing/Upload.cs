using Colophon.Index.Publishing.Forms;
using Colophon.Index.Store.Access;
using Colophon.Index.Web;
using Colophon.Rules.Packaging;
using Colophon.Rules.Tokens;
using Microsoft.AspNetCore.Http.Features;

namespace Colophon.Index.Publishing;

/// <summary>Takes a distribution file in: <c>POST /legacy/</c>, as PyPI's clients send it.</summary>
internal static class Upload
{
    public static async Task Handle(
        HttpContext context, TokenAuthentication tokens, UploadRights rights, Shelving shelving, Settings settings, TimeProvider clock)
    {
        try
        {
            await Take(context, tokens, rights, shelving, settings, clock);
        }
        catch (Refusal)
        {
            await Leftover.Discard(context.Request);
            throw;
        }
    }

    private static async Task Take(
        HttpContext context, TokenAuthentication tokens, UploadRights rights, Shelving shelving, Settings settings, TimeProvider clock)
    {
        var ct = context.RequestAborted;
        var started = clock.GetUtcNow();
        LiftBodyLimit(context, settings.MaxFileSize);
        var caller = await tokens.Authenticate(context.Request, Scopes.Upload, ct); // before a byte of the body is read

        using var form = await UploadForm.Read(context.Request, shelving.Blobs, settings.MaxFileSize, ct);
        var asked = UploadRequest.Read(form, context.Request.Query[":action"]);
        context.Trail().Set("file", asked.FileName.Text);

        var right = await rights.For(caller, asked.Uploading, started, ct);
        asked.RefuseWrongDigests();
        if (await shelving.HasAlready(asked, ct))
        {
            await shelving.EndToken(caller, ct);
            return; // 200: the same bytes again change nothing
        }

        asked.Content.Draft.BeginFlush();
        await using var content = asked.Content.Draft.Read();
        var distribution = UploadChecks.Run(asked.Submission(content, settings)).OrRefuse();
        BrokenDescription.Refuse(distribution.Metadata);
        await shelving.Shelve(new Delivery(caller, asked, distribution, started), right, ct);
    }

    /// <summary>The form around the file may take a little more than the file itself.</summary>
    private static void LiftBodyLimit(HttpContext context, long mostFileBytes)
    {
        const long form = 16L << 20;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = mostFileBytes + form;
    }
}

/// <summary>A file that passed every check, on its way to the shelf.</summary>
internal sealed record Delivery(Caller Caller, UploadRequest Asked, Distribution Distribution, DateTimeOffset Started);
