using Colophon.Index.SigningIn.Account;
using Colophon.Index.SigningIn.Joining;
using Colophon.Index.SigningIn.Passkeys;
using Colophon.Index.SigningIn.Passwords;
using Colophon.Index.SigningIn.SecondFactor;
using Colophon.Index.SigningIn.SingleSignOn;
using Colophon.Index.Web;

namespace Colophon.Index.SigningIn;

/// <summary>The doors of the room of accounts. What carries a secret is refused over plain HTTP.</summary>
internal static class SigningInRoutes
{
    public static void MapSigningIn(this IEndpointRouteBuilder doors)
    {
        doors.MapEntrance();
        doors.MapJoining();
        doors.MapAccount();
        doors.MapSignOn();
    }

    private static void MapEntrance(this IEndpointRouteBuilder doors)
    {
        doors.MapGet("/sign-in", SignIn.Show).For(Standing.Anyone);
        doors.MapPost("/sign-in", SignIn.Enter).For(Standing.Anyone).RequireTls();
        doors.MapPost("/sign-in/passkey", SignInWithPasskey.Enter).For(Standing.Anyone).RequireTls();
        doors.MapGet("/sign-in/second", EnterCode.Show).For(Standing.Anyone);
        doors.MapPost("/sign-in/second", EnterCode.Enter).For(Standing.Anyone).RequireTls();
        doors.MapPost("/sign-out", SignOut.Handle).For(Standing.SignedIn);
        doors.MapGet("/prove", Prove.Show).For(Standing.SignedIn);
        doors.MapPost("/prove", Prove.ByPassword).For(Standing.SignedIn).RequireTls();
        doors.MapPost("/prove/passkey", Prove.ByPasskey).For(Standing.SignedIn).RequireTls();
    }

    private static void MapJoining(this IEndpointRouteBuilder doors)
    {
        doors.MapGet("/first-start/{secret}", FirstStart.Show).For(Standing.Anyone);
        doors.MapPost("/first-start/{secret}", FirstStart.Use).For(Standing.Anyone).RequireTls();
        doors.MapGet("/set-up/{secret}", SetUp.Show).For(Standing.Anyone);
        doors.MapPost("/set-up/{secret}", SetUp.Use).For(Standing.Anyone).RequireTls();
        doors.MapGet("/sign-up", SignUp.Show).For(Standing.Anyone);
        doors.MapPost("/sign-up", SignUp.Ask).For(Standing.Anyone).RequireTls();
        doors.MapGet("/sign-up/sent", SignUp.Sent).For(Standing.Anyone);
        doors.MapGet("/invitation/{secret}", Join.Show).For(Standing.Anyone);
        doors.MapPost("/invitation/{secret}", Join.Use).For(Standing.Anyone).RequireTls();
        doors.MapGet("/forgotten", Forgotten.Show).For(Standing.Anyone);
        doors.MapPost("/forgotten", Forgotten.Ask).For(Standing.Anyone).RequireTls();
        doors.MapGet("/forgotten/sent", Forgotten.Sent).For(Standing.Anyone);
        doors.MapGet("/reset/{link}", Reset.Show).For(Standing.Anyone);
        doors.MapPost("/reset/{link}", Reset.Use).For(Standing.Anyone).RequireTls();
        doors.MapGet("/email/{link}", ChangeEmail.ShowConfirm).For(Standing.Anyone);
        doors.MapPost("/email/{link}", ChangeEmail.Confirm).For(Standing.Anyone).RequireTls();
    }

    private static void MapAccount(this IEndpointRouteBuilder doors)
    {
        var account = doors.MapGroup("/account").For(Standing.SignedIn);
        account.MapGet("/", Overview.Show);
        account.MapGet("/email", ChangeEmail.Show).Lately();
        account.MapPost("/email", ChangeEmail.Ask).Lately();
        account.MapGet("/email/sent", ChangeEmail.Sent);
        account.MapGet("/password", ChangePassword.Show).Lately();
        account.MapPost("/password", ChangePassword.Use).Lately();
        account.MapGet("/passkeys", ManagePasskeys.Show).Lately();
        account.MapPost("/passkeys", ManagePasskeys.Add).Lately();
        account.MapPost("/passkeys/rename", ManagePasskeys.Rename).Lately();
        account.MapPost("/passkeys/remove", ManagePasskeys.Remove).Lately();
        account.MapGet("/second-factor", ManageSecondFactor.Show).Lately();
        account.MapPost("/second-factor", ManageSecondFactor.TurnOn).Lately();
        account.MapPost("/second-factor/off", ManageSecondFactor.TurnOff).Lately();
        account.MapPost("/second-factor/codes", ManageSecondFactor.NewCodes).Lately();
        account.MapGet("/sessions", SessionList.Show);
        account.MapPost("/sessions/end", SessionList.EndOne);
        account.MapPost("/sessions/end-others", SessionList.EndOthers);
        account.MapGet("/delete", DeleteAccount.Show).Lately();
        account.MapPost("/delete", DeleteAccount.Use).Lately();
        doors.MapGet("/account-deleted", DeleteAccount.Farewell).For(Standing.Anyone);
    }

    private static void MapSignOn(this IEndpointRouteBuilder doors)
    {
        doors.MapGet("/sign-on", SignOn.Begin).For(Standing.Anyone).RequireTls();
        doors.MapGet("/sign-on/back", SignOn.Back).For(Standing.Anyone).RequireTls();
        doors.MapPost("/sign-on/new", (HttpContext context, SignOnEnds ends, NewAccounts accounts) => ends.Make(context, accounts))
            .For(Standing.Anyone).RequireTls();
        doors.MapGet("/signed-out", SignOut.Farewell).For(Standing.Anyone);
        doors.MapGet("/account/sign-on", SignOn.BeginConnect).For(Standing.SignedIn).Lately();
        doors.MapPost("/account/sign-on/off", (HttpContext context, SignOnEnds ends) => ends.Disconnect(context))
            .For(Standing.SignedIn).Lately();
    }
}
