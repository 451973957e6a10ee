using System.Text;
using Colophon.Index.Store.Files;
using Colophon.Index.Web;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Colophon.Index.Publishing.Forms;

/// <summary>
/// The multipart form of an upload, read once, in any order of fields, as it streams. Framing is the framework's; names, file names and
/// text are read by our own strict rules, because its form reader decodes and merges what it should not (threats.md 0.2, E57).
/// </summary>
internal sealed class UploadForm : IDisposable
{
    private const int MostParts = 4_000;
    private const int MostFieldBytes = 2 * 1024 * 1024;
    private const int MostBytesOfAllFields = 8 * 1024 * 1024;

    /// <summary>Of an error that is not the disk's.</summary>
    private const int NoSystemCall = unchecked((int)0x80131620);

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Fields that PyPI reads as one value; of two, readers would take the first or the last.</summary>
    private static readonly HashSet<string> Single = new(StringComparer.Ordinal)
    {
        ":action", "protocol_version", "name", "version", "filetype", "pyversion", "metadata_version", "comment", "attestations", "summary",
        "description", "description_content_type", "home_page", "download_url", "author", "author_email", "maintainer", "maintainer_email",
        "license", "license_expression", "requires_python", "md5_digest", "sha256_digest", "blake2_256_digest",
    };

    private readonly Dictionary<string, IReadOnlyList<string>> fields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> spelled = new(StringComparer.OrdinalIgnoreCase);
    private long fieldBytes;

    private UploadForm()
    {
    }

    /// <summary>Text fields by exact name; absent, empty and <c>UNKNOWN</c> values are left out.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Fields => fields;

    /// <summary>The file; null when the form has none.</summary>
    public Arrived? Content { get; private set; }

    /// <summary>A field that stands once; null when it is absent.</summary>
    public string? One(string name) => fields.TryGetValue(name, out var values) && values.Count == 1 ? values[0] : null;

    public static async Task<UploadForm> Read(HttpRequest request, Blobs blobs, long mostFileBytes, CancellationToken ct)
    {
        var form = new UploadForm();
        try
        {
            await form.ReadParts(Reader(request), blobs, mostFileBytes, ct);
            return form;
        }
        catch (Exception exception)
        {
            form.Dispose();
            if (exception is InvalidDataException framing) throw Invalid($"The form cannot be read: {framing.Message}");
            if (exception is IOException { HResult: NoSystemCall } and not BadHttpRequestException)
                throw Invalid($"The form ends before its last boundary: {exception.Message}"); // threats.md E57, E59
            throw;
        }
    }

    public void Dispose() => Content?.Draft.Dispose();

    private static MultipartReader Reader(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0)
            throw PublishingProblems.UnsupportedEncoding.Refuse($"Content-Encoding is '{request.Headers.ContentEncoding}', expected none.");
        return new MultipartReader(FormBoundary.Of(request.ContentType), request.Body, bufferSize: 64 * 1024)
        {
            HeadersCountLimit = 16,
            HeadersLengthLimit = 16 * 1024,
        };
    }

    private async Task ReadParts(MultipartReader reader, Blobs blobs, long mostFileBytes, CancellationToken ct)
    {
        for (var parts = 0; ; parts++)
        {
            var section = await reader.ReadNextSectionAsync(ct);
            if (section is null) return;
            if (parts == MostParts) throw Invalid($"The form has more than {MostParts} parts.");

            var name = PartName.Parse(section.ContentDisposition);
            RefuseOtherCodings(section, name);
            if (name.Field == "content") await TakeContent(section, name, blobs, mostFileBytes, ct);
            else if (name.FileName is not null && name.Field != "gpg_signature") throw Invalid($"{name.Field}: Should not be a tuple.");
            else await TakeField(section, name.Field, ct);
        }
    }

    /// <summary>What some readers would decode and others not; and names that some take for one (threats.md E57).</summary>
    private void RefuseOtherCodings(MultipartSection section, PartName name)
    {
        var type = section.ContentType ?? "";
        if (type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)) throw Invalid("A part of the form has parts of its own.");
        var charset = MediaTypeHeaderValue.TryParse(type, out var parsed) ? parsed.Charset.Value?.Trim('"') : null;
        if (charset is not null && name.FileName is null && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw Invalid($"The field '{Shown(name.Field)}' is in '{Shown(charset)}', expected UTF-8.");
        if (section.Headers?.TryGetValue("Content-Transfer-Encoding", out var coding) == true && coding != "binary" && coding != "8bit")
            throw Invalid($"The field '{Shown(name.Field)}' is coded as '{Shown(coding.ToString())}' within the form, expected as it is.");

        if (spelled.TryAdd(name.Field, name.Field) || spelled[name.Field] == name.Field) return;
        throw Invalid($"The form has the fields '{Shown(spelled[name.Field])}' and '{Shown(name.Field)}', which differ in case alone.");
    }

    private async Task TakeContent(MultipartSection section, PartName name, Blobs blobs, long mostFileBytes, CancellationToken ct)
    {
        if (Content is not null) throw Invalid("The form has two parts named 'content', expected one.");
        if (name.FileName is null) throw Invalid("The part 'content' has no file name.");

        var draft = blobs.Begin();
        try
        {
            var digests = await Intake.Receive(section.Body, draft, mostFileBytes, ct);
            Content = new Arrived(name.FileName, section.ContentType, draft, digests);
        }
        catch
        {
            draft.Dispose();
            throw;
        }
    }

    private async Task TakeField(MultipartSection section, string field, CancellationToken ct)
    {
        var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        for (int read; (read = await section.Body.ReadAsync(chunk, ct)) > 0;)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MostFieldBytes || (fieldBytes += read) > MostBytesOfAllFields)
                throw Invalid($"The field '{Shown(field)}' is too long.");
        }

        var text = Decode(field, buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        if (text.AsSpan().Trim() is "" or "UNKNOWN") return; // clients send both for "not given"
        var isAgain = fields.TryGetValue(field, out var before);
        if (isAgain && Single.Contains(field)) throw Invalid($"'{field}' has invalid data: it stands twice, expected once.");
        fields[field] = isAgain ? [.. before!, text] : [text];
    }

    private static string Decode(string field, ReadOnlySpan<byte> bytes)
    {
        try { return StrictUtf8.GetString(bytes); }
        catch (DecoderFallbackException) { throw Invalid($"The field '{Shown(field)}' is not UTF-8."); }
    }

    private static string Shown(string field) => field.Length > 60 ? field[..60] + "…" : field;

    private static Refusal Invalid(string what) => PublishingProblems.FormInvalid.Refuse(what);
}
