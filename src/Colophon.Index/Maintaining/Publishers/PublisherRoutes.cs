using Colophon.Index.Maintaining.Publishers.Api;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;

namespace Colophon.Index.Maintaining.Publishers;

/// <summary>Doors to the publishers of a project, to pending ones, and to exchanges that were refused.</summary>
internal static class PublisherRoutes
{
    public static IServiceCollection AddPublisherDoors(this IServiceCollection services) => services.AddScoped<PublisherWork>();

    public static void MapPublishers(this IEndpointRouteBuilder doors)
    {
        const string place = PublishingLinks.Pattern;
        doors.MapGet(place, ShowPublishing.Handle).ForMembers(Standing.Owner);
        doors.MapPost(place, AddPublisher.Handle).ForMembers(Standing.Owner).Lately();
        doors.MapPost(place + "trusted-only", SetTrustedOnly.Handle).ForMembers(Standing.Owner).Lately();
        doors.MapGet(place + "{id}/change", ChangePublisher.Show).ForMembers(Standing.Owner).Lately();
        doors.MapPost(place + "{id}/change", ChangePublisher.Handle).ForMembers(Standing.Owner).Lately();
        doors.MapGet(place + "{id}/remove", RemovePublisher.Show).ForMembers(Standing.Owner).Lately();
        doors.MapPost(place + "{id}/remove", RemovePublisher.Handle).ForMembers(Standing.Owner).Lately();
        doors.MapGet(place + "refused/{id}/accept", AcceptRefused.Show).ForMembers(Standing.Owner).Lately();
        doors.MapPost(place + "refused/{id}/accept", AcceptRefused.Handle).ForMembers(Standing.Owner).Lately();

        doors.MapGet(PendingPage.Path, PendingPage.Show).For(Standing.SignedIn);
        doors.MapPost(PendingPage.Path, PendingPage.Add).For(Standing.SignedIn).Lately();
        doors.MapGet(PendingPage.Path + "{id}/remove", PendingPage.ShowRemoval).For(Standing.SignedIn).Lately();
        doors.MapPost(PendingPage.Path + "{id}/remove", PendingPage.Remove).For(Standing.SignedIn).Lately();
        doors.MapPublishersApi();
    }
}
