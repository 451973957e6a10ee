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
    /// <param name="scope">The kind of act, of <see cref="Scopes"/>: a token that is limited to others is refused here.</param>
    public async Task<Caller> Authenticate(HttpRequest request, string scope, CancellationToken ct)
    {
        var text = AuthorizationHeader.Token(request).OrRefuse();
        ct.ThrowIfCancellationRequested();
        return (await callers.Find(text, scope)).OrRefuse();
    }

    /// <summary>Ends the request where a restriction of the token does not allow what is attempted.</summary>
    public static void Permit(Caller caller, Act act)
    {
        if (caller.Failures(act) is { Count: > 0 } failures) throw new Refusal(Callers.Forbidden(failures));
    }

    public static bool IsPermitted(Caller caller, Act act) => caller.Failures(act).Count == 0;
}
