using System.Text.Json;

namespace Colophon.Rules.Identity.Telling;

/// <summary>
/// Claims that somebody shows without a proof. They can be compared with the rules that depend on nothing configured, and read backwards
/// into the publisher that would match them; they open nothing, and nothing that a maintainer configured is told for them.
/// </summary>
public sealed class UnprovedClaims
{
    private const int MostClaimCharacters = 1024;
    private readonly JsonElement claims;

    internal UnprovedClaims(JsonElement claims) => this.claims = claims;

    public static Parsed<UnprovedClaims> Parse(ReadOnlyMemory<byte> utf8)
    {
        if (!StrictJson.Parse(utf8).TryGet(out var json, out var fault)) return fault;
        return json.Root.ValueKind == JsonValueKind.Object
            ? new UnprovedClaims(json.Root)
            : IdentityProblems.NotJson.Because($"the claims are a JSON {json.Root.ValueKind}, expected an object");
    }

    /// <summary>A claim that is a string; null when it is absent, of another type or longer than 1,024 characters.</summary>
    public string? Text(string name) => Raw(name) is { ValueKind: JsonValueKind.String } value
        && value.GetString() is { Length: <= MostClaimCharacters } text ? text : null;

    /// <summary>
    /// Every rule that a table has, as far as the claims alone can say: is it there, and does it hold where it stands alone?
    /// </summary>
    public IReadOnlyList<Finding> JudgeAlone(Provider provider) =>
    [
        .. from row in provider.Claims
           let rule = row.Rule is IfSet { Else: { StandsAlone: true } otherwise } ? otherwise : row.Rule // where nothing is set
           let view = new ClaimInView(Text(row.Claim), Raw(row.Claim), _ => null, Pin: null)
           let holds = rule.StandsAlone ? rule.Holds(view) : rule.IsOptional || view.Found is not null
           select new Finding(row.Claim, holds, view.Found, rule.StandsAlone
               ? rule.Expected(view)
               : "the value that a publisher names", row.Why, MayTell: rule.StandsAlone) { IsOptional = rule.IsOptional },
    ];

    private JsonElement? Raw(string name) => claims.TryGetProperty(name, out var value) ? value : null;
}
