using Colophon.Index.Maintaining.Pages;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.People;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Limits;
using Colophon.Index.Web.Pages;
using Colophon.Rules;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.People;

/// <summary>
/// The people of a project: <c>/manage/project/{project}/collaboration/</c>. Maintainers see them; owners invite, change and remove;
/// everybody may leave.
/// </summary>
internal static class Collaboration
{
    /// <summary>What a form that was sent a moment ago has done; the address names it, nothing of the address is shown.</summary>
    private static readonly Dictionary<string, string> Done = new(StringComparer.Ordinal)
    {
        ["invited"] = "A mail with the invitation is on its way. It can be taken up for seven days.",
        ["withdrawn"] = "The invitation is withdrawn: its link works no more.",
        ["changed"] = "The role is changed. The project's people are told by mail.",
        ["removed"] = "The person has no role in the project any more. The project's people are told by mail.",
    };

    public static Task Show(HttpContext context, Working work) =>
        Draw(context, work, model => model with { Done = Done.GetValueOrDefault(context.Request.Query["done"].ToString()) });

    public static async Task Invite(HttpContext context, Working work, RootKeys keys, RateLimits limits)
    {
        var form = await PostedForm.Read(context);
        InvitationMails.Count(context, limits, form["who"]);
        if (await TryInvite(context, work, keys, new InvitationForm(form["who"], form["role"])) is not { } fault)
        {
            context.SeeOther(Path(context, "invited"));
            return;
        }

        await Draw(context, work, model => model with
        {
            Fault = fault.Detail,
            FaultIsOfInviting = true,
            Who = form["who"],
            Role = form["role"],
        }, fault.Problem.Status);
    }

    private static async Task<Fault?> TryInvite(HttpContext context, Working work, RootKeys keys, InvitationForm wanted)
    {
        var ct = context.RequestAborted;
        await using var change = await work.Begin(ct);
        var project = await work.Project(context, Standing.Owner);
        if (!(await work.Db.InviteTo(keys, project, wanted, work.DoerOf(context), ct)).TryGet(out _, out var fault)) return fault;
        await change.Commit(ct);
        return null;
    }

    public static async Task Withdraw(HttpContext context, Working work)
    {
        var (form, ct) = (await PostedForm.Read(context), context.RequestAborted);
        await using var change = await work.Begin(ct);
        var project = await work.Project(context, Standing.Owner);
        var withdrawn = await work.Db.Withdraw(project, form["invitation"], work.DoerOf(context), ct);
        if (!withdrawn.TryGet(out _, out _)) throw Standings.Nothing();
        await change.Commit(ct);
        context.SeeOther(Path(context, "withdrawn"));
    }

    public static async Task SetRole(HttpContext context, Working work)
    {
        var form = await PostedForm.Read(context);
        await Apply(context, work, Standing.Owner, form["user"], "changed", (project, user, ct) =>
            work.Db.SetRole(project, user, form["role"], work.DoerOf(context), ct));
    }

    public static async Task Remove(HttpContext context, Working work)
    {
        var form = await PostedForm.Read(context);
        await Apply(context, work, Standing.Owner, form["user"], "removed", (project, user, ct) =>
            work.Db.RemoveRole(project, user, work.DoerOf(context), ct));
    }

    public static async Task Leave(HttpContext context, Working work)
    {
        await PostedForm.Read(context);
        await Apply(context, work, Standing.Maintainer, context.Person().Name, "removed", (project, user, ct) =>
            work.Db.RemoveRole(project, user, work.DoerOf(context), ct));
    }

    private delegate Task<Parsed<RoleDone>> RoleAct(Project project, User user, CancellationToken ct);

    private static async Task Apply(HttpContext context, Working work, Standing standing, string name, string done, RoleAct act)
    {
        var fault = await Try(context, work, standing, name, act);
        if (fault is null)
        {
            var stays = await context.FindMember(context.Person(), Standing.Maintainer) is not null;
            context.SeeOther(stays ? Path(context, done) : "/manage/projects/");
            return;
        }

        if (fault.Problem == RoleProblems.NoMember) throw Standings.Nothing();
        await Draw(context, work, model => model with { Fault = fault.InWords() }, fault.Problem.Status);
    }

    private static async Task<Fault?> Try(HttpContext context, Working work, Standing standing, string name, RoleAct act)
    {
        var ct = context.RequestAborted;
        await using var change = await work.Begin(ct);
        var project = await work.Project(context, standing);
        if (!(await work.Db.MemberOf(project, name, ct)).TryGet(out var user, out var nobody)) return nobody;
        if (!(await act(project, user, ct)).TryGet(out var result, out var fault)) return fault;
        await work.Finish(change, project, result.Entry, ct);
        return null;
    }

    private static async Task Draw(HttpContext context, Working work, Func<PeopleModel, PeopleModel> with, int status = 200)
    {
        var (member, ct) = (context.Member(), context.RequestAborted);
        var project = await work.Db.Projects.AsNoTracking().FirstAsync(p => p.Id == member.ProjectId, ct);
        var open = member.IsOwner ? await work.Db.OpenInvitations(project, work.Now, ct) : [];
        var model = new PeopleModel(member.Top(), await work.Db.TeamOf(member.ProjectId, ct), [.. open.Select(Teams.RowOf)]);
        await context.Show<CollaborationPage, PeopleModel>(with(model), status);
    }

    private static string Path(HttpContext context, string done) => $"{context.Member().Top().Path}collaboration/?done={done}";
}

/// <summary>Bounds the mails that owners have sent to whomever they like (threats.md F34).</summary>
internal static class InvitationMails
{
    public static void Count(HttpContext context, RateLimits limits, string who)
    {
        limits.Mails.Spend($"by {context.Person().UserId:D}");
        limits.Mails.Spend($"to {User.Normalize(who.Length > 254 ? who[..254] : who)}");
    }
}
