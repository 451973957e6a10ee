using Colophon.Index.Maintaining.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.People;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Limits;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.People;

/// <summary>A role that somebody is to have: owner or maintainer.</summary>
internal sealed record RoleWanted(string Role);

/// <summary>Somebody to be invited.</summary>
/// <param name="Who">An account's name, or an e-mail address.</param>
internal sealed record InvitationWanted(string Who, string Role);

/// <summary>The people of a project and its invitations: <c>/api/v1/projects/{project}/roles</c> and <c>…/invitations</c>.</summary>
internal static class RoleApi
{
    public static async Task List(HttpContext context, ColophonDb db) =>
        await context.Answer(new ApiPage<MemberRow>(await db.TeamOf(context.Member().ProjectId, context.RequestAborted), Next: null));

    public static async Task Get(HttpContext context, ColophonDb db) => await context.Answer(
        await db.MemberNamed(context.Member().ProjectId, UserName(context), context.RequestAborted) ?? throw NoMember());

    /// <summary>Gives the role or changes it; the same again changes nothing.</summary>
    public static async Task Put(HttpContext context, Working work)
    {
        var (wanted, ct) = (await context.Take<RoleWanted>(), context.RequestAborted);
        await using (var change = await work.Begin(ct))
        {
            var project = await work.Project(context, Standing.Owner);
            await RefuseLostUpdate(context, work.Db);
            var user = (await work.Db.FindAccount(UserName(context), ct)).OrRefuse();
            if (user.IsDisabled) throw AccountProblems.NoAccount.Refuse($"There is no user '{user.Name}'.");
            var done = (await work.Db.SetRole(project, user, wanted.Role, work.DoerOf(context), ct)).OrRefuse();
            await work.Finish(change, project, done.Entry, ct);
        }

        await Get(context, work.Db);
    }

    public static async Task Delete(HttpContext context, Working work)
    {
        var ct = context.RequestAborted;
        await using var change = await work.Begin(ct);
        var project = await work.Project(context, Standing.Owner);
        await RefuseLostUpdate(context, work.Db);
        var user = (await work.Db.MemberOf(project, UserName(context), ct)).OrRefuse();
        var done = (await work.Db.RemoveRole(project, user, work.DoerOf(context), ct)).OrRefuse();
        await work.Finish(change, project, done.Entry, ct);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public static async Task ListInvitations(HttpContext context, Working work)
    {
        var project = await ProjectOf(context, work.Db);
        var open = await work.Db.OpenInvitations(project, work.Now, context.RequestAborted);
        await context.Answer(new ApiPage<InvitationRow>([.. open.Select(Teams.RowOf)], Next: null));
    }

    public static async Task Invite(HttpContext context, Working work, RootKeys keys, RateLimits limits)
    {
        var (wanted, ct) = (await context.Take<InvitationWanted>(), context.RequestAborted);
        InvitationMails.Count(context, limits, wanted.Who);
        OpenInvitation made;
        await using (var change = await work.Begin(ct))
        {
            var project = await work.Project(context, Standing.Owner);
            var form = new InvitationForm(wanted.Who, wanted.Role);
            made = (await work.Db.InviteTo(keys, project, form, work.DoerOf(context), ct)).OrRefuse();
            await change.Commit(ct);
        }

        await context.Answer(Teams.RowOf(made), StatusCodes.Status201Created);
    }

    public static async Task Withdraw(HttpContext context, Working work)
    {
        var ct = context.RequestAborted;
        await using var change = await work.Begin(ct);
        var project = await work.Project(context, Standing.Owner);
        (await work.Db.Withdraw(project, (string)context.Request.RouteValues["invitation"]!, work.DoerOf(context), ct)).OrRefuse();
        await change.Commit(ct);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task RefuseLostUpdate(HttpContext context, ColophonDb db)
    {
        if (context.Request.Headers.IfMatch.Count == 0) return;
        var now = await db.MemberNamed(context.Member().ProjectId, UserName(context), context.RequestAborted);
        context.RefuseLostUpdate(now ?? throw NoMember());
    }

    private static Task<Project> ProjectOf(HttpContext context, ColophonDb db) =>
        db.Projects.AsNoTracking().FirstAsync(p => p.Id == context.Member().ProjectId, context.RequestAborted);

    private static string UserName(HttpContext context) => (string)context.Request.RouteValues["user"]!;

    private static Refusal NoMember() => RoleProblems.NoMember.Refuse("Nobody of this name has a role in the project.");
}
