using Colophon.Index.Operating.Accounts;
using Colophon.Index.Operating.Describing;
using Colophon.Index.Operating.Machines;
using Colophon.Index.Operating.Running;
using Colophon.Index.Operating.Shelves;
using Colophon.Index.Operating.Telling;
using Colophon.Index.Operating.Trust;
using Colophon.Index.Web;

namespace Colophon.Index.Operating.Pages;

/// <summary>Doors for those who operate the index: pages at <c>/operate/</c>, and the API's at <c>/api/v1/</c>.</summary>
internal static class OperateRoutes
{
    public static IServiceCollection AddOperating(this IServiceCollection services, IConfiguration configuration, Settings settings) =>
        services.AddScoped<Acting>().AddSingleton(SettingsInForce.Of(configuration, settings));

    public static void MapOperating(this IEndpointRouteBuilder doors)
    {
        var pages = doors.MapGroup("/operate").For(Standing.Operator);
        pages.MapRunning();
        pages.MapAccounts();
        pages.MapShelves();
        pages.MapTrust();
        pages.MapTelling();
        doors.MapUserApi();
        doors.MapTrustApi();
        doors.MapShelfApi();
        doors.MapApiDocument();
    }
}
