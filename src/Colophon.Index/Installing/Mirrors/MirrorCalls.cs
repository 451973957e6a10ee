using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Installing.Mirrors;

/// <summary>
/// The calls that are answered (pypi-wire.md 6.6). Projects are named in their normal form in all of them, so that a mirror can use names
/// as keys. What an answer tells of is announced first: whoever asks for the page next gets one that is as new.
/// </summary>
internal sealed class MirrorCalls(ColophonDb db, ChangeFeed feed)
{
    public const int MostRows = 50_000;
    private const int MostClassifiers = 50;

    /// <summary>What else PyPI once answered, and what to use instead.</summary>
    private static readonly Dictionary<string, string> Instead = new(StringComparer.Ordinal)
    {
        ["list_packages"] = "GET /simple/, or list_packages_with_serial",
        ["package_releases"] = "GET /simple/NAME/",
        ["release_urls"] = "GET /simple/NAME/",
        ["release_data"] = "GET the file's address with .metadata at its end",
        ["search"] = "GET /simple/",
        ["changelog"] = "changelog_since_serial",
        ["updated_releases"] = "changelog_since_serial, or GET /rss/updates.xml",
    };

    public Task Answer(HttpResponse response, XmlRpcCall call, CancellationToken ct) => (call.Method, call.Parameters) switch
    {
        ("changelog_last_serial", _) => LastSerial(response, ct),
        ("changelog_since_serial", [long serial, ..]) => Changelog(response, serial, ct),
        ("list_packages_with_serial", _) => Serials(response, ct),
        ("package_roles", [string name, ..]) => Roles(response, name, ct),
        ("user_packages", [string person, ..]) => Packages(response, person, ct),
        ("browse", [List<object?> { Count: > 0 and <= MostClassifiers } list, ..]) when list.TrueForAll(one => one is string) =>
            Browse(response, [.. list.Cast<string>()], ct),
        ("changelog_since_serial", _) => Wrong(response, "a serial, an int"),
        ("package_roles", _) => Wrong(response, "the name of a project, a string"),
        ("user_packages", _) => Wrong(response, "the name of a user, a string"),
        ("browse", _) => Wrong(response, $"an array of 1 to {MostClassifiers} classifiers, each a string"),
        _ => XmlRpcAnswer.SendFault(response, Unsupported(call.Method)),
    };

    private static Task Wrong(HttpResponse response, string expected) => XmlRpcAnswer.SendFault(response,
        new XmlRpcFault(XmlRpcFault.WrongParameters, $"The parameters are not those of the method; expected is {expected}."));

    private async Task LastSerial(HttpResponse response, CancellationToken ct) =>
        await XmlRpcAnswer.SendNumber(response, await db.LastSerial(ct));

    private async Task Changelog(HttpResponse response, long since, CancellationToken ct)
    {
        var rows = await db.History.AsNoTracking().Where(e => e.Action != null && e.Id > since).OrderBy(e => e.Id).Take(MostRows)
            .Select(e => new { e.Id, e.At, e.Project, e.Version, e.Action }).ToListAsync(ct);
        foreach (var row in rows) feed.Announce(row.Project!, row.Id);
        await XmlRpcAnswer.SendList(response,
            rows.Select(row => new object?[] { row.Project, row.Version, row.At.ToUnixTimeSeconds(), row.Action, row.Id }));
    }

    private async Task Serials(HttpResponse response, CancellationToken ct)
    {
        var projects = await db.Projects.AsNoTracking().OrderBy(p => p.NormalizedName)
            .Select(p => new { p.NormalizedName, p.Serial }).ToListAsync(ct);
        foreach (var project in projects) feed.Announce(project.NormalizedName, project.Serial);
        await XmlRpcAnswer.SendStruct(response, projects.Select(project => (project.NormalizedName, project.Serial)));
    }

    private async Task Roles(HttpResponse response, string name, CancellationToken ct)
    {
        var normalized = ProjectName.Parse(name).TryGet(out var parsed, out _) ? parsed.Normalized : null;
        var roles = await (
            from project in db.Projects
            where project.NormalizedName == normalized
            join role in db.Roles on project.Id equals role.ProjectId
            join user in db.Users on role.UserId equals user.Id
            orderby role.Role descending, user.NormalizedUserName
            select new { role.Role, Name = user.UserName! }).ToListAsync(ct);
        await XmlRpcAnswer.SendList(response, roles.Select(row => new object?[] { Title(row.Role), row.Name }));
    }

    private async Task Packages(HttpResponse response, string person, CancellationToken ct)
    {
        var normalized = User.Normalize(person);
        var roles = await (
            from user in db.Users
            where user.NormalizedUserName == normalized
            join role in db.Roles on user.Id equals role.UserId
            join project in db.Projects on role.ProjectId equals project.Id
            orderby project.NormalizedName
            select new { role.Role, project.NormalizedName }).ToListAsync(ct);
        await XmlRpcAnswer.SendList(response, roles.Select(row => new object?[] { Title(row.Role), row.NormalizedName }));
    }

    private async Task Browse(HttpResponse response, IReadOnlyList<string> classifiers, CancellationToken ct)
    {
        var releases = db.Releases.AsNoTracking();
        foreach (var classifier in classifiers)
        {
            var line = $"\n{classifier}\n";
            releases = releases.Where(r => r.Classifiers.Contains(line));
        }

        var found = await (
            from release in releases
            join project in db.Projects on release.ProjectId equals project.Id
            where project.Status != ProjectStatus.Quarantined
            orderby project.NormalizedName, release.Created
            select new { project.NormalizedName, release.Version }).ToListAsync(ct);
        await XmlRpcAnswer.SendList(response, found.Select(row => new object?[] { row.NormalizedName, row.Version }));
    }

    private static string Title(string role) => role == ProjectRole.Owner ? "Owner" : "Maintainer";

    private static XmlRpcFault Unsupported(string method)
    {
        var shown = method.Length > 100 ? method[..100] + "…" : method;
        return new XmlRpcFault(XmlRpcFault.Unsupported, Instead.TryGetValue(method, out var instead)
            ? $"The method {shown} is not answered any more; use {instead}."
            : $"There is no method {shown}. Answered are changelog_last_serial, changelog_since_serial, list_packages_with_serial, "
                + "package_roles, user_packages and browse; for all else there are /simple/ and its JSON form.");
    }
}
