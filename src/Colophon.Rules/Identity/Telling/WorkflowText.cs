namespace Colophon.Rules.Identity.Telling;

/// <summary>
/// The text to paste into a CI system for one index: a provider's own, or the steps that work wherever a request can be sent. INDEX_URL
/// and INDEX_AUDIENCE stand where the index's own go.
/// </summary>
public static class WorkflowText
{
    private const string ByHand = """
        # 1. Ask your CI system for an identity token whose audience is exactly INDEX_AUDIENCE.
        #    The step below expects it in $IDENTITY_TOKEN. `curl -sS INDEX_URL/_/oidc/audience` prints the audience, too.

        # 2. See what the index would make of it. Nothing is minted, nothing is spent.
        curl -sS INDEX_URL/_/oidc/explain -d "{\"token\": \"$IDENTITY_TOKEN\"}"

        # 3. Exchange it for an upload token.
        UPLOAD_TOKEN=$(curl -sS INDEX_URL/_/oidc/mint-token -d "{\"token\": \"$IDENTITY_TOKEN\"}" \
          | python3 -c 'import json, sys; answer = json.load(sys.stdin); print(answer.get("token") or sys.exit(str(answer)))')

        # 4. Upload with it.
        TWINE_PASSWORD=$UPLOAD_TOKEN twine upload -u __token__ --repository-url INDEX_URL/legacy/ dist/*

        # 5. It ends by itself soon; this ends it at once.
        curl -sS INDEX_URL/_/oidc/burn-token -d "{\"token\": \"$UPLOAD_TOKEN\"}"
        """;

    /// <param name="url">Of the index, without a slash at its end.</param>
    /// <param name="audience">The one that identity tokens must name.</param>
    public static string For(Provider provider, string url, string audience) => (provider.Workflow ?? ByHand)
        .Replace("INDEX_URL", url, StringComparison.Ordinal)
        .Replace("INDEX_AUDIENCE", audience, StringComparison.Ordinal);
}
