using System.Globalization;
using Colophon.Index.Maintaining.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Access;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Pages;
using Colophon.Rules;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.People;

/// <summary>A person's API tokens: <c>/manage/account/tokens/</c>.</summary>
internal static class TokenPages
{
    public static async Task Show(HttpContext context, TokenDesk desk)
    {
        var tokens = await desk.Of(context.Person().UserId, new PageAsked(null, 500), context.RequestAborted);
        await context.Show<TokensPage, TokensModel>(new TokensModel([.. tokens.Items.Reverse()], desk.Now));
    }

    public static Task ShowAdd(HttpContext context, ColophonDb db) => Draw(context, db, model => model);

    public static async Task Add(HttpContext context, TokenDesk desk, ColophonDb db, PublicAddress address)
    {
        var form = await PostedForm.Read(context);
        var days = int.TryParse(form["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var expires = days is > 0 and <= 366 ? desk.Now.AddDays(days) : (DateTimeOffset?)null;
        var wanted = new TokenForm(form["name"], form.All("scope"), form.All("project"), expires);
        if (!(await desk.Make(context.Person(), wanted, context.RequestAborted)).TryGet(out var made, out var fault))
        {
            await Draw(context, db, model => model with
            {
                Name = form["name"],
                Scopes = wanted.Scopes,
                Chosen = wanted.Projects,
                Days = form["days"],
                Fault = fault.Detail,
                FaultIn = FieldOf(fault.Problem),
            }, fault.Problem.Status);
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        await context.Show<TokenMadePage, TokenMadeModel>(new TokenMadeModel(TokenDesk.RowOf(made.Row), made.Secret.Text, address.Url));
    }

    public static async Task Revoke(HttpContext context, TokenDesk desk)
    {
        var form = await PostedForm.Read(context);
        if (!await desk.Revoke(context.Person(), form["token"], context.RequestAborted)) throw Standings.Nothing();
        context.SeeOther("/manage/account/tokens/");
    }

    private static string? FieldOf(Problem problem) =>
        problem == TokenRequests.BadName ? "name"
        : problem == TokenRequests.BadScopes ? "scope"
        : problem == TokenRequests.BadExpiry ? "days"
        : problem == TokenRequests.NotYours ? "project" : null;

    private static async Task Draw(HttpContext context, ColophonDb db, Func<NewTokenModel, NewTokenModel> with, int status = 200)
    {
        var userId = context.Person().UserId;
        var projects = await db.Roles.Where(r => r.UserId == userId)
            .Join(db.Projects, r => r.ProjectId, p => p.Id, (_, p) => new { p.NormalizedName, p.Name })
            .OrderBy(p => p.NormalizedName).Take(1000).ToListAsync(context.RequestAborted);
        var model = new NewTokenModel([.. projects.Select(p => (p.NormalizedName, p.Name))]);
        await context.Show<NewTokenPage, NewTokenModel>(with(model), status);
    }
}
