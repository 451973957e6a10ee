using Colophon.Index.Store.People;
using Colophon.Index.Web;

namespace Colophon.Index.Operating.Accounts;

/// <summary>Doors to the people with accounts.</summary>
internal static class AccountRoutes
{
    public static void MapAccounts(this RouteGroupBuilder pages)
    {
        pages.MapGet("/users/", UserLists.Show);
        pages.MapPost("/users/", UserLists.Add).RequireTls().Lately();
        pages.MapGet("/users/{user}", OneUser.Show);
        pages.MapPost("/users/{user}/disable", OneUser.Does("disable", (acting, user, doer, ct) =>
            acting.Db.SetDisabled(user, isDisabled: true, doer, ct))).Lately();
        pages.MapPost("/users/{user}/enable", OneUser.Does("enable", (acting, user, doer, ct) =>
            acting.Db.SetDisabled(user, isDisabled: false, doer, ct))).Lately();
        pages.MapPost("/users/{user}/operator-on", OneUser.Does("operator-on", (acting, user, doer, ct) =>
            acting.Db.SetOperator(user, isOperator: true, doer, ct))).Lately();
        pages.MapPost("/users/{user}/operator-off", OneUser.Does("operator-off", (acting, user, doer, ct) =>
            acting.Db.SetOperator(user, isOperator: false, doer, ct))).Lately();
        pages.MapPost("/users/{user}/reset", OneUser.Reset).RequireTls().Lately();
        pages.MapPost("/users/{user}/delete", OneUser.Delete).Lately();
    }
}
