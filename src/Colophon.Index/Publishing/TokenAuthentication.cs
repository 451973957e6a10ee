using Colophon.Index.Store.Access;
using Colophon.Index.Web;
using Colophon.Index.Web.Access;
using Colophon.Rules.Tokens;

namespace Colophon.Index.Publishing;

/// <summary>
/// From the Authorization header to a caller. The signature is checked here, before the body is read (pypi-wire.md W-39): whoever knows
/// only a token's id gets nothing done for him.
/// </summary>
internal sealed class TokenAuthentication(Callers callers)
{
    public async Task<Caller> Authenticate(HttpRequest request, CancellationToken ct)
    {
        var text = AuthorizationHeader.Token(request).OrRefuse();
        ct.ThrowIfCancellationRequested();
        return (await callers.Find(text)).OrRefuse();
    }

    /// <summary>Ends the request where a restriction of the token, inside it or stored beside it, does not allow what is attempted.</summary>
    public static void Permit(Caller caller, Act act)
    {
        if (caller.Failures(act) is { Count: > 0 } failures) throw new Refusal(Callers.Forbidden(failures));
    }

    public static bool IsPermitted(Caller caller, Act act) => caller.Failures(act).Count == 0;
}
