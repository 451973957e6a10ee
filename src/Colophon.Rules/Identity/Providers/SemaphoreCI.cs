using Colophon.Rules.Identity.Judging;

namespace Colophon.Rules.Identity.Providers;

/// <summary>
/// Semaphore. https://docs.semaphore.io/reference/openid
/// Each organisation has its own issuer, https://ORGANIZATION.semaphoreci.com; an installation of one's own likewise.
/// </summary>
internal static class SemaphoreCI
{
    public static Provider Provider { get; } = new()
    {
        Key           = "semaphore",
        Name          = "Semaphore",
        Documentation = "https://docs.semaphore.io/reference/openid",
        Remark        = "A token's audience is always the organisation's own address, which is its issuer too: the operator has to set it for the issuer, and knows then that every service "
                      + "the job talks to could bring the token here. Jobs that a person debugs are refused.",

        Fields =
        [
            new("organization", "Organisation", "Name of the organisation in its address.", "octo-org")
            {
                Missing = "Specify the organization.",
                Rules   = [new("[a-z0-9][a-z0-9-]{0,99}", "Invalid Semaphore organization name.")],
            },
            new("project", "Project", "Name of the project.", "sampleproject")
            {
                Missing = "Specify the project.",
                Rules   = [new("[a-zA-Z0-9-_.]{1,100}", "Invalid Semaphore project name.")],
            },
            new("repository", "Repository", "Recommended: owner and name of the repository that the project builds.", "octo-org/sampleproject")
            {
                Optional = true,
                Rules    = [new("[a-zA-Z0-9-_.]+(/[a-zA-Z0-9-_.]+)+", "Invalid repository.")],
            },
        ],

        FoundBy = ("{organization}/{project}", "{token.org}/{token.prj}"),

        Claims =
        [
            new("org",       new Is(Letters.Exact, "{organization}"), Names: true),
            new("prj",       new Is(Letters.Exact, "{project}"), Names: true),
            new("org_id",    new Pinned(), "an organisation's name can be given up and taken by a stranger, its id cannot", Mend: MadeAnew),
            new("prj_id",    new Pinned(), "a project can be deleted and made anew under its old name, its id cannot", Mend: MadeAnew),
            new("repo_slug", new IfSet("repository", new Is(Letters.AnyCase, "{repository}")), "a project can be pointed at another repository"),
            new("job_type",  new Is(Letters.Exact, "pipeline_job"), "a person can type commands into a job that is debugged"),
            new("ref_type",  new IfSet("ref", new KindOf("{token.ref}"), Else: new IsNot("pull-request")), "a stranger's code could run in a pull request, and a branch may be named like a tag's ref",
                             Mend: "run the pipeline for a branch or a tag"),
            new("jti",       new Present(), "each identity token can be used once"),
        ],

        Conditions = new Dictionary<string, string> { ["ref"] = "ref" },

        Facts = new Dictionary<string, Template>
        {
            ["Repository"] = "{token.repo_slug}",
            ["Workflow"]   = "{token.prj}",
            ["Ref"]        = "{token.ref}",
            ["Run"]        = "{token.wf_id}",
            ["RunUrl"]     = "{web}/workflows/{token.wf_id}",
            ["Event"]      = "{token.trg}",
        },

        Sentence   = "the project {organization}/{project}",
        Weaknesses = [new("Any branch and any tag of {organization}/{project} can publish, because no ref is required: set ref, for example to refs/tags/v*.", "ref")],
        Ignores    = ["aud", "branch", "exp", "iat", "iss", "job_id", "nbf", "ppl_id", "pr", "pr_branch", "ref", "repo", "sub", "tag", "trg", "wf_id"],
    };

    private const string MadeAnew = "if it was made anew on purpose, an owner of the project removes the publisher and adds it again";
}
