using Colophon.Index.Operating.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.People;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Accounts;

/// <summary>The people with accounts, and a form to add one: <c>/operate/users/</c>.</summary>
internal static class UserLists
{
    private static readonly Dictionary<string, string> Done = new(StringComparer.Ordinal)
    {
        ["deleted"] = "The account is deleted.",
    };

    public static Task Show(HttpContext context, Acting acting) => Draw(context, acting, new NewUserModel());

    public static async Task Add(HttpContext context, Acting acting, PublicAddress address)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var user = User.New(form["name"], form["email"], acting.Now);
        user.IsAdmin = form.Has("operator");
        var outcome = await acting.Do(() => acting.Db.AddAccount(user, link: true, acting.DoerOf(context), ct), ct);
        if (outcome.TryGet(out var secret, out var fault))
            await context.Show<LinkPage, LinkModel>(new LinkModel(user.Name, $"{address.Url}/set-up/{secret}"));
        else
            await Draw(context, acting, new NewUserModel(form["name"], form["email"], user.IsAdmin, fault.InWords()), fault.Problem.Status);
    }

    /// <summary>People as the table shows them, by their rows.</summary>
    public static IQueryable<UserRow> Rows(ColophonDb db, IQueryable<User> users) => users.Select(u => new UserRow(u.UserName!, u.Email!,
        u.Created, db.Sessions.Where(s => s.UserId == u.Id).Max(s => (DateTimeOffset?)s.LastSeen), u.IsAdmin, u.IsDisabled,
        u.TwoFactorEnabled, db.Passkeys.Count(p => p.UserId == u.Id)));

    private static async Task Draw(HttpContext context, Acting acting, NewUserModel typed, int status = 200)
    {
        var listing = Listing.Of(context.Request, ["name", "email", "created"], "q", "kind");
        var (rows, list) = await listing.Take(Rows(acting.Db, Ordered(Wanted(acting.Db, listing), listing)), context.RequestAborted);
        await context.Show<UsersPage, UsersModel>(new UsersModel(rows, list, context.Request.DoneOf(Done), typed), status);
    }

    private static IQueryable<User> Wanted(ColophonDb db, Listing listing)
    {
        var (users, text) = (db.Users.AsNoTracking(), User.Normalize(listing["q"]));
        if (text.Length > 0) users = users.Where(u => u.NormalizedUserName!.Contains(text) || u.NormalizedEmail!.Contains(text));
        return listing["kind"] switch
        {
            "operators" => users.Where(u => u.IsAdmin),
            "disabled" => users.Where(u => u.IsDisabled),
            "weak" => users.Where(u => !u.TwoFactorEnabled && !db.Passkeys.Any(p => p.UserId == u.Id)),
            _ => users,
        };
    }

    private static IQueryable<User> Ordered(IQueryable<User> users, Listing listing) => (listing.Sort, listing.IsDescending) switch
    {
        ("email", false) => users.OrderBy(u => u.NormalizedEmail),
        ("email", true) => users.OrderByDescending(u => u.NormalizedEmail),
        ("created", false) => users.OrderBy(u => u.Created).ThenBy(u => u.Id),
        ("created", true) => users.OrderByDescending(u => u.Created).ThenBy(u => u.Id),
        (_, true) => users.OrderByDescending(u => u.NormalizedUserName),
        _ => users.OrderBy(u => u.NormalizedUserName),
    };
}
