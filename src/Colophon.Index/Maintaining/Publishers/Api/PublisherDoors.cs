using Colophon.Index.Web;
using Colophon.Index.Web.Doors;

namespace Colophon.Index.Maintaining.Publishers.Api;

/// <summary>Doors of the API to publishers.</summary>
internal static class PublisherDoors
{
    private const string List = "/projects/{project}/publishers";
    private const string One = List + "/{id}";
    private const string Pending = "/pending-publishers";

    public static void MapPublishersApi(this IEndpointRouteBuilder doors)
    {
        doors.MapApi("GET", List, PublisherApi.List, Standing.Owner,
            new ApiAct("listPublishers", "Lists a project's trusted publishers.") { Gives = typeof(PublisherListTold) });
        doors.MapApi("POST", List, PublisherApi.Add, Standing.Owner,
            new ApiAct("addPublisher", "Adds a trusted publisher.")
            { Takes = typeof(PublisherBody), Gives = typeof(AddedPublisher), Status = 201 });
        doors.MapApi("PUT", List, ReplacePublishers.Handle, Standing.Owner,
            new ApiAct("replacePublishers", "Makes this list the project's publishers, all of it or nothing; again, it changes nothing.")
            { Takes = typeof(PublisherListBody), Gives = typeof(PublisherListChange) });
        doors.MapApi("GET", One, PublisherApi.Get, Standing.Owner,
            new ApiAct("getPublisher", "One trusted publisher.") { Gives = typeof(ToldPublisher) });
        doors.MapApi("PUT", One, PublisherApi.Change, Standing.Owner,
            new ApiAct("changePublisher", "Changes a trusted publisher under its old id; tokens minted for it end.")
            { Takes = typeof(PublisherBody), Gives = typeof(ToldPublisher) });
        doors.MapApi("DELETE", One, PublisherApi.Remove, Standing.Owner,
            new ApiAct("removePublisher", "Removes a trusted publisher; tokens minted for it end.") { Status = 204 });
        doors.MapApi("POST", "/projects/{project}/refused/{id}/accept", RefusedApi.Accept, Standing.Owner,
            new ApiAct("acceptRefused", "Makes what a refused run had the configured value.")
            { Takes = typeof(AcceptBody), Gives = typeof(ToldPublisher) });
        doors.MapApi("PUT", "/projects/{project}/trusted-only", TrustedOnlyApi.Set, Standing.Owner,
            new ApiAct("setTrustedOnly", "Refuses people's API tokens for the project, or takes them again.")
            { Takes = typeof(TrustedOnlyBody), Gives = typeof(TrustedOnlyBody) });

        doors.MapGet("/api/v1/projects/{project}/refused", RefusedApi.List).For(Standing.TokenHolder).RequireTls()
            .WithMetadata(new ApiAct("listRefused", "Lists refused exchanges of the last 30 days, what is alarming first.")
            { Gives = typeof(RefusedList) });

        doors.MapApi("GET", Pending, PendingApi.List, Standing.SignedIn,
            new ApiAct("listPendingPublishers", "Lists the publishers of projects to be.")
            { Gives = typeof(ApiPage<ToldPublisher>), Query = PageAsked.Parameters });
        doors.MapApi("POST", Pending, PendingApi.Add, Standing.SignedIn,
            new ApiAct("addPendingPublisher", "Adds a publisher whose first upload makes its project.")
            { Takes = typeof(PublisherBody), Gives = typeof(AddedPublisher), Status = 201 });
        doors.MapApi("DELETE", Pending + "/{id}", PendingApi.Remove, Standing.SignedIn,
            new ApiAct("removePendingPublisher", "Removes a pending publisher.") { Status = 204 });
    }
}
