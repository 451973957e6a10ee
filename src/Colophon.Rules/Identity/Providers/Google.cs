namespace Colophon.Rules.Identity.Providers;

/// <summary>Google Cloud service accounts. https://cloud.google.com/iam/docs/service-account-overview</summary>
internal static class Google
{
    public static Provider Provider { get; } = new()
    {
        Key           = "google",
        Name          = "Google Cloud",
        Issuer        = "https://accounts.google.com",
        Documentation = "https://developers.google.com/identity/openid-connect/openid-connect",
        LongestLife   = TimeSpan.FromHours(1) + TimeSpan.FromMinutes(5),

        Fields =
        [
            new("email", "E-mail", "Address of the service account.", "publisher@my-project.iam.gserviceaccount.com")
            {
                Missing = "Specify the service account's e-mail address.",
                Rules   = [new(@"[a-zA-Z0-9._%+-]{1,64}@[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+", "Invalid e-mail address.")],
            },
            new("sub", "Subject", "Recommended: the account's numeric id, which is never used again.", "112233445566778899001")
            {
                Optional = true,
                Rules    = [new("[ -~]{1,255}", "Subject must be 1 to 255 printable ASCII characters.")],
            },
        ],

        FoundBy = ("{email}", "{token.email}"),

        Claims =
        [
            new("email",          new Is(Letters.Exact, "{email}"), Names: true),
            new("email_verified", new IsTrue(), "an address that Google has not verified proves nothing"),
            new("sub",            new IfSet("sub", new Is(Letters.Exact, "{sub}"), Else: new Pinned()), "an account can be deleted and made anew under its old address, its subject cannot",
                                  Mend: "if the account was made anew on purpose, an owner of the project removes the publisher and adds it again"),
        ],

        Facts      = new Dictionary<string, Template> { ["Actor"] = "{token.email}" },
        Sentence   = "the service account {email}",
        Weaknesses = [new("The subject of {email} is not named: it is kept at the first use, and until then the address alone decides. Set sub.", "sub")],
        Ignores    = ["aud", "azp", "exp", "google", "iat", "iss", "jti", "nbf"],
    };
}
