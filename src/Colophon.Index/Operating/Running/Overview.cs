using Colophon.Index.Operating.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Running;

/// <summary>The index at a glance: <c>/operate/</c>.</summary>
internal static class Overview
{
    public static async Task Show(HttpContext context, ColophonDb db)
    {
        var ct = context.RequestAborted;
        (string One, string Many, int Count, string Path)[] attention =
        [
            ("issuer's new keys wait for your word", "issuers' new keys wait for your word",
                await db.IssuerKeys.CountAsync(k => k.Held != null, ct), "/operate/issuers/"),
            ("switch is off", "switches are off", await db.Switches.CountAsync(ct), "/operate/switches/"),
            ("project is under quarantine", "projects are under quarantine",
                await db.Projects.CountAsync(p => p.Status == ProjectStatus.Quarantined, ct), "/operate/projects/?status=quarantined"),
            ("message was given up", "messages were given up",
                await db.Messages.CountAsync(m => m.Sent == null && m.NextTry == null, ct), "/operate/mail/?state=given-up"),
            ("message is in trouble", "messages are in trouble",
                await db.Messages.CountAsync(m => m.Sent == null && m.NextTry != null && m.Trouble != null, ct), "/operate/mail/?state=trouble"),
            ("webhook was switched off", "webhooks were switched off", await db.Webhooks.CountAsync(w => w.IsOff, ct), "/operate/webhooks/"),
        ];
        (string, long, string)[] counts =
        [
            ("People", await db.Users.LongCountAsync(ct), "/operate/users/"),
            ("Projects", await db.Projects.LongCountAsync(ct), "/operate/projects/"),
            ("Prohibited names", await db.ProhibitedNames.LongCountAsync(ct), "/operate/names/"),
            ("Messages that wait", await db.Messages.LongCountAsync(m => m.Sent == null && m.NextTry != null, ct), "/operate/mail/"),
            ("Entries of the history", await db.History.LongCountAsync(ct), "/operate/audit/"),
        ];
        await context.Show<OverviewPage, OverviewModel>(new OverviewModel(
            [.. attention.Where(one => one.Count > 0)
                .Select(one => ($"{Amounts.Count(one.Count)} {(one.Count == 1 ? one.One : one.Many)}", one.Path))], counts));
    }
}
