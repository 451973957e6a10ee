using Colophon.Rules.Identity.Providers;

namespace Colophon.Rules.Identity;

/// <summary>The list: adding a provider is one name here and one file in Providers.</summary>
public static class KnownProviders
{
    public static IReadOnlyList<Provider> All { get; } =
    [
        GitHub.Provider,
        GitLab.Provider,
        Google.Provider,
        ActiveState.Provider,
        Forgejo.Provider,
        Bitbucket.Provider,
        CircleCI.Provider,
        Buildkite.Provider,
        AzureDevOps.Provider,
        Jenkins.Provider,
        Kubernetes.Provider,
        SemaphoreCI.Provider,
        Generic.Provider,
    ];

    /// <summary>Their keys, as a sentence lists them.</summary>
    public static string Keys => string.Join(", ", All.Select(provider => provider.Key));

    public static Provider? Find(string key) => All.FirstOrDefault(provider => string.Equals(provider.Key, key, StringComparison.Ordinal));
}
