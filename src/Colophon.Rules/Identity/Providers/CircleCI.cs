namespace Colophon.Rules.Identity.Providers;

/// <summary>
/// CircleCI. https://circleci.com/docs/guides/permissions-authentication/openid-connect-tokens/
/// Each organisation has its own issuer, https://oidc.circleci.com/org/ORGANIZATION_ID.
/// </summary>
internal static class CircleCI
{
    public static Provider Provider { get; } = new()
    {
        Key           = "circleci",
        Name          = "CircleCI",
        Documentation = "https://circleci.com/docs/guides/permissions-authentication/openid-connect-tokens/",
        LongestLife   = TimeSpan.FromHours(1) + TimeSpan.FromMinutes(5),
        NamesAreIds   = true,
        Remark        = "The audience has to be asked for (`circleci run oidc get --claims '{\"aud\": \"…\"}'`): that of $CIRCLE_OIDC_TOKEN is the organisation's id. Runs of custom webhooks "
                      + "name no repository and are refused. Whoever may rerun a job with SSH can take its token while it runs.",

        Fields =
        [
            new("project_id", "Project", "Id of the project: Project Settings, Overview.", "0d7a0a52-5d4c-4e6b-9f5e-2a1f3c4b5d6e")
            {
                Missing = "Specify the project's id.",
                Rules   = [new("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "The project's id is a UUID in lower case.")],
            },
            new("repository", "Repository", "Where the sources are, without https://: a fork's run has another.", "github.com/octo-org/sampleproject")
            {
                Missing = "Specify the repository, for example github.com/octo-org/sampleproject.",
                Rules   = [new("[a-zA-Z0-9.-]+(/[a-zA-Z0-9-_.]+){2,}", "Invalid repository.")],
            },
        ],

        FoundBy = ("{project_id}", "{token.oidc.circleci.com/project-id}"),

        Claims =
        [
            new("oidc.circleci.com/project-id", new Is(Letters.Exact, "{project_id}"), Names: true),
            new("oidc.circleci.com/vcs-origin", new Is(Letters.AnyCase, "{repository}"), "a fork's build may run under this project", Names: true),
            new("oidc.circleci.com/vcs-ref",    new Present(), "a token without a ref is none of a build of sources"),
        ],

        Conditions = new Dictionary<string, string> { ["ref"] = "oidc.circleci.com/vcs-ref" },

        Facts = new Dictionary<string, Template>
        {
            ["Repository"]    = "{token.oidc.circleci.com/vcs-origin}",
            ["RepositoryUrl"] = "https://{token.oidc.circleci.com/vcs-origin}",
            ["Ref"]           = "{token.oidc.circleci.com/vcs-ref}",
        },

        Sentence   = "the project {project_id} on {repository}",
        Weaknesses = [new("Any branch and any tag of {repository} can publish, because no ref is required: set ref, for example to refs/tags/v*.", "ref")],
        Ignores    = ["aud", "exp", "iat", "iss", "jti", "nbf", "oidc.circleci.com/context-ids", "oidc.circleci.com/org-id", "oidc.circleci.com/ssh-rerun", "sub"],
    };
}
