using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.Files;
using Colophon.Rules.Identity;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Colophon.Tests.Journeys.Browsing;

/// <summary>
/// An index whose every text that a stranger could have had a hand in is hostile. It is written past the checks of uploads and forms: pages
/// must not depend on them.
/// </summary>
internal sealed class HostileGround
{
    private const int Rows = 10;

    private readonly IReadOnlyList<string> payloads;
    private readonly DateTimeOffset now;

    private HostileGround(IReadOnlyList<string> payloads, DateTimeOffset now) => (this.payloads, this.now) = (payloads, now);

    /// <summary>All payloads for fields and for descriptions, each once.</summary>
    public static IReadOnlyList<string> Payloads { get; } =
        [.. Files("xss", "*.txt").Concat(Files("descriptions/xss", "*.txt")).SelectMany(File.ReadLines)
            .Select(line => line.Replace('\u23ce', '\n')).Where(line => line.Trim().Length > 0).Distinct()];

    /// <summary>reStructuredText that tries to act, each a file.</summary>
    public static IReadOnlyList<string> RstTexts { get; } = [.. Files("descriptions/xss/rst", "*.rst").Select(File.ReadAllText)];

    /// <summary>The descriptions: what they are written in, and the text.</summary>
    public static IReadOnlyList<(string Type, string Text)> Descriptions { get; } =
    [
        ("text/markdown", string.Join("\n\n", Payloads)),
        ("text/markdown; variant=CommonMark", string.Join("\n\n", Payloads.Select(payload => $"- a {payload} b\n"))),
        ("text/markdown", string.Join("\n\n", Payloads.Select(payload => $"> | a |\n> |---|\n> | {payload.Replace('\n', ' ')} |\n\n<div>\n\n{payload}\n\n</div>"))),
        ("text/x-rst", string.Join("\n\n", Payloads)),
        ("text/x-rst", string.Join("\n\n", RstTexts)),
        ("text/plain", string.Join("\n\n", Payloads)),
    ];

    /// <param name="people">Name → id of those who have the project together.</param>
    public static async Task Make(TestIndex index, IReadOnlyDictionary<string, Guid> people)
    {
        var ground = new HostileGround(Payloads, index.Clock.GetUtcNow());
        await using var db = await index.Db();
        var project = ground.Project();
        db.Add(project);
        foreach (var (name, id) in people)
            db.Add(new ProjectRole { ProjectId = project.Id, UserId = id, Role = name == "bob" ? ProjectRole.Maintainer : ProjectRole.Owner });
        for (var number = 0; number < Descriptions.Count; number++)
        {
            var (type, text) = Descriptions[number];
            var release = ground.Release(project, number);
            var metadata = Keep(index, ground.Metadata(release, type, text));
            db.AddRange(release, ground.Wheel(release, number, metadata, "a"), ground.Wheel(release, number, metadata, "b"));
        }

        for (var row = 0; row < Rows; row++)
        {
            var publisher = ground.Publisher(index, row, row % 2 == 0 ? project.Id : null, people["alice"]);
            db.AddRange(publisher, ground.Refused(publisher, row), ground.Refused(publisher, row + Rows), ground.Hook(row % 2 == 0 ? project.Id : null, row), ground.Letter(row),
                ground.Asked(row % 2 == 0 ? project.Id : null, row), ground.Prohibited(row), ground.Entry(row % 2 == 0 ? project.NormalizedName : null, row));
            foreach (var (name, id) in people) db.AddRange(ground.Session(id, row), ground.Token(id, row));
        }

        await db.SaveChangesAsync();
    }

    private static IEnumerable<string> Files(string folder, string kind) => Directory.EnumerateFiles(Checkout.Vectors(folder), kind).Order(StringComparer.Ordinal);

    /// <summary>The share of all payloads that one of the rows has, as one text.</summary>
    private string Pile(int row) => string.Join(' ', payloads.Where((_, i) => i % Rows == row % Rows));

    private string One(int i) => payloads[i % payloads.Count];

    private Project Project() => new()
    {
        Id = Guid.CreateVersion7(),
        Name = "Hostile.Texts",
        NormalizedName = "hostile-texts",
        LookAlike = "hostile-texts",
        Created = now,
        Status = ProjectStatus.Deprecated,
        StatusReason = string.Join(' ', payloads),
        Summary = string.Join(' ', payloads),
        LatestVersion = "1.0",
    };

    private Release Release(Project project, int number) => new()
    {
        Id = Guid.CreateVersion7(),
        ProjectId = project.Id,
        Version = $"1.{number}",
        CanonicalVersion = number == 0 ? "1" : $"1.{number}",
        Created = now,
        Summary = string.Join(' ', payloads),
        Classifiers = "\n" + string.Join('\n', payloads.Select(OneLine)) + "\n",
        Yanked = number % 2 == 1,
        YankedReason = Pile(number),
    };

    private byte[] Metadata(Release release, string type, string text)
    {
        var lines = new StringBuilder($"Metadata-Version: 2.1\nName: Hostile.Texts\nVersion: {release.Version}\nDescription-Content-Type: {type}\n");
        lines.Append($"Summary: {OneLine(string.Join(' ', payloads))}\nKeywords: {OneLine(string.Join(',', payloads))}\n");
        foreach (var field in (string[])["Author", "Author-email", "Maintainer", "Maintainer-email", "License", "Home-page", "Download-URL", "Requires-Python"])
            lines.Append($"{field}: {OneLine(Pile(field.Length))}\n");
        foreach (var payload in payloads.Select(OneLine))
            lines.Append($"Project-URL: {payload.Replace(',', ' ')}, {payload}\nProject-URL: Docs, https://example.org/{payload}\nClassifier: {payload}\nRequires-Dist: {payload}\n"
                + $"Provides-Extra: {payload}\nPlatform: {payload}\n");
        return Encoding.UTF8.GetBytes(lines.Append($"\n{text}").ToString());
    }

    private static string OneLine(string text) => text.Replace('\n', ' ').Replace('\r', ' ');

    private static string Keep(TestIndex index, byte[] metadata)
    {
        var (blobs, sha256) = (index.Services.GetRequiredService<Blobs>(), Convert.ToHexStringLower(SHA256.HashData(metadata)));
        using var draft = blobs.Begin();
        draft.Write(metadata);
        draft.Flush();
        using var lease = blobs.Keep(draft, sha256);
        lease.Confirm();
        return sha256;
    }

    private ReleaseFile Wheel(Release release, int number, string metadata, string build) => new()
    {
        Id = Guid.CreateVersion7(),
        ProjectId = release.ProjectId,
        ReleaseId = release.Id,
        FileName = $"hostile_texts-{release.Version}-1{build}-py3-none-any.whl",
        Version = release.Version,
        Kind = ReleaseFile.Wheel,
        PythonVersion = "py3",
        Size = 1_234_567,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{number}{build}"))),
        Md5 = new string('0', 32),
        Blake2 = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{number}{build}2"))),
        MetadataSha256 = metadata,
        RequiresPython = Pile(number),
        Uploaded = now.AddSeconds(-number),
        Yanked = number % 3 == 1,
        YankedReason = Pile(number + 1),
        Uploader = build == "a" ? Pile(number) : null,
        Source = build == "a" ? null : Source(number).ToJson(),
    };

    private Source Source(int number) => new()
    {
        Provider = "github",
        ProviderName = Pile(number),
        Issuer = Pile(number + 1),
        Repository = Pile(number + 2),
        RepositoryUrl = number % 2 == 0 ? "javascript:alert(1)" : $"https://example.org/{One(number)}",
        Workflow = Pile(number + 3),
        Ref = "refs/tags/" + Pile(number + 4),
        Commit = Pile(number + 5),
        CommitUrl = $" java\tscript:alert({number})",
        Environment = Pile(number + 6),
        Run = Pile(number + 7),
        RunUrl = "data:text/html,<script>alert(1)</script>",
        Attempt = Pile(number + 8),
        Actor = Pile(number + 9),
        Event = Pile(number),
        Ids = new Dictionary<string, string> { ["repository_id"] = Pile(number) },
    };

    private Publisher Publisher(TestIndex index, int row, Guid? project, Guid owner) => new()
    {
        Id = Guid.CreateVersion7(),
        ProjectId = project,
        PendingName = project is null ? $"hostile-pending-{row}" : null,
        PendingNormalizedName = project is null ? $"hostile-pending-{row}" : null,
        PendingOwnerId = project is null ? owner : null,
        PendingUntil = project is null ? now.AddDays(20) : null,
        Provider = "github",
        Issuer = index.Issuer.Url,
        LookUpKey = $"hostile/{row}",
        Fields = JsonSerializer.Serialize(new SortedDictionary<string, string>
        {
            ["environment"] = Pile(row),
            ["owner"] = Pile(row),
            ["repository"] = Pile(row + 1),
            ["workflow_filename"] = Pile(row + 2),
        }),
        Pins = JsonSerializer.Serialize(new SortedDictionary<string, string> { ["repository_id"] = Pile(row), ["repository_owner_id"] = Pile(row + 1) }),
        Created = now,
        AddedBy = Pile(row),
        LastUsed = now,
    };

    private RefusedExchange Refused(Publisher publisher, int row) => new()
    {
        PublisherId = publisher.Id,
        FindingsSha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"refused {row}"))),
        Kind = (row % 3) switch { 0 => RefusedExchange.Takeover, 1 => RefusedExchange.Renamed, _ => RefusedExchange.Mismatch },
        Source = Pile(row),
        Findings = JsonSerializer.Serialize(
            new[] { "environment", "ref", "workflow_ref", One(row) }.Select((claim, i) => new RefusedExchange.Judged(claim, i == 3, Pile(row + i), Pile(row + i + 1), Pile(row + 2))),
            JsonSerializerOptions.Web),
        First = now,
        Last = now,
        Count = 3,
    };

    private Webhook Hook(Guid? project, int row) => new()
    {
        Id = Guid.CreateVersion7(),
        ProjectId = project,
        Url = row == 0 ? "javascript:alert(1)" : $"https://example.org/{Pile(row)}",
        Events = Pile(row),
        Created = now,
        AddedBy = Pile(row),
    };

    private Message Letter(int row) => new()
    {
        Id = Guid.CreateVersion7(),
        To = Pile(row),
        Subject = Pile(row + 1),
        Text = Pile(row + 2),
        Html = Pile(row + 3),
        Created = now,
        Tries = 3,
        NextTry = now.AddDays(1),
        Trouble = Pile(row + 4),
    };

    private Invitation Asked(Guid? project, int row) => new()
    {
        Id = Guid.CreateVersion7(),
        SecretSha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"secret {row}"))),
        Email = Pile(row),
        ProjectId = project,
        Role = project is null ? null : ProjectRole.Maintainer,
        InvitedBy = Pile(row + 1),
        Expires = now.AddDays(6),
    };

    private ProhibitedName Prohibited(int row) => new() { Name = $"hostile-name-{row}", Reason = Pile(row), Actor = Pile(row + 1), Since = now };

    private HistoryEntry Entry(string? project, int row) => new()
    {
        At = now.AddMinutes(1), // accounts were made by the machine's own clock; nobody sees what was before theirs
        Event = (row % 4) switch { 0 => "file:add", 2 => "release:yank", _ => Pile(row) },
        Action = project is null ? null : Pile(row),
        Project = project,
        Actor = project is null ? "alice" : Pile(row),
        Details = JsonSerializer.Serialize(new Dictionary<string, string> { ["filename"] = Pile(row), ["reason"] = Pile(row + 1), [One(row)] = Pile(row + 2) }),
        Version = Pile(row),
    };

    private Session Session(Guid user, int row) => new()
    {
        Id = Guid.CreateVersion7(),
        UserId = user,
        SecretSha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{user} {row}"))),
        Created = now,
        LastSeen = now,
        Proved = now,
        Method = Pile(row),
        Address = Pile(row),
        Agent = "Chrome/ Linux " + Pile(row),
    };

    private ApiToken Token(Guid user, int row) => new()
    {
        Id = Guid.CreateVersion7(),
        UserId = user,
        Description = Pile(row),
        Created = now,
        LastUsed = now,
        Caveats = "[]",
        Source = null,
    };
}
