using Colophon.Index.Store.Entities;
using Colophon.Rules;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Life;

/// <summary>Names that no new project may have, by the operator's word: for verbs, pages and the API alike, inside the caller's change.</summary>
internal static class ProhibitedNames
{
    /// <summary>Said to whoever wants such a name.</summary>
    public static readonly Problem Prohibited = new(400, "name-prohibited-here", "The operator of this index allows nobody this name",
        "Choose another name, or ask the operator.");

    public static readonly Problem Already = new(409, "name-prohibited-already", "The name is prohibited already",
        "Nothing needs to be done; to give another reason, allow the name and prohibit it again.");

    public static readonly Problem NotProhibited = new(404, "name-not-prohibited", "The name is not prohibited by the operator",
        "Check the name: /operate/names/ shows those that are. Names of the standard library are prohibited always.");

    /// <summary>Why no new project may be called so; null when one may.</summary>
    public static async Task<Fault?> WhyProhibited(this ColophonDb db, ProjectName name, CancellationToken ct)
    {
        if (name.Prohibited() is { } always) return always;
        var row = await db.ProhibitedNames.AsNoTracking().FirstOrDefaultAsync(n => n.Name == name.Normalized, ct);
        return row is null
            ? null
            : Prohibited.Because($"The name '{name}' is prohibited on this index{(row.Reason is { } reason ? $": {reason}" : "")}.");
    }

    /// <summary>A project that has the name already keeps it.</summary>
    public static async Task<Parsed<ProhibitedName>> Prohibit(this ColophonDb db, string text, string? reason, DateTimeOffset now,
        string actor, CancellationToken ct)
    {
        if (!ProjectName.Parse(text).TryGet(out var name, out var fault)) return fault;
        if (Reasons.FaultIn(reason) is { } bad) return bad;
        if (await db.ProhibitedNames.AnyAsync(n => n.Name == name.Normalized, ct))
            return Already.Because($"The name '{name.Normalized}' is prohibited already.");

        var row = new ProhibitedName { Name = name.Normalized, Reason = Reasons.Trim(reason), Actor = actor, Since = now };
        db.ProhibitedNames.Add(row);
        await db.Record(now, "name:prohibit", project: null, actor,
            new Dictionary<string, string?> { ["name"] = row.Name, ["reason"] = row.Reason }, ct);
        return row;
    }

    public static async Task<Fault?> Allow(this ColophonDb db, string text, DateTimeOffset now, string actor, CancellationToken ct)
    {
        var name = ProjectName.Parse(text).TryGet(out var parsed, out _) ? parsed.Normalized : null;
        if (name is null || await db.ProhibitedNames.Where(n => n.Name == name).ExecuteDeleteAsync(ct) == 0)
            return NotProhibited.Because($"The name '{name ?? "that was given"}' is not prohibited.");
        await db.Record(now, "name:allow", project: null, actor, new Dictionary<string, string?> { ["name"] = name }, ct);
        return null;
    }
}
