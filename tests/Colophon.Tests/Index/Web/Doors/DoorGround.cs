using System.Text;
using System.Text.Json;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.Files;
using Colophon.Rules.Tokens;
using Colophon.Tests.Support;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Colophon.Tests.Index.Web.Doors;

/// <summary>Things that are there for doors to open on: a project with all that a project has, and what each person has.</summary>
/// <param name="Things">By what a parameter of an address is called; for what belongs to a person, with the person's name behind a blank.</param>
internal sealed record DoorGround(IReadOnlyDictionary<string, string> Things)
{
    /// <summary>For doors that are for anyone: nothing need be there.</summary>
    private static readonly string[] Free = ["secret", "link", "code", "key", "first", "second", "rest"];

    /// <summary>Other names of things; <c>id</c> is of what the address says before it.</summary>
    private static readonly Dictionary<string, string> Aliases = new()
    {
        ["name"] = "project",
        ["filename"] = "file",
        ["person"] = "user",
        ["member"] = "user",
        ["findings"] = "refused",
        ["refusal"] = "refused",
        ["exchange"] = "refused",
        ["pending-publisher"] = "pending",
        ["publishing"] = "publisher",
        ["role"] = "user",
        ["people"] = "user",
        ["collaboration"] = "user",
        ["mail"] = "message",
    };

    /// <summary>The address of a door, for a person; an exception says which parameter is not known.</summary>
    public string Path(RoutePattern pattern, string person)
    {
        var path = new StringBuilder();
        foreach (var segment in pattern.PathSegments)
        {
            var before = path.ToString().Split('/').Last();
            path.Append('/');
            foreach (var part in segment.Parts)
            {
                path.Append(part switch
                {
                    RoutePatternLiteralPart literal => literal.Content,
                    RoutePatternSeparatorPart separator => separator.Content,
                    RoutePatternParameterPart parameter => Uri.EscapeDataString(Value(pattern, parameter.Name, before, person)),
                    _ => throw new InvalidOperationException(pattern.RawText),
                });
            }
        }

        return path.Append(pattern.RawText!.EndsWith('/') && path.Length > 0 ? "/" : path.Length == 0 ? "/" : "").ToString();
    }

    private string Value(RoutePattern pattern, string parameter, string before, string person)
    {
        if (Free.Contains(parameter)) return "0000";
        var name = parameter == "id" ? before.EndsWith('s') ? before[..^1] : before : parameter;
        if (name == "name" && before is "prohibited-names" or "prohibited") name = "prohibited";
        name = Aliases.GetValueOrDefault(name, name);
        if (name == "publisher" && pattern.RawText!.Contains("account", StringComparison.Ordinal)) name = "pending";
        if (name == "webhook" && pattern.RawText!.Contains("operate", StringComparison.Ordinal)) name = "webhook of all";
        return Things.GetValueOrDefault(name) ?? Things.GetValueOrDefault($"{name} {person}") ?? throw new KeyNotFoundException(
            $"The matrix of doors does not know what {{{parameter}}} in {pattern.RawText} stands for. Let DoorGround.Make put such a thing "
            + "down, and call it by the parameter's name.");
    }

    /// <summary>Puts everything down anew.</summary>
    /// <param name="people">Name → id; of these <c>maintainer</c> and <c>owner</c> have the role of that name.</param>
    public static async Task<DoorGround> Make(TestIndex index, int number, IReadOnlyDictionary<string, Guid> people)
    {
        var (now, name) = (index.Clock.GetUtcNow(), $"ground{number}z");
        await using var db = await index.Db();
        var project = new Project { Id = Guid.CreateVersion7(), Name = name, NormalizedName = name, LookAlike = name, Created = now };
        var release = new Release
        {
            Id = Guid.CreateVersion7(),
            ProjectId = project.Id,
            Version = "1.0",
            CanonicalVersion = "1",
            Created = now,
            Yanked = true, // so that taking it back is a change
        };
        var file = File(project, release, $"{name}-1.0-py3-none-any.whl", now);
        var member = User.New($"member{number}", $"member{number}@example.org", now);
        db.AddRange(project, release, file, member);
        foreach (var role in (string[])[ProjectRole.Maintainer, ProjectRole.Owner])
            db.Add(new ProjectRole { ProjectId = project.Id, UserId = people[role], Role = role });
        db.Add(new ProjectRole { ProjectId = project.Id, UserId = member.Id, Role = ProjectRole.Maintainer });

        var publisher = Publisher(index, number, now) with { ProjectId = project.Id };
        var refused = new RefusedExchange
        {
            PublisherId = publisher.Id,
            FindingsSha256 = new string('a', 64),
            Kind = RefusedExchange.Mismatch,
            Source = "{}",
            Findings = "[]",
            First = now,
            Last = now,
            Count = 1,
        };
        var invitation = new Invitation
        {
            Id = Guid.CreateVersion7(),
            SecretSha256 = Guid.NewGuid().ToString("N"),
            Email = $"guest{number}@example.org",
            ProjectId = project.Id,
            Role = ProjectRole.Maintainer,
            InvitedBy = "owner",
            Expires = now.AddDays(7),
        };
        var message = new Message { Id = Guid.CreateVersion7(), To = "nobody@example.org", Subject = "a", Text = "b", Created = now };
        var (hook, all) = (Hook(project.Id, now), Hook(null, now));
        var prohibited = new ProhibitedName { Name = $"prohibited{number}", Actor = "operator", Since = now };
        db.AddRange(publisher.Row(), refused, invitation, message, hook, all, prohibited);

        var things = new Dictionary<string, string>
        {
            ["project"] = name,
            ["version"] = release.Version,
            ["file"] = file.FileName,
            ["user"] = member.Name,
            ["publisher"] = publisher.Id.ToString("D"),
            ["refused"] = new RefusedAtPublisher(refused, publisher.Row()).Id,
            ["invitation"] = invitation.Id.ToString("D"),
            ["message"] = message.Id.ToString("D"),
            ["webhook"] = hook.Id.ToString("D"),
            ["webhook of all"] = all.Id.ToString("D"),
            ["prohibited"] = prohibited.Name,
        };
        foreach (var (person, id) in people)
        {
            var pending = Publisher(index, number, now) with { PendingName = name + "next", OwnerId = id };
            var token = new ApiToken { Id = Guid.CreateVersion7(), UserId = id, Description = "of the ground", Created = now, Caveats = "[]" };
            var session = new Session
            {
                Id = Guid.CreateVersion7(),
                UserId = id,
                SecretSha256 = Guid.NewGuid().ToString("N"),
                Created = now,
                LastSeen = now,
                Proved = now,
                Method = "password",
            };
            db.AddRange(pending.Row(), token, session);
            things[$"pending {person}"] = pending.Id.ToString("D");
            things[$"token {person}"] = token.Id.ToString("D");
            things[$"session {person}"] = session.Id.ToString("D");
        }

        await db.SaveChangesAsync();
        return new DoorGround(things);
    }

    /// <summary>A token of a person with these restrictions, as <c>token add</c> would make it.</summary>
    public static async Task<string> Token(TestIndex index, Guid user, params Caveat[] caveats)
    {
        var id = Guid.CreateVersion7();
        List<Caveat> all = [new RequestUser(user), .. caveats];
        await using var db = await index.Db();
        db.Add(new ApiToken
        {
            Id = id,
            UserId = user,
            Created = index.Clock.GetUtcNow(),
            Description = "of the matrix",
            Caveats = JsonSerializer.Serialize(all.Select(caveat => Encoding.UTF8.GetString(caveat.ToBytes()))),
        });
        await db.SaveChangesAsync();
        return Macaroon.Mint("127.0.0.1", id.ToString("D"), index.Services.GetRequiredService<RootKeys>().For(id), all).Text;
    }

    private static ReleaseFile File(Project project, Release release, string name, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(),
        ProjectId = project.Id,
        ReleaseId = release.Id,
        FileName = name,
        Version = release.Version,
        Kind = ReleaseFile.Wheel,
        PythonVersion = "py3",
        Size = 1,
        Sha256 = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()).PadLeft(64, '0'),
        Md5 = new string('0', 32),
        Blake2 = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()).PadLeft(64, '0'),
        MetadataSha256 = new string('0', 64),
        Uploaded = now,
        Yanked = true,
    };

    private static Webhook Hook(Guid? project, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(),
        ProjectId = project,
        Url = "http://127.0.0.1:9/",
        Events = "nothing:",
        Created = now,
        AddedBy = "owner",
    };

    private static Planned Publisher(TestIndex index, int number, DateTimeOffset now) => new(Guid.CreateVersion7(), index.Issuer.Url, number, now);

    /// <summary>A publisher of GitHub's kind.</summary>
    private sealed record Planned(Guid Id, string Issuer, int Number, DateTimeOffset Now)
    {
        public Guid? ProjectId { get; init; }
        public string? PendingName { get; init; }
        public Guid? OwnerId { get; init; }

        public Publisher Row() => new()
        {
            Id = Id,
            ProjectId = ProjectId,
            PendingName = PendingName,
            PendingNormalizedName = PendingName,
            PendingOwnerId = OwnerId,
            PendingUntil = PendingName is null ? null : Now.AddDays(30),
            Provider = "github",
            Issuer = Issuer,
            LookUpKey = $"octo-org/ground{Number}",
            Fields = $$"""{"owner":"octo-org","repository":"ground{{Number}}","workflow_filename":"release.yml","environment":""}""",
            Created = Now,
            AddedBy = "owner",
        };
    }
}
