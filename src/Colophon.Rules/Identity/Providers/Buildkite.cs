namespace Colophon.Rules.Identity.Providers;

/// <summary>Buildkite. https://buildkite.com/docs/agent/v3/cli-oidc</summary>
internal static class Buildkite
{
    public static Provider Provider { get; } = new()
    {
        Key           = "buildkite",
        Name          = "Buildkite",
        Issuer        = "https://agent.buildkite.com",
        PublicWeb     = "https://buildkite.com",
        Documentation = "https://buildkite.com/docs/agent/v3/cli-oidc",
        Remark        = "The ids have to be asked for: `buildkite-agent oidc request-token --audience … --claim organization_id --claim pipeline_id`. The condition 'ref' is the tag alone, "
                      + "without refs/tags/ (v{version}); a branch is claim:build_branch.",

        Fields =
        [
            new("organization", "Organisation", "Slug of the organisation.", "octo-org")
            {
                Missing = "Specify the organization's slug.",
                Rules   = [new("[a-z0-9][a-z0-9-]{0,99}", "Invalid Buildkite organization slug.")],
            },
            new("pipeline", "Pipeline", "Slug of the pipeline.", "sampleproject-release")
            {
                Missing = "Specify the pipeline's slug.",
                Rules   = [new("[a-z0-9][a-z0-9-]{0,99}", "Invalid Buildkite pipeline slug.")],
            },
            new("step_key", "Step", "Recommended: the key of the step that publishes.", "publish")
            {
                Optional = true,
                Rules    = [new("[a-zA-Z0-9-_:]{1,255}", "Invalid step key.")],
            },
        ],

        FoundBy = ("{organization}/{pipeline}", "{token.organization_slug}/{token.pipeline_slug}"),

        Claims =
        [
            new("organization_slug", new Is(Letters.Exact, "{organization}"), Names: true),
            new("pipeline_slug",     new Is(Letters.Exact, "{pipeline}"), Names: true),
            new("organization_id",   new Pinned(), "a slug can be given up and taken by a stranger, its id cannot", Mend: AskForIds),
            new("pipeline_id",       new Pinned(), "a pipeline can be deleted and made anew under its old slug, its id cannot", Mend: AskForIds),
            new("build_commit",      new Present()),
            new("step_key",          new IfSet("step_key", new Is(Letters.Exact, "{step_key}")), Mend: "give the step that publishes this key, or change the publisher's step_key"),
        ],

        Conditions = new Dictionary<string, string> { ["ref"] = "build_tag" },

        Facts = new Dictionary<string, Template>
        {
            ["Repository"]    = "{token.organization_slug}/{token.pipeline_slug}",
            ["RepositoryUrl"] = "{web}/{token.organization_slug}/{token.pipeline_slug}",
            ["Ref"]           = "refs/tags/{token.build_tag}",
            ["Commit"]        = "{token.build_commit}",
            ["Run"]           = "{token.job_id}",
        },

        Sentence   = "the pipeline {organization}/{pipeline}",
        Weaknesses = [new("Any branch and any tag that {organization}/{pipeline} builds can publish, because no tag is required: set ref, for example to v*, or claim:build_branch.", "ref", "claim:build_branch")],
        Ignores    = ["agent_id", "aud", "build_branch", "build_number", "build_source", "build_tag", "cluster_id", "cluster_name", "exp", "iat", "iss", "job_id", "jti", "nbf", "queue_id", "queue_key", "runner_environment", "sub"],
    };

    private const string AskForIds = "ask for the token with --claim organization_id --claim pipeline_id; if the pipeline was made anew on purpose, an owner of the project removes the publisher and adds it again";
}
