using Colophon.Index.SigningIn.Pages;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.People;
using Colophon.Index.Web;
using Colophon.Index.Web.Limits;
using Colophon.Index.Web.Pages;

namespace Colophon.Index.SigningIn.Joining;

/// <summary>
/// Makes an account where anyone may: an address is typed, and the link that is mailed to it leads on. So each account has a confirmed
/// address, and the form tells nobody which have one: <c>/sign-up</c>.
/// </summary>
internal static class SignUp
{
    /// <summary>Who invited a person that signs up.</summary>
    public const string Itself = "sign-up";

    public static Task Show(HttpContext context, Settings settings) => Draw(context, settings, "", fault: null);

    public static async Task Ask(HttpContext context, Settings settings, LinkRequests links, RateLimits limits)
    {
        var form = await PostedForm.Read(context);
        if (!settings.SignUpIsOpen) throw Standings.Nothing();
        if (NewPeople.FaultInEmail(form["email"]) is { } fault)
        {
            await Draw(context, settings, form["email"], fault);
            return;
        }

        Count(context, limits, form["email"]);
        links.Ask(new LinkRequest(form["email"], IsSignUp: true));
        context.SeeOther("/sign-up/sent");
    }

    public static Task Sent(HttpContext context) => context.Show<NoticePage, NoticeModel>(new NoticeModel("Look into your mail",
        ["A mail is on its way to the address that you typed. The link in it leads on; it works for seven days.",
        "If nothing comes within a few minutes, look among what your mail program takes for junk."], "/", "Front page"));

    /// <summary>A mail for each sender and each receiver, so many in a while (threats.md F34).</summary>
    public static void Count(HttpContext context, RateLimits limits, string email)
    {
        limits.Mails.Spend(LimitedDoors.KeyOf(context));
        limits.Mails.Spend($"to {User.Normalize(email)}");
    }

    private static Task Draw(HttpContext context, Settings settings, string email, string? fault)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Show<SignUpPage, SignUpModel>(
            new SignUpModel(settings.SignUpIsOpen, email, fault, settings.SingleSignOn?.Name), fault is null ? 200 : 400);
    }
}
