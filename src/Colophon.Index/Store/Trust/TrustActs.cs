using Colophon.Index.Store.Entities;
using Colophon.Rules;
using Colophon.Rules.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Trust;

/// <summary>What operators do to issuers and switches, for verbs, pages and the API alike: inside the caller's change, with its events.</summary>
internal static class TrustActs
{
    /// <summary>Trusts an issuer beside the public ones.</summary>
    /// <param name="issuers">Those that are trusted so far.</param>
    public static async Task<Fault?> AddIssuer(this ColophonDb db, TrustedIssuers issuers, IssuerSetting setting, DateTimeOffset now,
        string actor, CancellationToken ct)
    {
        if (await issuers.Find(setting.Url, ct) is not null)
            return TrustProblems.IssuerExists.Because($"The issuer '{setting.Url}' is trusted already.");

        db.Issuers.Add(Issuer.From(setting, now));
        await db.IssuerKeys.Where(keys => keys.Issuer == setting.Url).ExecuteDeleteAsync(ct); // of an earlier life
        await db.Record(now, "issuer:add", project: null, actor, Facts(setting), ct);
        return null;
    }

    /// <summary>Publishers that only tokens of this issuer can use.</summary>
    public static Task<List<Publisher>> PublishersOf(this ColophonDb db, string issuer, CancellationToken ct) =>
        db.Publishers.Where(p => p.Issuer == issuer).OrderBy(p => p.Created).ToListAsync(ct);

    /// <summary>Stops trusting an issuer that was added here.</summary>
    /// <param name="withPublishers">Removes its publishers too; else there must be none.</param>
    /// <returns>The publishers that went with it.</returns>
    public static async Task<Parsed<List<Publisher>>> RemoveIssuer(this ColophonDb db, string url, bool withPublishers, DateTimeOffset now,
        string actor, CancellationToken ct)
    {
        var issuer = await db.Issuers.FirstOrDefaultAsync(i => i.Url == url, ct);
        if (issuer is null) return TrustProblems.NoIssuer.Because($"No issuer '{Shown(url)}' was added here.");
        var publishers = await db.PublishersOf(url, ct);
        if (publishers.Count > 0 && !withPublishers) return InUse(url, publishers);

        foreach (var publisher in publishers)
        {
            db.Publishers.Remove(publisher);
            var name = publisher.PendingNormalizedName
                ?? await db.Projects.Where(p => p.Id == publisher.ProjectId).Select(p => p.NormalizedName).FirstAsync(ct);
            await db.Record(now, "publisher:remove", name, actor, publisher.Facts(), ct);
        }

        db.Issuers.Remove(issuer);
        await db.IssuerKeys.Where(keys => keys.Issuer == url).ExecuteDeleteAsync(ct);
        await db.RecordIssuer(now, "issuer:remove", url, actor, ct);
        return publishers;
    }

    /// <summary>Believes the new keys of an issuer that nobody has used for a long time, with the next exchange.</summary>
    public static async Task<Fault?> ConfirmKeys(this ColophonDb db, string url, DateTimeOffset now, string actor, CancellationToken ct)
    {
        if (await db.IssuerKeys.Where(keys => keys.Issuer == url && keys.Held != null).ExecuteDeleteAsync(ct) == 0)
            return TrustProblems.NothingHeld.Because($"No keys of '{Shown(url)}' wait to be confirmed.");
        await db.RecordIssuer(now, "issuer:confirm", url, actor, ct);
        return null;
    }

    /// <summary>Turns a switch.</summary>
    /// <returns>Whether anything changed.</returns>
    public static async Task<bool> Turn(this ColophonDb db, string name, bool isOff, DateTimeOffset now, string actor, CancellationToken ct)
    {
        var there = await db.Switches.FirstOrDefaultAsync(s => s.Name == name, ct);
        if (isOff == there is not null) return false;

        if (there is null) db.Switches.Add(new Switch { Name = name, Since = now, Actor = actor });
        else db.Switches.Remove(there);
        await db.Record(now, isOff ? "switch:off" : "switch:on", project: null, actor,
            new Dictionary<string, string?> { ["switch"] = name }, ct);
        return true;
    }

    /// <summary>Why there is no such switch to turn off; null when there is. On goes any, also of an issuer that is gone.</summary>
    public static async Task<Fault?> WhyNoSwitch(this TrustedIssuers issuers, string name, CancellationToken ct)
    {
        var isThere = name == Switch.Exchange
            || (name.StartsWith(Switch.OfProvider(""), StringComparison.Ordinal) && IsProvider(name[Switch.OfProvider("").Length..]))
            || (name.StartsWith(Switch.OfIssuer(""), StringComparison.Ordinal)
                && await issuers.Find(name[Switch.OfIssuer("").Length..], ct) is not null);
        return isThere ? null : TrustProblems.NoSwitch.Because($"There is no switch '{Shown(name)}'.");
    }

    public static bool IsProvider(string key) => KnownProviders.Find(key) is not null || key == TrustedIssuers.Generic;

    private static Fault InUse(string url, List<Publisher> publishers) => TrustProblems.IssuerInUse.Because(
        $"{publishers.Count} publishers use the issuer {url}:\n" + string.Join("\n", publishers.Take(20).Select(p =>
            $"  {p.Id:D} {p.LookUpKey}")) + (publishers.Count > 20 ? "\n  …" : ""));

    private static Task<long> RecordIssuer(this ColophonDb db, DateTimeOffset now, string what, string url, string actor,
        CancellationToken ct) =>
        db.Record(now, what, project: null, actor, new Dictionary<string, string?> { ["issuer"] = url }, ct);

    private static Dictionary<string, string?> Facts(IssuerSetting setting) => new()
    {
        ["issuer"] = setting.Url,
        ["provider"] = setting.Provider,
        ["keys"] = setting.Keys,
        ["algorithms"] = string.Join(' ', setting.Algorithms),
        ["audience"] = setting.Audience,
        ["privateNetwork"] = setting.PrivateNetwork ? "true" : "false",
        ["certificateAuthority"] = setting.CertificateAuthority,
    };

    private static string Shown(string text) => text.Length > 200 ? text[..200] + "…" : text;
}
