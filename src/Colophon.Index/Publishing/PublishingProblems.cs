using Colophon.Rules;

namespace Colophon.Index.Publishing;

/// <summary>Every reason for which this room refuses, beside those of the rules.</summary>
internal static class PublishingProblems
{
    public static readonly Problem InvalidPayload = new(422, "invalid-payload", "The request body is not an exchange",
        "Send a JSON object with one member \"token\" whose value is the identity token as a string.")
    {
        AsPyPI = "invalid-payload",
        Cause = "The body was not JSON, held no string \"token\", or asked for something (project, version, files, features) in a form that cannot be read."
    };

    public static readonly Problem UnknownIssuer = new(422, "unknown-issuer", "The identity token's issuer is not trusted here",
        "Compare the token's \"iss\" with the issuers of this index; the operator adds one with `colophon-index issuer add`.")
    {
        AsPyPI = "invalid-payload",
        Cause = "The job runs on a CI system that this index was not told to trust, or its URL differs from the registered one in a letter, a slash or the scheme: the two texts have to be equal."
    };

    public static readonly Problem IssuerUnavailable = new(503, "issuer-unavailable", "The issuer's keys cannot be fetched now",
        "Run the job again in a minute; if it lasts, the operator finds the cause in the server's log.")
    {
        AsPyPI = "issuer-unavailable",
        Cause = "The CI system's server is down, or does not answer this index in time, and the keys that were kept are more than a day old."
    };

    public static readonly Problem NotEnabled = new(422, "not-enabled", "Trusted publishing is switched off for this issuer",
        "Ask the operator of this index why; `colophon-index issuer list` shows what is off, and `enable` or `exchange on` ends it.")
    { AsPyPI = "not-enabled" };

    public static readonly Problem AllOff = new(403, "trusted-publishing-off", "Trusted publishing is switched off on this index",
        "Ask the operator of this index why; `colophon-index exchange on` ends it.");

    public static readonly Problem NoPublisher = new(422, "no-publisher", "No trusted publisher matches this identity",
        "Mend the first finding that differs, in the workflow or in the project's trusted publisher. Where there is no publisher yet, an owner has it added with `colophon-index publisher add`. /explain shows every rule, before release day too.")
    {
        AsPyPI = "invalid-publisher",
        Cause = "A workflow file was renamed, an environment is missing from the job or from the publisher, the repository was renamed or moved, a reusable workflow of another repository ran, or nobody has added the publisher yet. Publishers are compared by whole values and by ids that never change, so something similar is something else."
    };

    public static readonly Problem PendingTaken = new(422, "pending-project-exists", "The project of this pending publisher exists already",
        "An owner of the project has to add the publisher to it.")
    {
        AsPyPI = "invalid-pending-publisher",
        Cause = "A pending publisher waits for the first upload of a name. Somebody else's first upload, or an operator, made the project in the meantime."
    };

    public static readonly Problem TooManyProjects = new(422, "too-many-projects", "One upload token cannot name so many projects",
        "Exchange once for each project: send its name as the member \"project\" beside the token. Each exchange needs an identity token of its own.")
    { AsPyPI = "invalid-publisher" };

    public static readonly Problem AlreadyUsed = new(422, "already-used", "This identity token was exchanged before",
        "Ask the CI system for a new identity token; each one is good for one exchange.")
    {
        AsPyPI = "invalid-reuse-token",
        Cause = "The exchange was asked for twice with one token: a step ran again, a client tried again after an answer that it did not see, or the token was copied."
    };

    public static readonly Problem NotAllowed = new(403, "not-allowed", "This token may not upload to this project",
        "An owner of the project has to add the publisher or the person.");

    public static readonly Problem TrustedOnly = new(403, "trusted-publishing-only", "Only trusted publishers may upload here",
        "Publish from a CI job that is a trusted publisher of the project.")
    { Cause = "The project, or the whole index, takes files from CI jobs alone, so that each of them tells where it came from. A person's API token cannot tell that." };

    public static readonly Problem ProjectNotFound = new(400, "project-not-found", "There is no such project, and this identity cannot create it",
        "Make the name in the pending publisher and the name in the package's metadata the same.")
    { Cause = "A token that was minted for a pending publisher can make the project of exactly that name. The package's metadata name another." };

    public static readonly Problem ProjectClosed = new(403, "project-closed", "The project takes no uploads",
        "An owner or the operator has to make the project active again.");

    public static readonly Problem FormInvalid = new(400, "form-invalid", "The upload form cannot be read in one way only",
        "Send multipart/form-data with one file part named \"content\" and each single field once.");

    public static readonly Problem NotAnUpload = new(405, "not-an-upload", "This address takes uploads only",
        "Send :action=file_upload.");

    public static readonly Problem ActionGone = new(410, "action-gone", "That action is no longer needed",
        "Upload the files; the project and its releases are made from them.");

    public static readonly Problem FileTooLarge = new(413, "file-too-large", "The file is larger than this index takes",
        "Make the file smaller, or ask the operator to raise Colophon:MaxFileSize.");

    public static readonly Problem ProjectTooLarge = new(400, "project-too-large", "The project has used up its space",
        "Delete old files, or ask the operator to raise Colophon:MaxProjectSize.");

    public static readonly Problem DigestMissing = new(400, "digest-missing", "The upload names no digest of the file",
        "Send sha256_digest, blake2_256_digest or md5_digest.");

    public static readonly Problem DigestMismatch = new(400, "digest-mismatch", "The bytes that arrived are not the bytes that were announced",
        "Upload the file again; if it happens twice, something between client and index changes it.")
    { Cause = "A proxy or a disk has changed the bytes on their way, or the file was built again between hashing and uploading." };

    public static readonly Problem DescriptionRender = new(400, "description-render", "The description cannot be rendered",
        "Mend the line that is named and build again; `twine check` finds the same faults before an upload. For Markdown, set the content type to text/markdown.")
    {
        Cause = "The description is reStructuredText with a fault, or Markdown that does not say so: without a content type it is read as reStructuredText. "
            + "Directives and roles of Sphinx are unknown here, as they are on PyPI."
    };

    public static readonly Problem FileExists = new(400, "file-exists", "A file of this name or with these bytes exists already",
        "A file is never replaced: give the release a new version.")
    { Cause = "This version was released before, perhaps by an earlier run of the same job. The same bytes again would have been taken without a word." };

    public static readonly Problem FileNameReuse = new(400, "filename-reuse", "A file of this name existed and was deleted",
        "A file name is never used for other bytes: give the release a new version.");

    public static readonly Problem SecondSdist = new(400, "second-sdist", "The release has a source distribution already",
        "Only one sdist belongs to a release: give the release a new version.");

    public static readonly Problem ReleaseClosed = new(400, "release-closed", "The release is too old to take new files",
        "Give the release a new version.");

    public static readonly Problem UnsupportedEncoding = new(415, "unsupported-encoding", "The body is compressed in a way that is not read here",
        "Send the body as it is, without Content-Encoding.");

    public static readonly Problem NothingProved = new(422, "nothing-proved", "Claims alone prove nothing",
        "Show the identity token itself; or register the publisher that is made of the claims, where it is what you want.")
    {
        Cause = "Somebody asked what claims would come to and showed them without the issuer's signature. The rules that stand alone were judged; "
            + "what is configured here was not looked at.",
    };

    public static readonly Problem InvalidReport = new(400, "invalid-report", "The report of leaked tokens cannot be read",
        "Send {\"token\": \"pypi-…\"}, or a JSON list of at most 100 objects with a \"token\" and, if you like, \"type\", \"url\" and \"source\".");

    /// <summary>All of them, for the pages that explain them.</summary>
    public static IReadOnlyList<Problem> All { get; } =
    [
        InvalidPayload, UnknownIssuer, IssuerUnavailable, NotEnabled, AllOff, NoPublisher, PendingTaken, TooManyProjects, AlreadyUsed, NotAllowed, TrustedOnly, ProjectNotFound, ProjectClosed, FormInvalid, NotAnUpload, ActionGone, FileTooLarge,
        ProjectTooLarge, DigestMissing, DigestMismatch, DescriptionRender, FileExists, FileNameReuse, SecondSdist, ReleaseClosed, UnsupportedEncoding,
        NothingProved, InvalidReport,
    ];
}
