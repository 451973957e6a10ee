using Colophon.Index.Web;
using Colophon.Rules.Tokens;

namespace Colophon.Index.Publishing.Explanations;

/// <summary>An explanation as a letter: who the token says it is, how each rule finds it, what would be minted, what to mend.</summary>
internal static class Letters
{
    public static Html Form(PublicAddress address, string? fault = null) => Html.Of($"""
        <h1>What would this index say?</h1>
        <p>Paste the identity token of a CI job, or only its claims as JSON. You read who the token says it is, how each rule finds it,
        and what would be minted. Nothing is minted, nothing is spent, and nothing of it is kept or shown again.</p>
        {(fault is null ? Html.Nothing : Html.Of($"<p class=\"notice\" role=\"alert\">{fault}</p>"))}
        <form method="post" action="/explain">
        <p><label for="token">Identity token, or its claims</label>
        <textarea id="token" name="token" rows="9" spellcheck="false" autocomplete="off" required
        {(fault is null ? Html.Nothing : Html.Of($"aria-invalid=\"true\""))}></textarea></p>
        <p><button type="submit">Explain</button></p>
        </form>
        <p>From a job, without this page:</p>
        <pre class="paste">curl -sS {address.Url}/_/oidc/explain -d "{Braces("token")}"</pre>
        <p class="quiet">A token shows what is configured for it only to the repository that it proves.
        Claims alone prove nothing, so they are compared with nothing that is configured here.</p>
        """);

    public static Html Of(Explanation told) => Html.Of($"""
        <h1>{(told.WouldMint ? "A token would be minted" : "Nothing would be minted")}</h1>
        {Who(told)}
        {Faults(told)}
        {Html.Join(told.Publishers.Select(OfPublisher))}
        {(told.Publishers.Count == 0 ? Alone(told) : Html.Nothing)}
        {Minted(told)}
        {Mend(told)}
        <p><a href="/explain">Explain another token</a></p>
        """);

    private static Html Who(Explanation told)
    {
        var who = told.Identity;
        var issuer = who.Issuer is { } url ? Html.Of($"the issuer <code>{url}</code>") : Html.Of($"no issuer at all");
        if (who.Proved) return Html.Of($"""
            <p class="letter">This token was signed by {issuer}. It says that it is <strong>{who.InWords}</strong>, through
            {who.ProviderName}, and it is meant for this index and in time.</p>
            """);
        return Html.Of($"""
            <p class="letter">The claims name {issuer}{(who.ProviderName is { } name ? $", known here as {name}" : "")}.
            <strong>Nothing of it is proved</strong>, so what is configured on this index was not looked at, and is not shown.</p>
            """);
    }

    private static Html Faults(Explanation told) => told.TokenFaults.Count == 0 ? Html.Nothing : Html.Of($"""
        <h2>Why it is not believed</h2>
        <ul>{Html.Join(told.TokenFaults.Select(fault => Html.Of($"<li>{fault}</li>")))}</ul>
        """);

    private static Html OfPublisher(ToldPublisher publisher) => Html.Of($"""
        <section>
        <h2>{publisher.Project}{(publisher.Pending ? " (not made yet)" : "")}: it may {(publisher.Holds ? "" : "not ")}publish</h2>
        <p class="letter">The publisher is <strong>{publisher.InWords}</strong>.</p>
        {FindingRows.Table(publisher.Findings)}
        {Html.Join(publisher.Lint.Select(weak => Html.Of($"<p class=\"notice\">Weak: {weak}</p>")))}
        </section>
        """);

    private static Html Alone(Explanation told) => told.Identity.Claims.Count == 0 ? Html.Nothing : Html.Of($"""
        <h2>What can be said of the claims alone</h2>
        {FindingRows.Table(told.Identity.Claims)}
        """);

    private static Html Minted(Explanation told)
    {
        if (told.Mint is not { } plan) return Html.Nothing;
        var pins = plan.WillBePinned.Count == 0 ? Html.Nothing
            : Html.Of($" The first exchange keeps its {string.Join(" and ", plan.WillBePinned)}: from then on no other is taken.");
        var what = plan.Scope == Scopes.Read ? "A token that reads" : "An upload token for";
        var projects = plan.Projects is { } named ? string.Join(", ", named) : "all of this index";
        return Html.Of($"""
            <h2>What would be minted</h2>
            <p class="letter">{what} <strong>{projects}</strong>, good for
            {plan.LifetimeSeconds / 60} minutes{(plan.SingleUse ? " and one upload" : "")}.{pins}</p>
            """);
    }

    private static Html Mend(Explanation told)
    {
        var remedy = told.Refusal is not { } refusal ? Html.Nothing : Html.Of($"""
            <h2>What to mend</h2>
            <p>{refusal.Remedy} <a href="/problems/{refusal.Type[(refusal.Type.LastIndexOf('/') + 1)..]}">More about this</a>.</p>
            {(told.Identity.Proved ? Html.Of($"<p class=\"quiet\">The exchange would answer: {refusal.Detail}</p>") : Html.Nothing)}
            """);
        return told.Suggestion is not { } made ? remedy : Html.Of($"""
            {remedy}
            <h2>A publisher made of these claims</h2>
            <p>Only if this workflow is yours, and is the one that is to publish:</p>
            <pre class="paste">{made.Command}</pre>
            <p>The same fills in the form of a project's publishing page:</p>
            <pre class="paste">{made.Link}</pre>
            """);
    }

    /// <summary>The body of a request, as a shell quotes it.</summary>
    private static string Braces(string member) => $"{{\\\"{member}\\\": \\\"$IDENTITY_TOKEN\\\"}}";
}
