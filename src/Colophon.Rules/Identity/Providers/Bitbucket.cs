namespace Colophon.Rules.Identity.Providers;

/// <summary>
/// Bitbucket Pipelines. https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/
/// Each workspace has its own issuer, which the repository's settings show. Claims name nothing but ids.
/// </summary>
internal static class Bitbucket
{
    public static Provider Provider { get; } = new()
    {
        Key           = "bitbucket",
        Name          = "Bitbucket Pipelines",
        Web           = "https://bitbucket.org",
        Documentation = "https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/",
        NamesAreIds   = true,
        Remark        = "The issuer is https://api.bitbucket.org/2.0/workspaces/WORKSPACE/pipelines-config/identity/oidc. By default a token's audience is the workspace's, "
                      + "ari:cloud:bitbucket::workspace/UUID: the operator has to set it for the issuer. Not certain: branchName is missing from older tokens and from runs of tags, "
                      + "so that the environment is the condition to rely on.",

        Fields =
        [
            new("workspace_uuid", "Workspace", "UUID of the workspace, with braces, as the repository's OpenID Connect settings show it.", "{7c1e5b7d-3a2f-4860-b9d8-c7a6f5e4d3c2}")
            {
                Missing = "Specify the workspace's UUID.",
                Rules   = [new(Uuid, "A UUID is written in lower case, with braces.")],
            },
            new("repository_uuid", "Repository", "UUID of the repository, with braces, as its OpenID Connect settings show it.", "{9c1e5b7d-3a2f-4860-b9d8-c7a6f5e4d3c2}")
            {
                Missing = "Specify the repository's UUID.",
                Rules   = [new(Uuid, "A UUID is written in lower case, with braces.")],
            },
        ],

        FoundBy = ("{workspace_uuid}/{repository_uuid}", "{token.workspaceUuid}/{token.repositoryUuid}"),

        Claims =
        [
            new("workspaceUuid",  new Is(Letters.Exact, "{workspace_uuid}"), Names: true),
            new("repositoryUuid", new Is(Letters.Exact, "{repository_uuid}"), Names: true),
            new("pipelineUuid",   new Present(), "a token that no pipeline asked for is none of a job"),
            new("stepUuid",       new Present(), "a token that no step asked for is none of a job"),
        ],

        Conditions = new Dictionary<string, string> { ["ref"] = "branchName", ["environment"] = "deploymentEnvironmentUuid" },

        Facts = new Dictionary<string, Template>
        {
            ["Repository"]    = "{token.repositoryUuid}",
            ["RepositoryUrl"] = "{web}/{token.workspaceUuid}/{token.repositoryUuid}",
            ["Ref"]           = "{token.branchName}",
            ["Environment"]   = "{token.deploymentEnvironmentUuid}",
            ["Run"]           = "{token.pipelineUuid}",
        },

        Sentence   = "the repository {repository_uuid} of the workspace {workspace_uuid}",
        Weaknesses = [new("Any branch of the repository {repository_uuid} can publish, because no deployment environment is required and no branch: set environment to the UUID of a deployment.", "environment", "ref")],
        Ignores    = ["accountUuid", "aud", "branchName", "commitSha", "deploymentEnvironmentUuid", "exp", "iat", "iss", "jti", "nbf", "sub"],
    };

    private const string Uuid = @"\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}";
}
