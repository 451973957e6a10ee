using Colophon.Index.Store.Entities;

namespace Colophon.Index.Store.Publishers;

/// <summary>Sets whether a project takes uploads from trusted publishers alone (colophon.md 6).</summary>
internal static class TrustedOnlySwitch
{
    /// <summary>Inside the caller's change.</summary>
    /// <param name="project">Tracked.</param>
    /// <returns>Whether anything had to be changed.</returns>
    public static async Task<bool> SetTrustedOnly(this PublisherScene scene, Project project, bool isOn, CancellationToken ct)
    {
        if (project.TrustedPublishingOnly == isOn) return false;
        project.TrustedPublishingOnly = isOn;
        await scene.Db.Record(scene.Now, isOn ? "project:trusted-only-on" : "project:trusted-only-off", project.NormalizedName,
            scene.Actor, ct: ct);
        return true;
    }
}
