using Colophon.Index.Maintaining.Pages;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;

namespace Colophon.Index.Maintaining.People;

/// <summary>Doors to the people of a project, and to a person's API tokens.</summary>
internal static class PeopleRoutes
{
    public static void MapPeople(this IEndpointRouteBuilder doors)
    {
        doors.MapTeamPages();
        doors.MapTokenPages();
        doors.MapTeamApi();
        doors.MapTokenApi();
    }

    private static void MapTeamPages(this IEndpointRouteBuilder doors)
    {
        var people = doors.MapGroup("/manage/project/{project}/collaboration");
        people.MapGet("/", Collaboration.Show).ForMembers(Standing.Maintainer);
        people.MapPost("/invite", Collaboration.Invite).ForMembers(Standing.Owner).Lately();
        people.MapPost("/withdraw", Collaboration.Withdraw).ForMembers(Standing.Owner).Lately();
        people.MapPost("/role", Collaboration.SetRole).ForMembers(Standing.Owner).Lately();
        people.MapPost("/remove", Collaboration.Remove).ForMembers(Standing.Owner).Lately();
        people.MapPost("/leave", Collaboration.Leave).ForMembers(Standing.Maintainer).Lately();
    }

    private static void MapTokenPages(this IEndpointRouteBuilder doors)
    {
        var tokens = doors.MapGroup("/manage/account/tokens").For(Standing.SignedIn);
        tokens.MapGet("/", TokenPages.Show);
        tokens.MapGet("/add", TokenPages.ShowAdd).Lately();
        tokens.MapPost("/add", TokenPages.Add).Lately().RequireTls();
        tokens.MapPost("/revoke", TokenPages.Revoke); // takes power away: nobody is held up
    }

    private static void MapTeamApi(this IEndpointRouteBuilder doors)
    {
        const string Roles = "/projects/{project}/roles", Invitations = "/projects/{project}/invitations";
        doors.MapApi("GET", Roles, RoleApi.List, Standing.Maintainer,
            new ApiAct("listRoles", "The people of a project.") { Gives = typeof(ApiPage<MemberRow>) });
        doors.MapApi("GET", Roles + "/{user}", RoleApi.Get, Standing.Maintainer,
            new ApiAct("getRole", "A person's role in a project.") { Gives = typeof(MemberRow) });
        doors.MapApi("PUT", Roles + "/{user}", RoleApi.Put, Standing.Owner,
            new ApiAct("setRole", "Gives a person a role, or another one.") { Takes = typeof(RoleWanted), Gives = typeof(MemberRow) });
        doors.MapApi("DELETE", Roles + "/{user}", RoleApi.Delete, Standing.Owner,
            new ApiAct("removeRole", "Takes a person's role; the only owner's stays.") { Status = StatusCodes.Status204NoContent });
        doors.MapApi("GET", Invitations, RoleApi.ListInvitations, Standing.Owner,
            new ApiAct("listInvitations", "Invitations that can be taken up.") { Gives = typeof(ApiPage<InvitationRow>) });
        doors.MapApi("POST", Invitations, RoleApi.Invite, Standing.Owner, new ApiAct("invite", "Mails an invitation to a role.")
        {
            Takes = typeof(InvitationWanted),
            Gives = typeof(InvitationRow),
            Status = StatusCodes.Status201Created,
        });
        doors.MapApi("DELETE", Invitations + "/{invitation}", RoleApi.Withdraw, Standing.Owner,
            new ApiAct("withdrawInvitation", "Withdraws an invitation.") { Status = StatusCodes.Status204NoContent });
    }

    private static void MapTokenApi(this IEndpointRouteBuilder doors)
    {
        doors.MapApi("GET", "/tokens", TokenApi.List, Standing.SignedIn,
            new ApiAct("listTokens", "Your API tokens, without their texts.")
            { Gives = typeof(ApiPage<TokenRow>), Query = PageAsked.Parameters });
        doors.MapApi("GET", "/tokens/{token}", TokenApi.Get, Standing.SignedIn,
            new ApiAct("getToken", "One of your API tokens, without its text.") { Gives = typeof(TokenRow) });
        doors.MapApi("POST", "/tokens", TokenApi.Add, Standing.SignedIn,
            new ApiAct("addToken", "Makes a token that may no more than the one you ask with, and tells its text, once.")
            {
                Takes = typeof(TokenWanted),
                Gives = typeof(TokenMade),
                Status = StatusCodes.Status201Created,
            });
        doors.MapApi("DELETE", "/tokens/{token}", TokenApi.Delete, Standing.SignedIn,
            new ApiAct("revokeToken", "Ends one of your tokens at once.") { Status = StatusCodes.Status204NoContent });
    }
}
