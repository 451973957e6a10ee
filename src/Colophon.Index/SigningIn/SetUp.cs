using System.Security.Cryptography;
using System.Text;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.SigningIn;

/// <summary>
/// Sets the first password of an account by a one-time link. The secret in the address is what a forged request would lack, so no other
/// token guards the form (threats.md F07, F20).
/// </summary>
internal static class SetUp
{
    private const int Shortest = 12;
    private const int Longest = 4096;

    public static async Task Show(HttpContext context, ColophonDb db, TimeProvider clock)
    {
        var link = await Find(context, db, clock);
        var user = await db.Users.AsNoTracking().FirstAsync(u => u.Id == link.UserId, context.RequestAborted);
        await Form(context, user.Name, fault: null);
    }

    public static async Task Use(HttpContext context, ColophonDb db, WriteTurn turn, TimeProvider clock)
    {
        var ct = context.RequestAborted;
        var link = await Find(context, db, clock);
        var user = await db.Users.FirstAsync(u => u.Id == link.UserId, ct);
        var password = await PasswordIn(context.Request, ct);
        if (password.Length is < Shortest or > Longest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await Form(context, user.Name, $"The password has {password.Length} characters, expected {Shortest} to {Longest}.");
            return;
        }

        await using var change = await turn.Begin(db, ct);
        // used a moment ago
        if (await db.SetupLinks.Where(l => l.SecretSha256 == link.SecretSha256).ExecuteDeleteAsync(ct) == 0) throw Gone();
        user.PasswordHash = new PasswordHasher<User>().HashPassword(user, password);
        await db.Record(clock.GetUtcNow(), "user:set-up", project: null, user.Name, ct: ct);
        await change.Commit(ct);
        await Page(context, "Your account is ready",
            Html.Of($"<p>The password of <strong>{user.Name}</strong> is set. This link does not work again.</p>"));
    }

    private static async Task<SetupLink> Find(HttpContext context, ColophonDb db, TimeProvider clock)
    {
        var secret = (string)context.Request.RouteValues["secret"]!;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
        var now = clock.GetUtcNow();
        return await db.SetupLinks.AsNoTracking()
            .FirstOrDefaultAsync(l => l.SecretSha256 == hash && l.Expires > now, context.RequestAborted) ?? throw Gone();
    }

    private static Refusal Gone() =>
        WebProblems.NotFound.Refuse("This set-up link was used, has expired, or never was. The operator makes another with `colophon-index "
        + "user add`.");

    private static async Task<string> PasswordIn(HttpRequest request, CancellationToken ct)
    {
        using var reader = new FormReader(request.Body) { ValueCountLimit = 4, ValueLengthLimit = 2 * Longest, KeyLengthLimit = 64 };
        var form = await reader.ReadFormAsync(ct);
        return form.TryGetValue("password", out var password) ? password.ToString() : "";
    }

    private static Task Form(HttpContext context, string name, string? fault) => Page(context, "Set your password", Html.Of($"""
        <p>For the account <strong>{name}</strong>.</p>
        {(fault is null ? Html.Nothing : Html.Of($"<p class=\"notice\" role=\"alert\">{fault}</p>"))}
        <form method="post">
        <p><label for="password">Password, at least {Shortest} characters</label><br>
        <input id="password" name="password" type="password" autocomplete="new-password" minlength="{Shortest}" required></p>
        <p><button type="submit">Set the password</button></p>
        </form>
        """));

    private static Task Page(HttpContext context, string title, Html body)
    {
        var page = Html.Of($"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title><link rel="stylesheet" href="/style.css"></head>
            <body><main><h1>{title}</h1>
            {body}
            </main></body></html>

            """);
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer"; // the address is the secret
        return context.Response.WriteAsync(page.ToString(), context.RequestAborted);
    }
}
