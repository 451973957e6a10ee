namespace Colophon.Rules.Identity.Providers;

/// <summary>
/// Kubernetes service accounts, with tokens that are bound to a pod and projected for this audience.
/// https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens
/// </summary>
internal static class Kubernetes
{
    public static Provider Provider { get; } = new()
    {
        Key            = "kubernetes",
        Name           = "Kubernetes",
        Documentation  = "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens",
        AudienceInList = true,
        Remark         = "The issuer is what the cluster's --service-account-issuer says; its keys often have to come from a file. Ask for a projected token with the audience of this index alone. "
                       + "Whoever may make pods in the namespace can publish.",

        Fields =
        [
            new("namespace", "Namespace", "Namespace of the service account.", "releases")
            {
                Missing = "Specify the namespace.",
                Rules   = [new("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", "Invalid Kubernetes namespace.")],
            },
            new("service_account", "Service account", "Name of the service account.", "publisher")
            {
                Missing = "Specify the service account.",
                Rules   = [new("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", "Invalid Kubernetes service account name.")],
            },
        ],

        FoundBy = ("system:serviceaccount:{namespace}:{service_account}", "{token.sub}"),

        Claims =
        [
            new("sub",                                new Is(Letters.Exact, "system:serviceaccount:{namespace}:{service_account}"), Names: true),
            new("/kubernetes.io/namespace",           new Is(Letters.Exact, "{namespace}"), Names: true),
            new("/kubernetes.io/serviceaccount/name", new Is(Letters.Exact, "{service_account}"), Names: true),
            new("/kubernetes.io/serviceaccount/uid",  new Pinned(), "an account can be deleted and made anew under its old name, its uid cannot", Mend: "if the account was made anew on purpose, an owner of the project removes the publisher and adds it again"),
            new("/kubernetes.io/pod/uid",             new Present(), "a token that is bound to no pod lives on when its job has ended"),
        ],

        Facts = new Dictionary<string, Template>
        {
            ["Repository"] = "{token.sub}",
            ["Run"]        = "{token./kubernetes.io/pod/uid}",
            ["Actor"]      = "{token./kubernetes.io/serviceaccount/name}",
        },

        Sentence   = "the service account {service_account} in the namespace {namespace}",
        Weaknesses = [],
        Ignores    = ["aud", "exp", "iat", "iss", "jti", "kubernetes.io", "nbf"],
    };
}
