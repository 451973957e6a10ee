using Colophon.Index.Store.People;
using Colophon.Index.Web;

namespace Colophon.Index.SigningIn.SingleSignOn;

/// <summary>
/// Signs people in by way of the organisation: <c>/sign-on</c> leads there, <c>/sign-on/back</c> is where they come back. Begun by a link
/// and not by a form, since forms of our pages lead nowhere but here.
/// </summary>
internal static class SignOn
{
    private const string Name = "sign-on";
    private const string ToEnter = "enter", ToProve = "prove", ToConnect = "connect";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(2);

    public static Task Begin(HttpContext context, OpenIdProvider provider, Seals seals) =>
        Lead(context, provider, seals, context.Request.Query["for"] == ToProve && context.Visitor() is not null ? ToProve : ToEnter);

    /// <summary>For who is signed in, and proved it lately.</summary>
    public static Task BeginConnect(HttpContext context, OpenIdProvider provider, Seals seals) => Lead(context, provider, seals, ToConnect);

    public static async Task Back(HttpContext context, OpenIdProvider provider, Seals seals, SignOnEnds ends)
    {
        var ct = context.RequestAborted;
        var note = seals.Open(Name, SealedCookie.Of(context, Name));
        SealedCookie.Clear(context, Name);
        context.KeepCodeSecret();
        var query = context.Request.Query;
        if (note is not [var purpose, var who, var way, var state, var nonce, var verifier] || query["state"] != state)
            throw provider.Failed("its answer does not belong to this browser, or came too late");
        if (who != Who(context)) throw provider.Failed("somebody else signed in here meanwhile");
        if (query["error"].ToString() is { Length: > 0 } error)
            throw provider.Failed($"it answered '{(error.Length > 100 ? error[..100] : error)}'");

        var person = await provider.Redeem(query["code"].ToString(), new SignOnQuestion(state, nonce, verifier), ct);
        switch (purpose)
        {
            case ToConnect: await ends.Connect(context, person); break;
            case ToProve when !ends.IsFresh(person, Fresh): throw provider.Failed("it did not ask the person again");
            case ToProve: await ends.Proved(context, person, way); break;
            default: await ends.Enter(context, person, way); break;
        }
    }

    private static async Task Lead(HttpContext context, OpenIdProvider provider, Seals seals, string purpose)
    {
        var question = new SignOnQuestion(Secrets.Make(), Secrets.Make(), Secrets.Make());
        var way = WayBack.Of(context.Request.Query["return"]);
        var url = await provider.SignInUrl(question, again: purpose == ToProve, context.RequestAborted);
        SealedCookie.Set(context, Name,
            seals.Seal(Name, Life, purpose, Who(context), way, question.State, question.Nonce, question.Verifier), Life);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect(url);
    }

    private static string Who(HttpContext context) => context.Visitor()?.UserId.ToString("N") ?? "";

    private static void KeepCodeSecret(this HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
    }
}
