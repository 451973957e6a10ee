namespace Colophon.Index.Installing.Listing;

/// <summary>A project as lists show it.</summary>
/// <param name="Version">Its latest, and with it the summary; null while there is no release.</param>
internal sealed record ProjectLine(string Normalized, string Name, long Serial, string? Version, string? Summary)
{
    /// <summary>About. Bytes.</summary>
    public long Weight => 120 + (2 * (Normalized.Length + Name.Length + (Version?.Length ?? 0) + (Summary?.Length ?? 0)));
}
