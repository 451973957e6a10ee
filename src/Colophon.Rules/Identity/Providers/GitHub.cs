namespace Colophon.Rules.Identity.Providers;

/// <summary>GitHub Actions. https://docs.github.com/en/actions/reference/security/oidc</summary>
internal static class GitHub
{
    public static Provider Provider { get; } = new()
    {
        Key           = "github",
        Name          = "GitHub Actions",
        Issuer        = "https://token.actions.githubusercontent.com",
        Documentation = "https://docs.github.com/en/actions/reference/security/oidc",
        LongestLife   = TimeSpan.FromHours(6),

        Fields =
        [
            new("owner", "Owner", "User or organisation that owns the repository.", "octo-org")
            {
                Missing = "Specify GitHub repository owner (username or organization).",
                Rules   = [new("[a-zA-Z0-9][a-zA-Z0-9-]*", "Invalid GitHub user or organization name.")],
            },
            new("repository", "Repository", "Name of the repository, without its owner.", "sampleproject")
            {
                Missing = "Specify repository name.",
                Rules   = [new("[a-zA-Z0-9-_.]+", "Invalid repository name.")],
            },
            new("workflow_filename", "Workflow", "Name of the workflow's file in .github/workflows.", "release.yml")
            {
                Missing = "Specify workflow filename.",
                Rules   =
                [
                    new(@"[\s\S]*\.ya?ml", "Workflow name must end with .yml or .yaml."),
                    new("[^/]*", "Workflow filename must be a filename only, without directories."),
                    new("[ -~]{5,255}", "Workflow filename must be 5 to 255 printable ASCII characters."),
                ],
            },
            new("environment", "Environment", "Strongly recommended: an environment can ask for approval and restrict branches.", "pypi")
            {
                Optional = true, LowerCase = true, KeepsBlanks = true,
                Rules    =
                [
                    new(@"[\s\S]{1,255}", "Environment name is too long (maximum is 255 characters)."),
                    new(@"\S(?:[\s\S]*\S)?", "Environment name may not start or end with whitespace."),
                    new(@"[^\x00-\x1f\x7f'""`,;\\]*", "Environment name must not contain non-printable characters or the characters ', \", `, comma, ; or \\."),
                    new("[ -~]*", "Environment name must be ASCII."),
                ],
            },
        ],

        FoundBy = ("{owner}/{repository}", "{token.repository}"),

        Claims =
        [
            new("repository",          new Is(Letters.AnyCase, "{owner}/{repository}"), Names: true),
            new("repository_owner",    new Is(Letters.AnyCase, "{owner}"), Names: true),
            new("repository_owner_id", new Pinned(), "an account's name can be given up and taken by a stranger, its id cannot"),
            new("repository_id",       new Pinned(), "a repository can be deleted and made anew under its old name, its id cannot"),
            new("job_workflow_ref",    new Is(Workflow, CalledAtRef, CalledAtSha), "the file whose steps run"),
            new("workflow_ref",        new Is(Workflow, CalledAtRef, CalledAtSha), "the file that was started: a reusable workflow of others is refused unless it is named"),
            new("ref",                 new Present(MayBeEmpty: true)),
            new("sha",                 new Present(MayBeEmpty: true)),
            new("environment",         new IfSet("environment", new Is(Letters.AnyCase, "{environment}"))),
            new("event_name",          new IsNot("pull_request_target", "workflow_run", "pull_request"),
                                       "Publishing from a workflow invoked via 'pull_request_target' is not supported, nor via 'workflow_run' or 'pull_request': a stranger's code could run in it"),
            new("jti",                 new Present(), "each identity token can be used once"),
        ],

        Facts = new Dictionary<string, Template>
        {
            ["Repository"]    = "{token.repository}",
            ["RepositoryUrl"] = "https://github.com/{token.repository}",
            ["Workflow"]      = "{workflow_filename}",
            ["Ref"]           = "{token.ref}",
            ["Commit"]        = "{token.sha}",
            ["CommitUrl"]     = "https://github.com/{token.repository}/commit/{token.sha}",
            ["Environment"]   = "{token.environment}",
            ["Run"]           = "{token.run_id}",
            ["RunUrl"]        = "https://github.com/{token.repository}/actions/runs/{token.run_id}",
            ["Attempt"]       = "{token.run_attempt}",
            ["Actor"]         = "{token.actor}",
            ["Event"]         = "{token.event_name}",
        },

        Workflow = """
            # .github/workflows/release.yml
            on: { push: { tags: ["v*"] } }
            jobs:
              publish:
                runs-on: ubuntu-latest
                environment: pypi              # as in the publisher; protect it in the repository's settings
                permissions: { id-token: write }
                steps:
                  - uses: actions/checkout@v5
                  - run: pipx run build
                  - uses: pypa/gh-action-pypi-publish@release/v1
                    with:
                      repository-url: INDEX_URL/legacy/
                      attestations: false

              # A dry run, for any branch: what would the index say on release day?
              explain:
                runs-on: ubuntu-latest
                environment: pypi
                permissions: { id-token: write }
                steps:
                  - run: |
                      IDENTITY_TOKEN=$(curl -sS -H "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \
                        "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=INDEX_AUDIENCE" | jq -r .value)
                      curl -sS INDEX_URL/_/oidc/explain -d "{\"token\": \"$IDENTITY_TOKEN\"}" | jq .
            """,

        Sentence   = "{workflow_filename} of {owner}/{repository}",
        Weaknesses = new Dictionary<string, string>
        {
            ["environment"] = "Any branch and any tag of {owner}/{repository} can publish, because no environment is required: name one, and protect it on GitHub.",
        },

        Ignores =
        [
            "actor", "actor_id", "aud", "base_ref", "check_run_id", "enterprise", "enterprise_id", "environment_node_id", "exp", "head_ref", "iat", "iss",
            "job_workflow_sha", "nbf", "ref_protected", "ref_type", "repository_visibility", "run_attempt", "run_id", "run_number", "runner_environment", "sub",
            "workflow", "workflow_sha",
        ],
    };

    private static Letters Workflow => new(Fold: true, Until: "/.github/workflows/");

    private static Template CalledAtRef => "{owner}/{repository}/.github/workflows/{workflow_filename}@{token.ref}";

    private static Template CalledAtSha => "{owner}/{repository}/.github/workflows/{workflow_filename}@{token.sha}";
}
