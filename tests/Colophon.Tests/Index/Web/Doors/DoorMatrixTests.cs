using System.Net.Http.Headers;
using System.Text;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Rules.Tokens;
using Colophon.Tests.Index.SigningIn;
using Colophon.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Colophon.Tests.Index.Web.Doors;

/// <summary>
/// Every door of the running server's own table, with every method, for everybody (threats.md F24, F25): a door that was added a minute ago
/// is among them, and one that does not say who may go through fails.
/// </summary>
public sealed class DoorMatrixTests : IAsyncLifetime
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    private static readonly (string Name, Standing Is)[] People =
    [
        ("stranger", Standing.SignedIn), ("maintainer", Standing.Maintainer), ("owner", Standing.Owner), ("oscar", Standing.Operator),
    ];

    /// <summary>Doors that answer as if nothing were there to those who may go through, and why.</summary>
    private static readonly Dictionary<string, string> Closed = new()
    {
        ["GET /account/sign-on"] = "no single sign-on is configured",
    };

    private readonly Dictionary<string, Guid> ids = [];
    private readonly Dictionary<string, string> cookies = [];
    private readonly List<string> surprises = [];
    private TestIndex index = null!;
    private DoorGround ground = null!;
    private int grounds;
    private int combinations;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start();
        foreach (var (name, standing) in People)
        {
            using var browser = await index.Add(name, standing == Standing.Operator ? ["--admin"] : []);
            cookies[name] = string.Join("; ", browser.Cookies.Select(cookie => $"{cookie.Name}={cookie.Value}"));
        }

        await using var db = await index.Db();
        foreach (var (name, _) in People) ids[name] = await db.Users.Where(u => u.UserName == name).Select(u => u.Id).SingleAsync();
        ground = await DoorGround.Make(index, grounds++, ids);
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task Every_door_opens_for_those_it_is_for_and_for_nobody_else()
    {
        var doors = Doors().ToList();
        var unsaid = doors.Where(door => door.Metadata.OfType<Standing>().Count() != 1).Select(door => door.RoutePattern.RawText).ToList();
        Assert.True(unsaid.Count == 0, $"These doors do not say who may go through (.For(Standing.…)), or say it twice: {string.Join(", ", unsaid)}");

        var tokens = await Tokens();
        foreach (var door in doors)
        {
            foreach (var method in MethodsOf(door))
            {
                if (StandingOf(door) is Standing.Anyone or Standing.TokenHolder) await KnockWithoutForm(door, method);
                else if (door.Metadata.GetMetadata<ApiAct>() is null) await KnockAtPage(door, method, tokens["oscar"]);
                else await KnockAtApi(door, method, tokens);
            }
        }

        await KnockWithOtherMethods(doors);
        TestContext.Current.TestOutputHelper!.WriteLine($"{doors.Sum(door => MethodsOf(door).Count)} doors, {combinations} combinations, "
            + $"{surprises.Count} surprises");
        Assert.True(surprises.Count == 0, string.Join('\n', surprises));
    }

    /// <summary>Doors for anyone judge for themselves; none breaks, and no form that did not come from a page of ours is taken.</summary>
    private async Task KnockWithoutForm(RouteEndpoint door, string method)
    {
        await Try(door, method, "nobody", null, ground, status => status < 500 && (IsReading(method) || status >= 400), changes: 0);
    }

    private async Task KnockAtPage(RouteEndpoint door, string method, string token)
    {
        static bool IsSentAway(int status, string? to) =>
            status == 401 || (status is 302 or 303 && to?.StartsWith("/sign-in", StringComparison.Ordinal) == true);

        await Try(door, method, "nobody", null, ground, IsSentAway, changes: 0);
        await Try(door, method, "nobody, with an operator's token", Bearer(token), ground, IsSentAway, changes: 0);
        foreach (var (name, standing) in People)
        {
            await Try(door, method, name, request => request.Headers.Add("Cookie", cookies[name]), ground, (status, to) =>
                !May(StandingOf(door), standing) ? status == 404
                : IsReading(method) ? IsOpen(status) && !IsSentAway(status, to)
                : status == 400, changes: 0, code: May(StandingOf(door), standing) && !IsReading(method) ? "forged-form" : null);
        }
    }

    private async Task KnockAtApi(RouteEndpoint door, string method, Dictionary<string, string> tokens)
    {
        await Try(door, method, "nobody", null, ground, status => status == 401, changes: 0);
        await Try(door, method, "an operator's session", request => request.Headers.Add("Cookie", cookies["oscar"]), ground,
            status => status == 401, changes: 0);
        foreach (var bad in (string[])["read only", "upload only", "revoked"])
            await Try(door, method, $"a token that is {bad}", Bearer(tokens[bad]), ground, status => status == 403, changes: 0);
        foreach (var (name, standing) in People)
        {
            await Try(door, method, $"{name}'s token for another project", Bearer(tokens[$"{name} elsewhere"]), ground,
                status => status is 403 or 404, changes: 0);
            var may = May(StandingOf(door), standing);
            var own = may && !IsReading(method) ? await DoorGround.Make(index, grounds++, ids) : ground; // what it does is done once
            await Try(door, method, $"{name}'s token", Bearer(tokens[name]), own, (status, _) => may ? IsOpen(status) : status == 404,
                changes: may && !IsReading(method) ? null : 0);
        }
    }

    /// <summary>A method that no door at the address takes.</summary>
    private async Task KnockWithOtherMethods(List<RouteEndpoint> doors)
    {
        var matchers = doors.Select(door => (door, new TemplateMatcher(new RouteTemplate(door.RoutePattern), []))).ToList();
        foreach (var door in doors.DistinctBy(door => door.RoutePattern.RawText))
        {
            var path = ground.Path(door.RoutePattern, "oscar");
            var taken = matchers.Where(m => m.Item2.TryMatch(path, [])).SelectMany(m => MethodsOf(m.door)).ToHashSet();
            foreach (var method in Methods.Where(method => !taken.Contains(method)))
            {
                await Try(door, method, "oscar", request => request.Headers.Add("Cookie", cookies["oscar"]), ground,
                    status => status == 405, changes: 0);
            }
        }
    }

    private Task Try(RouteEndpoint door, string method, string who, Action<HttpRequestMessage>? show, DoorGround at,
        Func<int, bool> expected, int? changes) => Try(door, method, who, show, at, (status, _) => expected(status), changes);

    /// <param name="changes">Events that it may leave; null: one if it was done, none if it was not.</param>
    private async Task Try(RouteEndpoint door, string method, string who, Action<HttpRequestMessage>? show, DoorGround at,
        Func<int, string?, bool> expected, int? changes, string? code = null)
    {
        combinations++;
        var name = People.Select(person => person.Name).FirstOrDefault(one => who.StartsWith(one, StringComparison.Ordinal)) ?? "stranger";
        using var request = new HttpRequestMessage(new HttpMethod(method), at.Path(door.RoutePattern, name));
        request.Headers.Accept.ParseAdd("text/html");
        if (method == "POST" && door.Metadata.GetMetadata<ApiAct>() is null) request.Content = new FormUrlEncodedContent([]);
        show?.Invoke(request);

        var before = await State();
        using var answer = await index.Http.SendAsync(request);
        var (status, to) = ((int)answer.StatusCode, answer.Headers.Location?.OriginalString);
        var after = await State();

        void Note(string what) => surprises.Add($"{method} {request.RequestUri} as {who}: {what}");
        if (!expected(status, to) && !(Closed.ContainsKey($"{method} {door.RoutePattern.RawText}") && status == 404))
            Note($"{status}{(to is null ? "" : $" to {to}")} {Header(answer, "X-Colophon-Error")}");
        if (code is not null && Header(answer, "X-Colophon-Error") != code) Note($"refused as {Header(answer, "X-Colophon-Error")}");
        if (changes == 0 && before != after) Note($"changed something: {before} → {after}");
        if (changes is null && after.Events - before.Events != (status < 300 ? 1 : 0)) Note($"{after.Events - before.Events} events, {status}");
        NoteHeaders(door, method, answer, Note);
    }

    private static void NoteHeaders(RouteEndpoint door, string method, HttpResponseMessage answer, Action<string> note)
    {
        var policy = Header(answer, "Content-Security-Policy");
        if (!policy.Contains("default-src 'none'", StringComparison.Ordinal) || !policy.Contains("frame-ancestors 'none'", StringComparison.Ordinal)
            || policy.Contains("unsafe", StringComparison.Ordinal) || Header(answer, "X-Content-Type-Options") != "nosniff"
            || Header(answer, "X-Frame-Options") != "DENY" || Header(answer, "Referrer-Policy").Length == 0)
            note($"headers that keep a page to itself are missing: {answer.Headers}");
        if (StandingOf(door) is not (Standing.Anyone or Standing.TokenHolder) && answer.Headers.CacheControl is not ({ NoStore: true } or { Private: true })
            && (int)answer.StatusCode != 405)
            note($"{method} may be kept by caches: {answer.Headers.CacheControl}");
    }

    private async Task<(long Events, long Rows)> State()
    {
        await using var db = await index.Db();
        tables ??= await db.Database.SqlQueryRaw<string>("SELECT name AS Value FROM sqlite_master WHERE type = 'table'").ToListAsync();
        var counts = string.Join(" + ", tables.Select(table => $"(SELECT count(*) FROM \"{table}\")"));
        var sql = $"SELECT (SELECT max(Id) FROM History) * 1000000 + {counts} AS Value";
        var both = await db.Database.SqlQueryRaw<long>(sql).SingleAsync();
        return (both / 1000000, both % 1000000);
    }

    private List<string>? tables;

    private async Task<Dictionary<string, string>> Tokens()
    {
        var manage = new Scopes([Scopes.Manage]);
        var tokens = new Dictionary<string, string>
        {
            ["read only"] = await DoorGround.Token(index, ids["oscar"], new Scopes([Scopes.Read])),
            ["upload only"] = await DoorGround.Token(index, ids["oscar"], new Scopes([Scopes.Upload])),
            ["revoked"] = await DoorGround.Token(index, ids["oscar"], manage),
        };
        await using (var db = await index.Db())
        {
            var id = Guid.Parse(Macaroon.Parse(tokens["revoked"]).OrRefuse().Identifier); // ids of one millisecond have no order
            Assert.Equal(1, await db.Tokens.Where(t => t.Id == id).ExecuteDeleteAsync());
        }

        foreach (var (name, _) in People)
        {
            tokens[name] = await DoorGround.Token(index, ids[name], manage);
            tokens[$"{name} elsewhere"] = await DoorGround.Token(index, ids[name], manage, new ProjectNames(["elsewhere"]));
        }

        return tokens;
    }

    private IEnumerable<RouteEndpoint> Doors() => index.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static IReadOnlyList<string> MethodsOf(RouteEndpoint door) => door.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? Methods;

    private static Standing StandingOf(RouteEndpoint door) => door.Metadata.OfType<Standing>().Single();

    /// <summary>An operator counts as an owner of every project.</summary>
    private static bool May(Standing door, Standing person) => person >= door;

    private static bool IsReading(string method) => method is "GET" or "HEAD" or "OPTIONS";

    private static bool IsOpen(int status) => status is not (401 or 403 or 404 or 405) and < 500;

    private static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join(',', values) : "";

    private static Action<HttpRequestMessage> Bearer(string token) => request => request.Headers.Authorization =
        new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"__token__:{token}")));
}
