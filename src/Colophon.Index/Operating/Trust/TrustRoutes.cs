using Colophon.Index.Web;

namespace Colophon.Index.Operating.Trust;

/// <summary>Doors to issuers and switches.</summary>
internal static class TrustRoutes
{
    public static void MapTrust(this RouteGroupBuilder pages)
    {
        pages.MapGet("/issuers/", IssuerPages.Show);
        pages.MapPost("/issuers/", IssuerPages.Add).Lately();
        pages.MapGet("/issuers/one", OneIssuer.Show);
        pages.MapPost("/issuers/one/confirm", OneIssuer.Confirm).Lately();
        pages.MapPost("/issuers/one/enable", OneIssuer.Enable).Lately();
        pages.MapPost("/issuers/one/disable", OneIssuer.Disable).Lately();
        pages.MapPost("/issuers/one/remove", OneIssuer.Remove).Lately();
        pages.MapGet("/switches/", SwitchPages.Show);
        pages.MapPost("/switches/", SwitchPages.Turn).Lately();
    }
}
