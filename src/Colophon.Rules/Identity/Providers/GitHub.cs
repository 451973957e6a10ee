using Colophon.Rules.Identity.Judging;

namespace Colophon.Rules.Identity.Providers;

/// <summary>
/// GitHub Actions. https://docs.github.com/en/actions/reference/security/oidc
/// An enterprise may have its name behind the public issuer; an Enterprise Server issues as https://HOST/_services/token.
/// </summary>
internal static class GitHub
{
    public static Provider Provider { get; } = new()
    {
        Key           = "github",
        Name          = "GitHub Actions",
        Issuer        = "https://token.actions.githubusercontent.com",
        PublicWeb     = "https://github.com",
        IssuerPath    = "/_services/token",
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
            new("called_workflow", "Reusable workflow", "File whose steps run when the workflow calls one of another place; without @ and what follows, at any ref.", "octo-org/workflows/.github/workflows/publish.yml@refs/tags/v2")
            {
                Optional = true,
                Rules    =
                [
                    new(@"[a-zA-Z0-9][a-zA-Z0-9-]*/[a-zA-Z0-9-_.]+/\.github/workflows/[^/@]*\.ya?ml(@[\s\S]*)?", "A reusable workflow is OWNER/REPOSITORY/.github/workflows/FILE, with @REF or without."),
                    new(@"[^@]*(@(refs/(heads|tags)/[\s\S]+|[0-9a-f]{40}|[0-9a-f]{64}))?", "What stands behind @ must be whole: refs/tags/v2, refs/heads/main or a commit's full hash."),
                    new("[!-~]{1,400}", "A reusable workflow must be 1 to 400 printable ASCII characters without blanks."),
                ],
            },
        ],

        FoundBy = ("{owner}/{repository}", "{token.repository}"),

        Claims =
        [
            new("repository",          new Is(Letters.AnyCase, "{owner}/{repository}"), Names: true),
            new("repository_owner",    new Is(Letters.AnyCase, "{owner}"), Names: true),
            new("repository_owner_id", new Pinned(), "an account's name can be given up and taken by a stranger, its id cannot", Mend: MadeAnew),
            new("repository_id",       new Pinned(), "a repository can be deleted and made anew under its old name, its id cannot", Mend: MadeAnew),
            new("workflow_ref",        new Is(Workflow, OwnAtRef, OwnAtSha), "the file that was started", Mend: "give the workflow file its old name back, or add a publisher with workflow_filename set to the new name and remove this one"),
            new("job_workflow_ref",    new IfSet("called_workflow", new CalledFile("called_workflow", Workflow), Else: new OwnFile(new Is(Workflow, OwnAtRef, OwnAtSha), "{owner}/{repository}/.github/workflows/", "called_workflow")),
                                       "the file whose steps run"),
            new("ref",                 new Present(MayBeEmpty: true)),
            new("sha",                 new Present(MayBeEmpty: true)),
            new("ref_type",            new IfSet("ref", new KindOf("{token.ref}")), "a branch may be named like a tag's ref"),
            new("environment",         new IfSet("environment", new Is(Letters.AnyCase, "{environment}")), Mend: "name the environment in the job of the workflow (environment: NAME), or change the publisher's environment"),
            new("event_name",          new IfSet("event", new Listed("event", "pull_request_target"), Else: new IsNot("pull_request_target", "workflow_run", "pull_request")),
                                       "Publishing from a workflow invoked via 'pull_request_target' is not supported; 'workflow_run', 'pull_request' and all others must be named where a publisher lists events: a stranger's code could run in them",
                                       Mend: "start the workflow by a push of a tag, a release or by hand, or list this event in the publisher's condition 'event'"),
            new("jti",                 new Present(), "each identity token can be used once"),
        ],

        Conditions = new Dictionary<string, string>
        {
            ["ref"]           = "ref",
            ["protected_ref"] = "ref_protected",
            ["event"]         = "event_name",
            ["actor"]         = "actor",
            ["runner"]        = "runner_environment",
        },

        Facts = new Dictionary<string, Template>
        {
            ["Repository"]    = "{token.repository}",
            ["RepositoryUrl"] = "{web}/{token.repository}",
            ["Workflow"]      = "{workflow_filename}",
            ["Ref"]           = "{token.ref}",
            ["Commit"]        = "{token.sha}",
            ["CommitUrl"]     = "{web}/{token.repository}/commit/{token.sha}",
            ["Environment"]   = "{token.environment}",
            ["Run"]           = "{token.run_id}",
            ["RunUrl"]        = "{web}/{token.repository}/actions/runs/{token.run_id}",
            ["Attempt"]       = "{token.run_attempt}",
            ["Actor"]         = "{token.actor}",
            ["Event"]         = "{token.event_name}",
        },

        Workflow = """
            # .github/workflows/FIELD_WORKFLOW_FILENAME
            on: { push: { tags: ["v*"] } }
            jobs:
              publish:
                runs-on: ubuntu-latest
                environment: FIELD_ENVIRONMENT              # as in the publisher; protect it in the repository's settings
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
                environment: FIELD_ENVIRONMENT
                permissions: { id-token: write }
                steps:
                  - run: |
                      IDENTITY_TOKEN=$(curl -sS -H "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \
                        "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=INDEX_AUDIENCE" | jq -r .value)
                      curl -sS INDEX_URL/_/oidc/explain -d "{\"token\": \"$IDENTITY_TOKEN\"}" | jq .
            """,

        Sentence   = "{workflow_filename} of {owner}/{repository}",
        Weaknesses =
        [
            new("Any branch and any tag of {owner}/{repository} can publish, because no environment is required and no ref: set environment and protect it on GitHub, or set ref, for example to refs/tags/v*.",
                "environment", "ref", "protected_ref"),
        ],

        Ignores =
        [
            "actor", "actor_id", "aud", "base_ref", "check_run_id", "enterprise", "enterprise_id", "environment_node_id", "exp", "head_ref", "iat", "iss",
            "job_workflow_sha", "nbf", "ref_protected", "repository_visibility", "run_attempt", "run_id", "run_number", "runner_environment", "sub",
            "workflow", "workflow_sha",
        ],
    };

    private static Letters Workflow => new(Fold: true, Until: "/.github/workflows/");

    private const string MadeAnew = "if the account or the repository was made anew on purpose, an owner of the project removes the publisher and adds it again";

    private static Template OwnAtRef => "{owner}/{repository}/.github/workflows/{workflow_filename}@{token.ref}";

    private static Template OwnAtSha => "{owner}/{repository}/.github/workflows/{workflow_filename}@{token.sha}";
}
