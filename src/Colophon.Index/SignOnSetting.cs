namespace Colophon.Index;

/// <summary>An OpenID provider by which people of the organisation sign in.</summary>
internal sealed record SignOnSetting
{
    /// <summary>The issuer's URL, exactly as it names itself.</summary>
    public string Authority { get; init; } = "";

    public string ClientId { get; init; } = "";
    public string ClientSecret { get; init; } = "";

    /// <summary>What the button says.</summary>
    public string Name { get; init; } = "single sign-on";

    /// <summary>Domains of e-mail addresses that may enter; empty for all that the provider lets in.</summary>
    public IReadOnlyList<string> AllowedDomains { get; init; } = [];

    /// <summary>Whether somebody without an account makes one by signing in.</summary>
    public bool CreateAccounts { get; init; }

    /// <summary>Null when it can work.</summary>
    public string? Fault(bool plainHttp)
    {
        if (Authority.Length == 0 || ClientId.Length == 0 || ClientSecret.Length == 0)
            return "Authority, ClientId and ClientSecret belong together; one of them is missing.";
        return Uri.TryCreate(Authority, UriKind.Absolute, out var url) && url.Query.Length == 0 && url.Fragment.Length == 0
            && (url.Scheme == "https" || (plainHttp && url.Scheme == "http"))
                ? null
                : $"the Authority '{Authority}' is not an https URL without query.";
    }

    /// <summary>It holds a secret.</summary>
    public override string ToString() => $"{Name} at {Authority}";
}
