namespace Colophon.Index.Explaining.Pages;

/// <summary>Every kind of CI system.</summary>
public sealed record ProviderListModel(IReadOnlyList<ProviderLine> Providers);

/// <param name="Issuer">Null where only the operator names issuers.</param>
public sealed record ProviderLine(string Key, string Name, string? Issuer);

/// <summary>One kind of CI system, from its table.</summary>
/// <param name="Command">For the operator, with an example's values.</param>
/// <param name="Workflow">To paste into a job.</param>
public sealed record ProviderModel(ProviderLine Provider, string Documentation, string? Remark, string Command, string Workflow,
    string Audience)
{
    public IReadOnlyList<ProviderField> Fields { get; init; } = [];
    public string Conditions { get; init; } = "";
    public IReadOnlyList<ProviderClaim> Claims { get; init; } = [];
}

public sealed record ProviderField(string Key, string Hint, bool IsOptional, string Example);

/// <param name="MustBe">What Markdown has in back quotes is code.</param>
public sealed record ProviderClaim(string Name, string MustBe, string? Why);
