using Colophon.Index.Store;
using Colophon.Index.Web.Limits;
using Colophon.Rules.Identity;

namespace Colophon.Index.Publishing.Exchanges;

/// <summary>Counts requests by the repository or account that the verified token names, whatever address they come from.</summary>
internal static class IdentityRate
{
    public static void Spend(this RequestRate rate, HttpContext context, TrustedIssuer issuer, VerifiedIdentity identity) =>
        rate.Spend(context, "identity", $"{issuer.Url} {issuer.Provider.LookUpKey(identity) ?? identity.Claim("sub")}");
}
