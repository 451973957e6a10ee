using Colophon.Index.Store.Publishers;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Pages;
using Colophon.Rules;

namespace Colophon.Index.Maintaining.Publishers;

/// <summary>Adds a publisher to a project by the form of its publishing page.</summary>
internal static class AddPublisher
{
    public static async Task Handle(HttpContext context, PublisherWork work, PublicAddress address)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var filled = Filled.Of(form);
        var fault = form["do"] == "show" ? null : await Add(context, work, filled, form.Has("unseen"));
        if (context.Response.StatusCode == StatusCodes.Status303SeeOther) return;
        await ShowPublishing.Draw(context, work, await work.Draw(address, filled, fault, ct), fault is null ? 200 : 400);
    }

    private static async Task<Fault?> Add(HttpContext context, PublisherWork work, Filled filled, bool isUnseen)
    {
        var (ct, member, person) = (context.RequestAborted, context.Member(), context.Person());
        if (!(await work.ReadAndAsk(filled.Typed, person.Name, !isUnseen, ct)).TryGet(out var read, out var fault)) return fault;

        await using var change = await work.Begin(ct);
        read.Row.ProjectId = member.ProjectId;
        if (await work.Scene(person.Name).Add(read.Row, read.Table, member.Normalized, ct) is { } refused) return refused;
        await change.Commit(ct);
        context.SeeOther($"{PublishingLinks.Of(member.Normalized)}?done=added");
        return null;
    }

    /// <summary>What was typed, with the ids that the forge tells.</summary>
    public static async Task<Parsed<ReadPublisher>> ReadAndAsk(this PublisherWork work, TypedPublisher typed, string actor, bool lookUp,
        CancellationToken ct)
    {
        var read = await work.Read(typed, actor, ct);
        return lookUp && read.TryGet(out var publisher, out _) ? await work.AskForge(publisher, ct) : read;
    }
}
