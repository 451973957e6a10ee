namespace Colophon.Rules.Identity.Providers;

/// <summary>
/// Jenkins with its OpenID Connect Provider plugin. https://plugins.jenkins.io/oidc-provider/
/// An installation issues as https://HOST/oidc; credentials in a folder have an issuer of their own.
/// </summary>
internal static class Jenkins
{
    public static Provider Provider { get; } = new()
    {
        Key           = "jenkins",
        Name          = "Jenkins",
        IssuerPath    = "/oidc",
        Documentation = "https://plugins.jenkins.io/oidc-provider/",
        NamesAreIds   = true,
        Remark        = "The subject is the job's address, unless an administrator of Jenkins wrote other claim templates; others of his claims can be required as claim:NAME when he makes them texts. "
                      + "There is no id that outlives a job: whoever may delete a job and make one of the same name can publish.",

        Fields =
        [
            new("job", "Job", "Address of the job, with the slash at its end.", "https://jenkins.example.org/job/releases/job/sampleproject/")
            {
                Missing = "Specify the job's address.",
                Rules   =
                [
                    new(@"https?://[!-~]+/job/[!-~]+/", "The job's address begins with https://, has /job/ in it and ends with a slash."),
                    new("[!-~]{1,500}", "The job's address must have at most 500 printable ASCII characters."),
                ],
            },
        ],

        FoundBy = ("{job}", "{token.sub}"),

        Claims = [new("sub", new Is(Letters.Exact, "{job}"), "the address of the job", Names: true, Mend: "let the job run that the publisher names, or add a publisher with this job")],

        Facts      = new Dictionary<string, Template> { ["Repository"] = "{token.sub}", ["RepositoryUrl"] = "{token.sub}" },
        Sentence   = "the job {job}",
        Weaknesses = [],
        Ignores    = ["aud", "build_number", "exp", "iat", "iss", "jti", "nbf"],
    };
}
