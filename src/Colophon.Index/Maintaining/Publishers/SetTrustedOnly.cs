using Colophon.Index.Store.Publishers;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.Publishers;

/// <summary>Switches a project to trusted publishers only, and back.</summary>
internal static class SetTrustedOnly
{
    public static async Task Handle(HttpContext context, PublisherWork work)
    {
        var form = await PostedForm.Read(context);
        await Set(context, work, form["trusted-only"] == "on");
        context.SeeOther(PublishingLinks.Of(context.Member().Normalized));
    }

    public static async Task Set(HttpContext context, PublisherWork work, bool isOn)
    {
        var (ct, member) = (context.RequestAborted, context.Member());
        await using var change = await work.Begin(ct);
        var project = await work.Db.Projects.FirstOrDefaultAsync(p => p.Id == member.ProjectId, ct) ?? throw Standings.Nothing();
        if (await work.Scene(context.Person().Name).SetTrustedOnly(project, isOn, ct)) await change.Commit(ct);
    }
}
