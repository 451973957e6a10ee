using System.Security.Cryptography;
using System.Text;
using Colophon.Index.Web;
using Colophon.Rules.Packaging;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Index.Publishing.Forms;

/// <summary>What an upload form asks for, before its file is opened.</summary>
internal sealed record UploadRequest(UploadForm Form, ProjectName Name, FileName FileName)
{
    public Arrived Content => Form.Content!;

    public Uploading Uploading => new(Name, FileName.Version.Canonical, FileName.Text, Content.Digests.Sha256);

    /// <param name="actionInQuery">Old clients name the action in the query.</param>
    public static UploadRequest Read(UploadForm form, string? actionInQuery)
    {
        RefuseOtherActions(form.One(":action") ?? actionInQuery);
        if (form.One("protocol_version") is { } protocol and not "1")
            throw PublishingProblems.FormInvalid.Refuse($"Unknown protocol version. Found '{protocol}', expected '1'.");
        if (form.Content is not { } content) throw PublishingProblems.FormInvalid.Refuse("Upload payload does not have a file.");
        if (content.ContentType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true)
            throw PublishingProblems.FormInvalid.Refuse("Invalid distribution file.");

        var name = form.One("name") ?? throw PublishingProblems.FormInvalid.Refuse(
            "'' is an invalid value for Name. Error: This field is required. See https://packaging.python.org/specifications/core-metadata "
                + "for more information.");
        return new UploadRequest(form, ProjectName.Parse(name).OrRefuse(), FileName.Parse(content.FileName).OrRefuse());
    }

    /// <summary>Every digest that the client sent must be the file's; one at least must have been sent.</summary>
    public void RefuseWrongDigests()
    {
        var sent = new[] { ("sha256_digest", Content.Digests.Sha256), ("blake2_256_digest", Content.Digests.Blake2),
            ("md5_digest", Content.Digests.Md5) }
            .Where(digest => Form.Fields.ContainsKey(digest.Item1)).ToList();
        if (sent.Count == 0) throw PublishingProblems.DigestMissing.Refuse("Error: Include at least one message digest.");

        foreach (var (field, actual) in sent)
        {
            var claimed = Form.One(field)
                ?? throw PublishingProblems.FormInvalid.Refuse($"The form has the field '{field}' more than once.");
            if (IsSame(claimed, actual)) continue;
            throw PublishingProblems.DigestMismatch.Refuse(
                $"The digest supplied does not match a digest calculated from the uploaded file. {field}: found {Short(claimed)}, "
                    + $"calculated {actual}.");
        }
    }

    /// <param name="content">Over the bytes that arrived.</param>
    public Submission Submission(Stream content, Settings settings) => new()
    {
        FileName = FileName,
        Content = content,
        Form = Form.Fields,
        AllowLocalVersions = settings.AllowLocalVersions,
        AllowUnknownClassifiers = settings.AllowUnknownClassifiers,
    };

    private static void RefuseOtherActions(string? action)
    {
        if (action == "file_upload") return;
        if (action is "submit" or "submit_pkg_info")
            throw PublishingProblems.ActionGone.Refuse("Project pre-registration is no longer required or supported, upload your files "
                + "instead.");
        if (action == "doc_upload") throw PublishingProblems.ActionGone.Refuse("Uploading documentation is no longer supported.");
        throw PublishingProblems.NotAnUpload.Refuse($"The form's :action is '{action}', expected 'file_upload'.");
    }

    private static bool IsSame(string claimed, string actual) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(claimed.ToLowerInvariant()), Encoding.ASCII.GetBytes(actual));

    private static string Short(string text) => text.Length > 64 ? text[..64] + "…" : text;
}
