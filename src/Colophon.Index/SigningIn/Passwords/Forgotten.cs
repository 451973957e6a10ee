using Colophon.Index.SigningIn.Joining;
using Colophon.Index.SigningIn.Pages;
using Colophon.Index.Store.People;
using Colophon.Index.Web;
using Colophon.Index.Web.Limits;
using Colophon.Index.Web.Pages;

namespace Colophon.Index.SigningIn.Passwords;

/// <summary>Mails a link for a new password, and says the same whether the address is known or not: <c>/forgotten</c>.</summary>
internal static class Forgotten
{
    public static Task Show(HttpContext context) => Draw(context, "", fault: null);

    public static async Task Ask(HttpContext context, LinkRequests links, RateLimits limits)
    {
        var form = await PostedForm.Read(context);
        if (NewPeople.FaultInEmail(form["email"]) is { } fault)
        {
            await Draw(context, form["email"], fault);
            return;
        }

        SignUp.Count(context, limits, form["email"]);
        links.Ask(new LinkRequest(form["email"], IsSignUp: false));
        context.SeeOther("/forgotten/sent");
    }

    public static Task Sent(HttpContext context) => context.Show<NoticePage, NoticeModel>(new NoticeModel("Look into your mail",
        ["If an account has the address that you typed, a mail is on its way to it. The link in it works for one hour.",
        "If nothing comes within a few minutes, look among what your mail program takes for junk."], "/sign-in", "Sign in"));

    private static Task Draw(HttpContext context, string email, string? fault)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Show<ForgottenPage, ForgottenModel>(new ForgottenModel(email, fault), fault is null ? 200 : 400);
    }
}
