using Colophon.Index.Store.Access;
using Colophon.Index.Web.Access;
using Colophon.Rules.Tokens;

namespace Colophon.Index.Web.Doors;

/// <summary>What the API's document says of a door (docs/openapi.json is drawn from these).</summary>
/// <param name="Name">Its operation id: <c>listPublishers</c>.</param>
/// <param name="Summary">What it does, in one sentence.</param>
internal sealed record ApiAct(string Name, string Summary)
{
    /// <summary>The body's type; null: it takes none.</summary>
    public Type? Takes { get; init; }

    /// <summary>The answer's type; null: 204, without a body.</summary>
    public Type? Gives { get; init; }

    /// <summary>Status of a good answer.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Parameters of the query, each with what it means.</summary>
    public IReadOnlyList<(string Name, string Means)> Query { get; init; } = [];
}

/// <summary>
/// Doors of <c>/api/v1</c>: for machines, with a person's API token that may manage. A session opens none of them, so no other site can
/// make a browser use them (threats.md F07).
/// </summary>
internal static class ApiDoors
{
    /// <param name="standing">
    /// <see cref="Standing.SignedIn"/> for any token that may manage; others as for pages, with <c>{project}</c> in the address.
    /// </param>
    public static IEndpointConventionBuilder MapApi(this IEndpointRouteBuilder doors, string method, string path, Delegate handle,
        Standing standing, ApiAct act)
    {
        var door = doors.MapMethods("/api/v1" + path, [method], handle);
        door.Add(endpoint =>
        {
            endpoint.Metadata.Add(standing);
            endpoint.Metadata.Add(act);
            var inner = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = async context =>
            {
                context.Response.KeepPrivate();
                await Pass(context, standing);
                await inner(context);
            };
        });
        return door.RequireTls();
    }

    private static async Task Pass(HttpContext context, Standing standing)
    {
        var services = context.RequestServices;
        if (context.Request.Headers.Authorization.Count == 0)
            throw WebProblems.TokenRequired.Refuse("The API is for API tokens that may manage, and none was sent.");
        var text = AuthorizationHeader.Token(context.Request).OrRefuse();
        var caller = (await services.GetRequiredService<Callers>().Find(text, Scopes.Manage)).OrRefuse();
        if (caller.User is not { } user)
            throw TokenProblems.InvalidApiToken.Refuse("The token was minted for a publisher: it uploads or reads, and manages nothing.");

        var person = new Person(user.Id, user.Name, user.IsAdmin, caller);
        if (standing == Standing.Operator && !user.IsAdmin) throw Standings.Nothing();
        var member = standing is Standing.Maintainer or Standing.Owner
            ? await context.FindMember(person, standing) ?? throw Standings.Nothing()
            : null;
        var act = MemberDoors.ActOf(person, member, services.GetRequiredService<TimeProvider>().GetUtcNow());
        if (caller.Failures(act) is { Count: > 0 } failures) throw new Refusal(Callers.Forbidden(failures));

        context.SetPerson(person);
        if (member is not null) context.SetMember(member);
    }
}
