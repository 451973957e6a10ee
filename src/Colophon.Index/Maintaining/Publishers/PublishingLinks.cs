namespace Colophon.Index.Maintaining.Publishers;

/// <summary>Addresses of a project's publishing pages.</summary>
internal static class PublishingLinks
{
    public const string Pattern = "/manage/project/{project}/settings/publishing/";

    /// <param name="project">Normalised name.</param>
    public static string Of(string project) => $"/manage/project/{project}/settings/publishing/";
}
