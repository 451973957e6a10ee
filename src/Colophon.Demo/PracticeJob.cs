using System.Globalization;
using System.Text.Json.Nodes;

namespace Colophon.Demo;

/// <summary>
/// A CI job as its identity token describes it: every claim that the real ones have (pypi-wire.md 2.5, 2.6). Claims can be changed to
/// practise refusals.
/// </summary>
public sealed class PracticeJob
{
    private PracticeJob(JsonObject claims) => Claims = claims;

    /// <summary>All claims but the issuer's own: iss, aud, iat, nbf, exp, jti.</summary>
    public JsonObject Claims { get; }

    /// <summary>The same job with one claim changed; null takes it out.</summary>
    public PracticeJob With(string claim, JsonNode? value)
    {
        var claims = (JsonObject)Claims.DeepClone();
        if (value is null) claims.Remove(claim);
        else claims[claim] = value;
        return new PracticeJob(claims);
    }

    /// <summary>A run of a workflow on GitHub Actions, started by a tag.</summary>
    public static PracticeJob GitHub(string owner, string repository, string workflow, string environment = "pypi", string tag = "v1.2.0")
    {
        var full = $"{owner}/{repository}";
        const string sha = "3f2a91c0d5e84b7aa1c6f0e2b9d8c7a6f5e4d3c2";
        return new PracticeJob(new JsonObject
        {
            ["sub"] = $"repo:{full}:environment:{environment}",
            ["actor"] = "octocat",
            ["actor_id"] = "583231",
            ["base_ref"] = "",
            ["check_run_id"] = "51000001",
            ["environment"] = environment,
            ["environment_node_id"] = "EN_kwDOAAAAAA",
            ["event_name"] = "push",
            ["head_ref"] = "",
            ["job_workflow_ref"] = $"{full}/.github/workflows/{workflow}@refs/tags/{tag}",
            ["job_workflow_sha"] = sha,
            ["ref"] = $"refs/tags/{tag}",
            ["ref_protected"] = "true",
            ["ref_type"] = "tag",
            ["repository"] = full,
            ["repository_id"] = IdOf(full),
            ["repository_owner"] = owner,
            ["repository_owner_id"] = IdOf(owner),
            ["repository_visibility"] = "public",
            ["run_attempt"] = "1",
            ["run_id"] = "4004",
            ["run_number"] = "12",
            ["runner_environment"] = "github-hosted",
            ["sha"] = sha,
            ["workflow"] = "Release",
            ["workflow_ref"] = $"{full}/.github/workflows/{workflow}@refs/tags/{tag}",
            ["workflow_sha"] = sha,
        });
    }

    /// <summary>A job of a GitLab pipeline, started by a tag.</summary>
    /// <param name="host">The issuer without its scheme.</param>
    public static PracticeJob GitLab(string host, string path, string pipeline = ".gitlab-ci.yml", string environment = "release",
        string tag = "v1.2.0")
    {
        var space = path[..path.LastIndexOf('/')];
        const string sha = "9c1e5b7d3a2f4860b9d8c7a6f5e4d3c2b1a09f8e";
        return new PracticeJob(new JsonObject
        {
            ["sub"] = $"project_path:{path}:ref_type:tag:ref:{tag}",
            ["ci_config_ref_uri"] = $"{host}/{path}//{pipeline}@refs/tags/{tag}",
            ["ci_config_sha"] = sha,
            ["deployment_tier"] = "production",
            ["environment"] = environment,
            ["environment_protected"] = "true",
            ["groups_direct"] = new JsonArray(space),
            ["job_id"] = "7001",
            ["namespace_id"] = IdOf(space),
            ["namespace_path"] = space,
            ["pipeline_id"] = "6001",
            ["pipeline_source"] = "push",
            ["project_id"] = IdOf(path),
            ["project_path"] = path,
            ["project_visibility"] = "private",
            ["ref"] = tag,
            ["ref_path"] = $"refs/tags/{tag}",
            ["ref_protected"] = "true",
            ["ref_type"] = "tag",
            ["runner_environment"] = "self-hosted",
            ["runner_id"] = 11,
            ["sha"] = sha,
            ["user_access_level"] = "maintainer",
            ["user_email"] = "lab@example.org",
            ["user_id"] = "42",
            ["user_login"] = "labrat",
        });
    }

    /// <summary>The number that a practice forge gives to a name: stable, and different for different names.</summary>
    public static string IdOf(string name)
    {
        var id = 17L; // an int would overflow, and an id is never negative
        foreach (var c in name) id = (id * 31 + c) % 90_000_000;
        return (10_000_000 + id).ToString(CultureInfo.InvariantCulture);
    }
}
