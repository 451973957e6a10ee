namespace Colophon.Index.Web;

/// <summary>Who is signed in, as far as pages need to know.</summary>
/// <param name="Session">Of this browser.</param>
/// <param name="Proved">When the person last proved to be one; dangerous acts ask again after a while.</param>
public sealed record Visitor(Guid UserId, string Name, bool IsOperator, Guid Session, DateTimeOffset Proved);

/// <summary>Reaches the visitor of a request.</summary>
internal static class Visitors
{
    private static readonly object Key = new();

    /// <summary>Null: nobody is signed in.</summary>
    public static Visitor? Visitor(this HttpContext context) => context.Items.TryGetValue(Key, out var kept) ? (Visitor?)kept : null;

    /// <summary>Set once, by whoever has read the session.</summary>
    public static void SetVisitor(this HttpContext context, Visitor? visitor) => context.Items[Key] = visitor;
}
