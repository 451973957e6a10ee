using Colophon.Rules.Identity.Judging;

namespace Colophon.Rules.Identity.Providers;

/// <summary>
/// GitLab CI/CD. https://docs.gitlab.com/ci/secrets/id_token_authentication/
/// A self-managed one issues as its own address, which may have a path.
/// </summary>
internal static class GitLab
{
    public static Provider Provider { get; } = new()
    {
        Key           = "gitlab",
        Name          = "GitLab CI/CD",
        Issuer        = "https://gitlab.com",
        Documentation = "https://docs.gitlab.com/ci/secrets/id_token_authentication/",

        Fields =
        [
            new("namespace", "Namespace", "User, or group with its subgroups, that owns the project.", "octo-group/tools")
            {
                Missing = "Specify GitLab namespace (username or group/subgroup).",
                Rules   =
                [
                    new(@"(?i)[\s\S]*\.(git|atom)", "Name ends with .git or .atom.") { Not = true },
                    new(@"[a-zA-Z0-9][a-zA-Z0-9-_./+]*[a-zA-Z0-9]", "Invalid GitLab username or group/subgroup name."),
                    new(@"[\s\S]*[._-]{2}[\s\S]*", "Invalid GitLab username or group/subgroup name.") { Not = true },
                ],
            },
            new("project", "Project", "Name of the project in its URL, without the namespace.", "sampleproject")
            {
                Missing = "Specify project name.",
                Rules   =
                [
                    new(@"(?i)[\s\S]*\.(git|atom)", "Name ends with .git or .atom.") { Not = true },
                    new("[a-zA-Z0-9][a-zA-Z0-9_.-]*[a-zA-Z0-9]", "Invalid project name."),
                    new(@"[\s\S]*[._-]{2}[\s\S]*", "Invalid project name.") { Not = true },
                ],
            },
            new("workflow_filepath", "Pipeline file", "Path of the top-level pipeline file.", ".gitlab-ci.yml")
            {
                Missing = "Specify top-level pipeline file path.",
                Rules   =
                [
                    new(@"[\s\S]*\.ya?ml", "Top-level pipeline file path must end with .yml or .yaml."),
                    new(@"/[\s\S]*|[\s\S]*/", "Top-level pipeline file path cannot start or end with /.") { Not = true },
                    new("[ -~]{5,255}", "Top-level pipeline file path must be 5 to 255 printable ASCII characters."),
                ],
            },
            new("environment", "Environment", "Strongly recommended: an environment can be protected.", "release")
            {
                Optional = true,
                Rules    = [new("[a-zA-Z0-9-_/${} ]+", "Invalid environment name."), new("[ -~]{1,255}", "Environment name is too long (maximum is 255 characters).")],
            },
        ],

        FoundBy = ("{namespace}/{project}", "{token.project_path}"),

        Claims =
        [
            new("project_path",      new Is(Letters.AnyCase, "{namespace}/{project}"), Names: true),
            new("namespace_id",      new Pinned(), "a namespace can be given up and taken by a stranger, its id cannot", Mend: MadeAnew),
            new("project_id",        new Pinned(), "a project can be deleted and made anew under its old name, its id cannot", Mend: MadeAnew),
            new("ci_config_ref_uri", new Is(Pipeline, AtRef, AtSha), "the pipeline file that was started", Mend: "give the pipeline file its old path back, or add a publisher with workflow_filepath set to the new path and remove this one"),
            new("ref_path",          new Present()),
            new("sha",               new Present()),
            new("ref_type",          new IfSet("ref", new KindOf("{token.ref_path}")), "a branch may be named like a tag's ref"),
            new("environment",       new IfSet("environment", new Is(Letters.Exact, "{environment}")), Mend: "name the environment in the job (environment: NAME, case counts), or change the publisher's environment"),
            new("jti",               new Present(), "each identity token can be used once"),
        ],

        Conditions = new Dictionary<string, string>
        {
            ["ref"]           = "ref_path",
            ["protected_ref"] = "ref_protected",
            ["event"]         = "pipeline_source",
            ["actor"]         = "user_login",
            ["runner"]        = "runner_environment",
        },

        Facts = new Dictionary<string, Template>
        {
            ["Repository"]    = "{token.project_path}",
            ["RepositoryUrl"] = "{web}/{token.project_path}",
            ["Workflow"]      = "{workflow_filepath}",
            ["Ref"]           = "{token.ref_path}",
            ["Commit"]        = "{token.sha}",
            ["CommitUrl"]     = "{web}/{token.project_path}/-/commit/{token.sha}",
            ["Environment"]   = "{token.environment}",
            ["Run"]           = "{token.pipeline_id}",
            ["RunUrl"]        = "{web}/{token.project_path}/-/pipelines/{token.pipeline_id}",
            ["Actor"]         = "{token.user_login}",
            ["Event"]         = "{token.pipeline_source}",
        },

        Workflow = """
            # FIELD_WORKFLOW_FILEPATH
            publish:
              image: python:3.13
              environment: FIELD_ENVIRONMENT             # as in the publisher; protect it in the project's settings
              rules: [{ if: $CI_COMMIT_TAG }]
              id_tokens:
                IDENTITY_TOKEN: { aud: INDEX_AUDIENCE }
              script:
                - pip install build twine && python -m build
                - >
                  UPLOAD_TOKEN=$(curl -sS INDEX_URL/_/oidc/mint-token -d "{\"token\": \"$IDENTITY_TOKEN\"}"
                  | python -c "import json, sys; answer = json.load(sys.stdin); print(answer.get('token') or sys.exit(str(answer)))")
                - TWINE_PASSWORD=$UPLOAD_TOKEN twine upload -u __token__ --repository-url INDEX_URL/legacy/ dist/*

            # A dry run, for any branch: what would the index say on release day?
            explain:
              image: curlimages/curl
              environment: FIELD_ENVIRONMENT
              id_tokens:
                IDENTITY_TOKEN: { aud: INDEX_AUDIENCE }
              script:
                - 'curl -sS INDEX_URL/_/oidc/explain -d "{\"token\": \"$IDENTITY_TOKEN\"}"'
            """,

        Sentence   = "{workflow_filepath} of {namespace}/{project}",
        Weaknesses =
        [
            new("Any branch and any tag of {namespace}/{project} can publish, because no environment is required and no ref: set environment and protect it on GitLab, or set ref, for example to refs/tags/v*.",
                "environment", "ref", "protected_ref"),
        ],

        Ignores =
        [
            "aud", "ci_config_sha", "deployment_tier", "environment_action", "environment_protected", "exp", "groups_direct", "iat", "iss", "job_id", "job_namespace_id",
            "job_namespace_path", "job_project_id", "job_project_path", "job_source", "namespace_path", "nbf", "pipeline_id", "pipeline_source", "project_visibility",
            "ref", "ref_protected", "runner_environment", "runner_id", "sub", "user_access_level", "user_email", "user_id", "user_identities", "user_login",
        ],
    };

    private static Letters Pipeline => new(Fold: true, Until: "//");

    private const string MadeAnew = "if the namespace or the project was made anew on purpose, an owner of the project here removes the publisher and adds it again";

    private static Template AtRef => "{host}/{namespace}/{project}//{workflow_filepath}@{token.ref_path}";

    private static Template AtSha => "{host}/{namespace}/{project}//{workflow_filepath}@{token.sha}";
}
