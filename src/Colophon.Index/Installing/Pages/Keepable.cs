namespace Colophon.Index.Installing.Pages;

/// <summary>What can be made again from the store, and is kept only while there is room.</summary>
internal abstract class Keepable
{
    /// <summary>What it costs to keep, all its forms together. Bytes.</summary>
    public abstract long Weight { get; }
}
