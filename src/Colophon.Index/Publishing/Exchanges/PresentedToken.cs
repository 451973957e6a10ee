using Colophon.Index.Store.Files;
using Colophon.Rules.Tokens;

namespace Colophon.Index.Publishing.Exchanges;

/// <summary>A token that somebody presents to have it ended.</summary>
internal static class PresentedToken
{
    /// <summary>The token's id if its signature is ours: knowing an id alone must not be enough to end another's token.</summary>
    public static Guid? Genuine(string text, RootKeys keys) =>
        Macaroon.Parse(text).TryGet(out var macaroon, out _)
        && Guid.TryParseExact(macaroon.Identifier, "D", out var id)
        && macaroon.IsSignedBy(keys.For(id))
            ? id
            : null;
}
