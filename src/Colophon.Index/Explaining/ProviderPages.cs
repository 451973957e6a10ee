using Colophon.Index.Web;
using Colophon.Rules.Identity;
using Colophon.Rules.Identity.Judging;

namespace Colophon.Index.Explaining;

/// <summary>
/// What each kind of CI system asks of a maintainer, and which claims of its tokens are judged: drawn from the tables that judge.
/// </summary>
internal static class ProviderPages
{
    public static Task Handle(HttpContext context)
    {
        if (context.Request.RouteValues["key"] is not string key) return Layout.Send(context, "Providers", List());
        var provider = KnownProviders.Find(key)
            ?? throw WebProblems.NotFound.Refuse("There is no provider of this key. /providers/ lists all.");
        return Layout.Send(context, provider.Name, One(provider));
    }

    private static Html List() => Html.Of($"""
        <h1>Providers</h1>
        <p>A trusted publisher names a CI identity of one of these:</p>
        <ul>{Html.Join(KnownProviders.All.Select(Line))}</ul>
        """);

    private static Html Line(Provider provider) => Html.Of($"""
        <li><a href="/providers/{provider.Key}">{provider.Name}</a> <span class="quiet">{Issuers(provider)}</span></li>

        """);

    private static Html Issuers(Provider provider) => provider.Issuer is { } issuer
        ? Html.Of($"<code>{issuer}</code>, and of other issuers of this kind that the operator has added")
        : Html.Of($"issuers that the operator has added");

    private static Html One(Provider provider) => Html.Of($"""
        <h1>{provider.Name}</h1>
        <p>Identity tokens of {Issuers(provider)}. {Html.Link(provider.Documentation, "Their documentation")}.</p>
        {(provider.Remark is { } remark ? Html.Of($"<p>{remark}</p>") : Html.Of($""))}
        <h2>What a maintainer fills in</h2>
        <table><thead><tr><th scope="col">Field</th><th scope="col">What</th><th scope="col">Example</th></tr></thead>
        <tbody>{Html.Join(provider.Fields.Select(Field))}</tbody></table>
        <h2>Conditions that may be set beside them</h2>
        <p>{Condition.NamesOf(provider)}.</p>
        <h2>What is judged</h2>
        <table><thead><tr><th scope="col">Claim</th><th scope="col">Why</th></tr></thead>
        <tbody>{Html.Join(provider.Claims.Select(Claim))}</tbody></table>
        """);

    private static Html Field(Field field) => Html.Of($"""
        <tr><td><code>{field.Key}</code></td><td>{field.Hint}{(field.Optional ? " Optional." : "")}</td>
        <td><code>{field.Example}</code></td></tr>

        """);

    private static Html Claim(ClaimRow row) => Html.Of($"<tr><td><code>{row.Claim}</code></td><td>{row.Why}</td></tr>\n");
}
