using Colophon.Rules;

namespace Colophon.Index.Web;

/// <summary>Refusals that belong to no room: what any request can meet.</summary>
internal static class WebProblems
{
    public static readonly Problem NotFound = new(404, "not-found", "Nothing is here",
        "Check the address; names of projects are case-insensitive, everything else is not.");

    public static readonly Problem MethodNotAllowed = new(405, "method-not-allowed", "This address does not take that method",
        "Use one of the methods in the Allow header.");

    public static readonly Problem BadRequest = new(400, "bad-request", "The request is not one that can be read",
        "Compare the request with the documentation of the client that made it.");

    public static readonly Problem PayloadTooLarge = new(413, "payload-too-large", "The request is too large",
        "Send no more than the limit that the text names.");

    public static readonly Problem TlsRequired = new(403, "tls-required", "SSL is required",
        "Use the https address. Behind a proxy, name the proxy in Colophon:TrustedProxies, so that its X-Forwarded-Proto header is believed.")
    { Cause = "The request came over plain HTTP from another machine, or over TLS to a proxy that this index was not told to believe." };

    public static readonly Problem TokenRequired = new(401, "token-required", "Reading this index needs a token",
        "Send an API token as the password of user __token__, in the index URL, in netrc or as Bearer; a CI job gets one by exchanging its identity token with \"scope\": \"read\".")
    {
        Cause = "The operator has set Colophon:Reads to authenticated. The request had no token, or one that has ended, was revoked, was cut off when it was copied, or belongs to another index.",
    };

    public static readonly Problem ReadNotAllowed = new(403, "read-not-allowed", "The token does not read this",
        "Use a token that may read, and that is not limited to other projects; each restriction that failed is named.")
    {
        Cause = "The token is genuine and may do something else: it was minted to upload, was limited to uploading, or is limited to projects. A token that is limited to projects reads their pages and files, and no list of others.",
    };

    public static readonly Problem LostUpdate = new(412, "lost-update", "What you changed has been changed meanwhile",
        "Read it again, make the change to what is there now, and send it with the new ETag in If-Match.")
    {
        Cause = "The request said in If-Match which state it changes, and another change came first. Without this check the other would be "
            + "lost in silence. A request without If-Match overwrites whatever is there.",
    };

    public static readonly Problem TooManyRequests = new(429, "too-many-requests", "Too many requests in too short a time",
        "Wait for the seconds in Retry-After, then go on. The headers RateLimit-Policy and RateLimit say what is allowed and what is left.")
    {
        Cause = "One address, or one repository of a CI system, asked more often in a minute than the operator allows "
            + "(Colophon:ExchangesPerMinute, ExplanationsPerMinute, ReportsPerMinute, MirrorCallsPerMinute). Nothing was spent: the same identity token can be sent again.",
    };

    public static readonly Problem StorageUnavailable = new(507, "storage-unavailable", "The index cannot store anything now",
        "Nothing was kept. Try again later; the operator has to make room or repair the disk.");

    public static readonly Problem StoreUnavailable = new(503, "store-unavailable", "The index cannot reach its database now",
        "Send the request again in a few seconds; if it lasts, the operator finds the cause in the server's log.");

    public static readonly Problem Broken = new(500, "internal-error", "The index has met an error of its own",
        "Nothing was changed. Tell the operator the trace id; the server's log has the cause under it.");

    public static readonly Problem NotAcceptable = new(406, "not-acceptable", "The page has no form that the client takes",
        "Ask for application/vnd.pypi.simple.v1+json or text/html.");

    public static readonly Problem ForgedForm = new(400, "forged-form", "The form was not sent from a page of this index",
        "Open the page again and send its form. Nothing was changed.")
    { Cause = "Each form carries a token that belongs to the browser it was made for, so that no other site can send it in a person's name." };

    public static readonly Problem SignInFirst = new(401, "sign-in-first", "Sign in first", "Sign in, and open the page again.");

    public static readonly Problem ProveAgain = new(403, "prove-again", "Prove again that it is you",
        "Enter your password or use your passkey once more, then do it again.")
    { Cause = "What cannot be undone, and what gives others power, asks again after fifteen minutes." };

    /// <summary>All of them, for the pages that explain them.</summary>
    public static IReadOnlyList<Problem> All { get; } =
    [
        NotFound, MethodNotAllowed, NotAcceptable, BadRequest, PayloadTooLarge, TlsRequired, TokenRequired, ReadNotAllowed, LostUpdate,
        TooManyRequests, StorageUnavailable, StoreUnavailable, Broken, ForgedForm, SignInFirst, ProveAgain,
    ];
}
