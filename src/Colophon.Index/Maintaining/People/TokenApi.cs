using Colophon.Index.Store.Access;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;

namespace Colophon.Index.Maintaining.People;

/// <summary>A token that is wanted.</summary>
/// <param name="Scopes">Some of read, upload and manage.</param>
/// <param name="Expires">Within a year.</param>
/// <param name="Projects">Left out: all of the person's.</param>
internal sealed record TokenWanted(string Name, IReadOnlyList<string> Scopes, DateTimeOffset Expires,
    IReadOnlyList<string>? Projects = null);

/// <summary>A token that was made.</summary>
/// <param name="Token">Its text: told this once.</param>
internal sealed record TokenMade(string Id, string Name, IReadOnlyList<string>? Scopes, IReadOnlyList<string>? Projects,
    DateTimeOffset Created, DateTimeOffset? Expires, string Token);

/// <summary>A person's API tokens: <c>/api/v1/tokens</c>. One that is made by another never may more than that one.</summary>
internal static class TokenApi
{
    public static async Task List(HttpContext context, TokenDesk desk) =>
        await context.Answer(await desk.Of(context.Person().UserId, PageAsked.Of(context.Request), context.RequestAborted));

    public static async Task Get(HttpContext context, TokenDesk desk) =>
        await context.Answer(await desk.Find(context.Person().UserId, Id(context), context.RequestAborted) ?? throw Missing());

    public static async Task Add(HttpContext context, TokenDesk desk)
    {
        var wanted = await context.Take<TokenWanted>();
        var form = new TokenForm(wanted.Name, wanted.Scopes, wanted.Projects ?? [], wanted.Expires);
        var made = (await desk.Make(context.Person(), form, context.RequestAborted)).OrRefuse();
        var row = TokenDesk.RowOf(made.Row);
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.CacheControl = "no-store"; // a secret is in it
            context.Response.Headers.ETag = default;
            return Task.CompletedTask;
        });
        await context.Answer(new TokenMade(row.Id, row.Name, row.Scopes, row.Projects, row.Created, row.Expires, made.Secret.Text),
            StatusCodes.Status201Created);
    }

    public static async Task Delete(HttpContext context, TokenDesk desk)
    {
        if (!await desk.Revoke(context.Person(), Id(context), context.RequestAborted)) throw Missing();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["token"]!;

    /// <summary>Another's answers the same (threats.md F25).</summary>
    private static Refusal Missing() => TokenRequests.NoToken.Refuse("You have no token of this id.");
}
