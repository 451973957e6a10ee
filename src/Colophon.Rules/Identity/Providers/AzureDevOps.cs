namespace Colophon.Rules.Identity.Providers;

/// <summary>
/// Azure Pipelines. https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create
/// Each organisation has its own issuer, https://vstoken.dev.azure.com/ORGANIZATION_ID. Names stand in the subject alone.
/// </summary>
internal static class AzureDevOps
{
    public static Provider Provider { get; } = new()
    {
        Key           = "azure-devops",
        Name          = "Azure DevOps",
        Web           = "https://dev.azure.com",
        Documentation = "https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create?view=azure-devops-rest-7.1",
        FixedAudience = "api://AzureADTokenExchange",
        LongestLife   = TimeSpan.FromHours(1),
        Remark        = "Every token that such a pipeline gets, for whatever service, could be brought here by whoever it was shown to: the operator has to allow the audience for the issuer. "
                      + "Microsoft documents the request but not the claims; they are as published tokens have them (sigstore/fulcio issue 1803). Tokens of a service connection (sub sc://…) carry no build and are refused.",

        Fields =
        [
            new("organization", "Organisation", "Name of the organisation.", "octo-org")
            {
                Missing = "Specify the organization.",
                Rules   = [new("[a-zA-Z0-9][a-zA-Z0-9-]{0,99}", "Invalid Azure DevOps organization name.")],
            },
            new("project", "Project", "Name of the project.", "sampleproject")
            {
                Missing = "Specify the project.",
                Rules   = [new("[^/\\\\\\x00-\\x1f\\x7f]{1,64}", "Invalid Azure DevOps project name.")],
            },
            new("pipeline", "Pipeline", "Name of the pipeline.", "release")
            {
                Missing = "Specify the pipeline.",
                Rules   = [new("[^/\\\\\\x00-\\x1f\\x7f]{1,255}", "Invalid Azure DevOps pipeline name.")],
            },
        ],

        FoundBy = ("p://{organization}/{project}/{pipeline}", "{token.sub}"),

        Claims =
        [
            new("sub",     new Is(Letters.Exact, "p://{organization}/{project}/{pipeline}"), "organisation, project and pipeline by name", Names: true),
            new("org_id",  new Pinned(), "an organisation's name can be given up and taken by a stranger, its id cannot", Mend: MadeAnew),
            new("prj_id",  new Pinned(), "a project can be deleted and made anew under its old name, its id cannot", Mend: MadeAnew),
            new("def_id",  new Pinned(), "a pipeline can be deleted and made anew under its old name, its id cannot", Mend: MadeAnew),
            new("rpo_id",  new Pinned(), "a pipeline can be pointed at another repository", Mend: MadeAnew),
            new("rpo_ref", new Present()),
            new("rpo_ver", new Present()),
        ],

        Conditions = new Dictionary<string, string> { ["ref"] = "rpo_ref" },

        Facts = new Dictionary<string, Template>
        {
            ["Repository"]    = "{organization}/{project}",
            ["RepositoryUrl"] = "{web}/{organization}/{project}",
            ["Workflow"]      = "{pipeline}",
            ["Ref"]           = "{token.rpo_ref}",
            ["Commit"]        = "{token.rpo_ver}",
            ["Run"]           = "{token.run_id}",
            ["RunUrl"]        = "{web}/{organization}/{project}/_build/results?buildId={token.run_id}",
        },

        Sentence   = "the pipeline {pipeline} of {organization}/{project}",
        Weaknesses = [new("Any branch and any tag that {organization}/{project} builds can publish, because no ref is required: set ref, for example to refs/tags/v*.", "ref")],
        Ignores    = ["aud", "exp", "iat", "iss", "jti", "nbf", "rpo_uri", "run_id"],
    };

    private const string MadeAnew = "if it was made anew or changed on purpose, an owner of the project removes the publisher and adds it again";
}
