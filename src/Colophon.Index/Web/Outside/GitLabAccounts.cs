using System.Net;

namespace Colophon.Index.Web.Outside;

/// <summary>Project and namespace at a GitLab instance, by its public API (https://docs.gitlab.com/api/projects/).</summary>
internal sealed class GitLabAccounts(Forge forge)
{
    public async Task<ForgeAnswer> Ask(IReadOnlyDictionary<string, string> fields, CancellationToken ct)
    {
        var path = $"{fields.GetValueOrDefault("namespace")}/{fields.GetValueOrDefault("project")}";
        var found = await forge.Ask($"projects/{Uri.EscapeDataString(path)}", ct);
        if (found.Trouble is { } trouble) return ForgeAnswer.Nothing with { Notes = [Later(trouble)] };
        if (found.Status == HttpStatusCode.MovedPermanently)
            return ForgeAnswer.Nothing with { Notes = [$"The project {path} has moved on GitLab: use its new path."] };
        if (found.Status == HttpStatusCode.NotFound)
        {
            var why = $"GitLab shows no project {path}: it is private, or not there yet, or its path is another.";
            return ForgeAnswer.Nothing with { Notes = [Later(why)] };
        }

        if (found.Id("id") is not { } id || found.Id("namespace", "id") is not { } space || !found.Says("path_with_namespace", path))
            return ForgeAnswer.Nothing with { Notes = [Later("Unexpected error from GitLab. Try again.")] };

        var pins = new Dictionary<string, string> { ["namespace_id"] = space, ["project_id"] = id };
        var file = fields.GetValueOrDefault("workflow_filepath") ?? "";
        var pipeline = await forge.Ask($"projects/{id}/repository/files/{Uri.EscapeDataString(file)}?ref=HEAD", ct);
        return new ForgeAnswer(pins, pipeline.Status == HttpStatusCode.NotFound
            ? [$"There is no {file} on the default branch of {path} yet, or GitLab does not show it."]
            : []);
    }

    private static string Later(string why) => $"{why} Ids that are not known yet are kept at the first full match.";
}
