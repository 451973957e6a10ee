using Colophon.Index.Web;
using Colophon.Rules.Identity;
using Colophon.Rules.Identity.Judging;
using Colophon.Rules.Identity.Telling;

namespace Colophon.Index.Explaining;

/// <summary>
/// What each kind of CI system asks of a maintainer, which claims of its tokens are judged, and the text to paste into it for this very
/// index: drawn from the tables that judge.
/// </summary>
internal static class ProviderPages
{
    public static Task Handle(HttpContext context, PublicAddress address)
    {
        if (context.Request.RouteValues["key"] is not string key) return Layout.Send(context, "Providers", List());
        var provider = KnownProviders.Find(key)
            ?? throw WebProblems.NotFound.Refuse("There is no provider of this key. /providers/ lists all.");
        return Layout.Send(context, provider.Name, One(provider, address));
    }

    private static Html List() => Html.Of($"""
        <h1>Providers</h1>
        <p>A trusted publisher names a CI identity of one of these. Each has the text to paste into it.</p>
        <ul>{Html.Join(KnownProviders.All.Select(Line))}</ul>
        <p>Not sure what your CI system says of itself? <a href="/explain">Paste a token or its claims</a> and read it.</p>
        """);

    private static Html Line(Provider provider) => Html.Of($"""
        <li><a href="/providers/{provider.Key}">{provider.Name}</a> <span class="quiet">{Issuers(provider)}</span></li>

        """);

    private static Html Issuers(Provider provider) => provider.Issuer is { } issuer
        ? Html.Of($"<code>{issuer}</code>, and of other issuers of this kind that the operator has added")
        : Html.Of($"issuers that the operator has added");

    private static Html One(Provider provider, PublicAddress address) => Html.Of($"""
        <h1>{provider.Name}</h1>
        <p>Identity tokens of {Issuers(provider)}. {Html.Link(provider.Documentation, "Their documentation")}.</p>
        {(provider.Remark is { } remark ? Html.Of($"<p>{remark}</p>") : Html.Nothing)}
        <h2>Publish to this index</h2>
        <p>First the publisher, with your own names; the operator runs it:</p>
        <pre class="paste">{Command(provider)}</pre>
        <p>Then the job. The audience of its identity token is <code>{address.Audience}</code>.</p>
        <pre class="paste">{WorkflowText.For(provider, address.Url, address.Audience)}</pre>
        <h2>What a maintainer fills in</h2>
        <table class="findings"><thead><tr><th scope="col">Field</th><th scope="col">What</th><th scope="col">Example</th></tr></thead>
        <tbody>{Html.Join(provider.Fields.Select(Field))}</tbody></table>
        <h2>Conditions that may be set beside them</h2>
        <p>{Condition.NamesOf(provider)}.</p>
        <h2>What is judged</h2>
        <p>Every row must hold, in whole values. What a token leaves out is no permission.</p>
        <table class="findings"><thead><tr><th scope="col">Claim</th><th scope="col">Must be</th><th scope="col">Why</th></tr></thead>
        <tbody>{Html.Join(provider.Claims.Select(Claim))}</tbody></table>
        """);

    private static string Command(Provider provider) =>
        $"colophon-index publisher add PROJECT --provider {provider.Key}{(provider.Issuer is null ? " --issuer URL" : "")} \\\n    "
        + string.Join(" \\\n    ", provider.Fields.Select(field => $"--set {field.Key}={field.Example}"));

    private static Html Field(Field field) => Html.Of($"""
        <tr><th scope="row"><code>{field.Key}</code></th><td data-label="What">{field.Hint}{(field.Optional ? " Optional." : "")}</td>
        <td data-label="Example"><code>{field.Example}</code></td></tr>

        """);

    private static Html Claim(ClaimRow row) => Html.Of($"""
        <tr><th scope="row"><code>{row.Claim}</code></th><td data-label="Must be">{Words(row.Rule)}</td>
        <td data-label="Why">{row.Why}</td></tr>

        """);

    /// <summary>What Markdown has in back quotes is code here.</summary>
    private static Html Words(ClaimRule rule) => Html.Join(RuleWords.Of(rule).Split('`').Select((part, i) =>
        i % 2 == 0 ? Html.Of($"{part}") : Html.Of($"<code>{part}</code>")));
}
