namespace Colophon.Rules.Identity.Telling;

/// <summary>
/// Whether an address in a file's metadata belongs to the source that the file was published from, so that pages may say so: anybody can
/// write any address (pypi-wire.md 2.9).
/// </summary>
public static class ProvedLinks
{
    /// <summary>Equal to the repository's address or below it, or the repository's own pages on GitHub and GitLab.</summary>
    public static bool Proves(Source source, string address)
    {
        if (source.RepositoryUrl is not { } repository || address.Contains('\\', StringComparison.Ordinal)
            || address.Contains("%2e", StringComparison.OrdinalIgnoreCase)) return false;
        var anyCase = source.Provider is "github" or "gitlab";
        var reference = Clean(repository, anyCase);
        var wanted = Clean(address, anyCase);
        return reference is not null && wanted is not null && (IsBelow(wanted, reference) || (PagesOf(source, reference) is { } pages
            && IsBelow(wanted, pages)));
    }

    /// <summary>Scheme and authority as texts: user names and other ports are other places.</summary>
    private static bool IsBelow(Place wanted, Place reference) => reference.Path.Length > 0
        && wanted.Origin == reference.Origin
        && (wanted.Path == reference.Path || wanted.Path.StartsWith(reference.Path + "/", StringComparison.Ordinal));

    private static Place? PagesOf(Source source, Place repository)
    {
        var host = (source.Provider, repository.Origin) switch
        {
            ("github", "https://github.com") => "github.io",
            ("gitlab", "https://gitlab.com") => "gitlab.io",
            _ => null,
        };
        var parts = repository.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return host is null || parts.Length < 2 ? null : new Place($"https://{parts[0]}.{host}", "/" + string.Join('/', parts.Skip(1)));
    }

    private static Place? Clean(string address, bool anyCase)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http")) return null;
        var authority = Authority(address);
        if (authority is null) return null;
        var path = uri.AbsolutePath.TrimEnd('/'); // dot segments are gone by now
        if (anyCase && path.EndsWith(".git", StringComparison.OrdinalIgnoreCase)) path = path[..^4];
        return new Place($"{uri.Scheme}://{authority}", anyCase ? path.ToLowerInvariant() : path);
    }

    /// <summary>As it is written, for <see cref="Uri"/> drops a port that is the usual one.</summary>
    private static string? Authority(string address)
    {
        var start = address.IndexOf("://", StringComparison.Ordinal);
        if (start < 0) return null;
        var rest = address[(start + 3)..];
        var end = rest.IndexOfAny(['/', '?', '#']);
        return (end < 0 ? rest : rest[..end]).ToLowerInvariant();
    }

    private sealed record Place(string Origin, string Path);
}
