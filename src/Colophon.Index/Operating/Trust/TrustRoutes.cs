using Colophon.Index.Web;

namespace Colophon.Index.Operating.Trust;

/// <summary>Doors to issuers and switches.</summary>
internal static class TrustRoutes
{
    public static void MapTrust(this RouteGroupBuilder pages)
    {
        pages.MapGet("/issuers/", IssuerPages.Show);
        pages.MapPost("/issuers/", IssuerPages.Add).Lately();
        pages.MapGet("/issuer", OneIssuer.Show);
        pages.MapPost("/issuer/confirm", OneIssuer.Confirm).Lately();
        pages.MapPost("/issuer/enable", OneIssuer.Enable).Lately();
        pages.MapPost("/issuer/disable", OneIssuer.Disable).Lately();
        pages.MapPost("/issuer/remove", OneIssuer.Remove).Lately();
        pages.MapGet("/switches/", SwitchPages.Show);
        pages.MapPost("/switches/", SwitchPages.Turn).Lately();
    }
}
