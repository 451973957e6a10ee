using Colophon.Index.Maintaining.Publishers.Pages;
using Colophon.Index.Store.Publishers;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;
using Colophon.Rules;
using Colophon.Rules.Identity;
using Colophon.Rules.Identity.Judging;
using Colophon.Rules.Identity.Telling;

namespace Colophon.Index.Maintaining.Publishers;

/// <summary>What stands in the form of a publisher: the provider, the issuer, and texts by the keys of fields and conditions.</summary>
internal sealed record Filled(string Provider, string? Issuer, IReadOnlyDictionary<string, string> Texts)
{
    public const string Prefix = "field-";
    public const string Claims = "claims";
    private const int MostTyped = 2000;

    /// <summary>Of a pre-filled link: keys as they are (pypi-wire.md 7.2). Null when it names no provider that is known.</summary>
    public static Filled? Of(IQueryCollection query)
    {
        if (KnownProviders.Find(query["provider"].ToString()) is not { } table) return null;
        var texts = query.Where(one => one.Key is not "provider" and not "issuer" and not "issuer_url")
            .ToDictionary(one => one.Key, one => Cut(one.Value.ToString()), StringComparer.Ordinal);
        var issuer = query["issuer"].ToString() is { Length: > 0 } named ? named : query["issuer_url"].ToString();
        return new Filled(table.Key, issuer.Length > 0 ? Cut(issuer) : null, texts);
    }

    /// <summary>Of the form that was sent: fields by their inputs, other claims a line each.</summary>
    public static Filled Of(PostedForm form)
    {
        var texts = form.Typed.Where(one => one.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(one => one.Key[Prefix.Length..], one => Cut(one.Value), StringComparer.Ordinal);
        foreach (var line in form[Claims].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = line.Split('=', 2, StringSplitOptions.TrimEntries) is [var key, var rest] ? (key, rest) : (line, "");
            texts[Condition.AnyClaim + name] = Cut(value);
        }

        return new Filled(form["provider"], form["issuer"] is { Length: > 0 } issuer ? issuer : null, texts);
    }

    public TypedPublisher Typed => new(Provider, Issuer, Texts);

    private static string Cut(string text) => text.Length <= MostTyped ? text : text[..MostTyped];
}

/// <summary>Draws the form from the provider's table, with what was typed and what is wrong with it.</summary>
internal static class FormFilling
{
    /// <param name="fault">Of the whole: each input shows its own, and what no input is for stands above the form.</param>
    public static async Task<PublisherForms> Draw(this PublisherWork work, PublicAddress address, Filled filled, Fault? fault,
        CancellationToken ct)
    {
        var all = await work.Issuers.All(ct);
        var table = (await filled.Typed.Resolve(work.Issuers, ct)).TryGet(out var form, out _)
            ? form.Issuer.Provider
            : KnownProviders.Find(filled.Provider) ?? KnownProviders.All[0];
        var issuers = all.Where(one => one.Provider.Key == table.Key).ToList();
        var reading = table.Read(filled.Texts);
        var errors = fault is null ? new Dictionary<string, string>() : reading.Errors;
        var claims = filled.Texts.Where(one => one.Key.StartsWith(Condition.AnyClaim, StringComparison.Ordinal)).ToList();
        return new PublisherForms
        {
            Provider = table.Key,
            ProviderName = table.Name,
            Documentation = table.Documentation,
            Remark = table.Remark,
            Providers = [.. all.Select(one => one.Provider).DistinctBy(one => one.Key).Select(one => (one.Key, one.Name))],
            Issuers = [.. issuers.Select(one => one.Url)],
            Issuer = form?.Issuer.Url ?? filled.Issuer ?? issuers.FirstOrDefault()?.Url ?? "",
            Fields = [.. table.Fields.Select(field => new FormField(Filled.Prefix + field.Key, field.Label, field.Hint, field.Example,
                field.Optional, filled.Texts.GetValueOrDefault(field.Key) ?? "", errors.GetValueOrDefault(field.Key)))],
            Conditions = [.. Condition.All.Where(one => table.Conditions.ContainsKey(one.Key)).Select(one => new FormField(
                Filled.Prefix + one.Key, one.Key, one.Hint, one.Example, true, filled.Texts.GetValueOrDefault(one.Key) ?? "",
                errors.GetValueOrDefault(one.Key)))],
            Claims = string.Join('\n', claims.Select(one => $"{one.Key[Condition.AnyClaim.Length..]}={one.Value}")),
            ClaimsFault = Joined(errors.Where(one => !HasInput(table, one.Key))),
            Fault = fault?.Detail is { } detail && errors.Count == 0 ? detail : null,
            Workflow = WorkflowText.For(table, address.Url, address.Audience, reading.Values.Count == 0 || !reading.IsValid
                ? Examples(table, reading)
                : reading.Values),
        };
    }

    /// <summary>What was read so far, and the table's example where there is nothing to read yet.</summary>
    private static Dictionary<string, string> Examples(Provider table, FormReading reading) => table.Fields.ToDictionary(
        field => field.Key, field => reading.Values.GetValueOrDefault(field.Key) is { Length: > 0 } value ? value : field.Example);

    private static bool HasInput(Provider table, string key) =>
        table.Fields.Any(field => field.Key == key) || (table.Conditions.ContainsKey(key) && Condition.All.Any(one => one.Key == key));

    private static string? Joined(IEnumerable<KeyValuePair<string, string>> errors) =>
        string.Join(" ", errors.Select(error => $"{error.Key}: {error.Value}")) is { Length: > 0 } all ? all : null;
}
