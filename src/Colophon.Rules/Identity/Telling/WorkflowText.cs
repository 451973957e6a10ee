namespace Colophon.Rules.Identity.Telling;

/// <summary>
/// The text to paste into a CI system for one index: a provider's own, or the steps that work wherever a request can be sent. INDEX_URL
/// and INDEX_AUDIENCE stand where the index's own go, FIELD_ and a field's key where the publisher's go.
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
    /// <param name="fields">Of the publisher, in normal form; null for the examples of the provider's table.</param>
    public static string For(Provider provider, string url, string audience, IReadOnlyDictionary<string, string>? fields = null)
    {
        var text = (provider.Workflow ?? ByHand)
            .Replace("INDEX_URL", url, StringComparison.Ordinal)
            .Replace("INDEX_AUDIENCE", audience, StringComparison.Ordinal);
        foreach (var field in provider.Fields)
        {
            var blank = $"FIELD_{field.Key.ToUpperInvariant()}";
            var value = fields is null ? field.Example : fields.GetValueOrDefault(field.Key) ?? "";
            text = value.Length > 0
                ? text.Replace(blank, Plain(value), StringComparison.Ordinal)
                : string.Join('\n', text.Split('\n').Where(line => !line.Contains(blank, StringComparison.Ordinal)));
        }

        return text;
    }

    /// <summary>As YAML takes it for a text.</summary>
    private static string Plain(string value) =>
        value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/') && value[0] != '-'
            ? value
            : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
