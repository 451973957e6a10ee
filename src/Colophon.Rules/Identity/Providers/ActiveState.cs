namespace Colophon.Rules.Identity.Providers;

/// <summary>ActiveState Platform. https://docs.activestate.com/platform/</summary>
internal static class ActiveState
{
    public static Provider Provider { get; } = new()
    {
        Key           = "activestate",
        Name          = "ActiveState",
        Issuer        = "https://platform.activestate.com/api/v1/oauth/oidc",
        PublicWeb     = "https://platform.activestate.com",
        Documentation = "https://docs.activestate.com/platform/",

        Fields =
        [
            new("organization", "Organization", "URL name of the organisation on the platform.", "octo-org")
            {
                Missing = "Specify ActiveState organization name.",
                Rules   = [new("[a-zA-Z0-9._-]{1,100}", "Invalid ActiveState organization name.")],
            },
            new("project", "Project", "URL name of the project on the platform.", "sampleproject")
            {
                Missing = "Specify ActiveState project name.",
                Rules   =
                [
                    new("[.a-zA-Z0-9-]{3,40}", "Invalid ActiveState project name."),
                    new("[\\s\\S]*--[\\s\\S]*|-[\\s\\S]*|[\\s\\S]*-", "Invalid ActiveState project name.") { Not = true },
                ],
            },
            new("actor", "User", "User whose builds may publish.", "octocat")
            {
                Missing = "Specify ActiveState username.",
                Rules   = [new("[a-zA-Z0-9._@-]{1,100}", "Invalid ActiveState username.")],
            },
        ],

        FoundBy = ("{organization}/{project}", "{token.organization}/{token.project}"),

        Claims =
        [
            new("organization",    new Is(Letters.Exact, "{organization}"), Names: true),
            new("project",         new Is(Letters.Exact, "{project}"), Names: true),
            new("actor",           new Is(Letters.Exact, "{actor}")),
            new("organization_id", new Pinned(), "a name can be given up and taken by a stranger, its id cannot"),
            new("project_id",      new Pinned(), "a project can be deleted and made anew under its old name, its id cannot"),
            new("actor_id",        new Pinned(), "a user's name can be given up and taken by a stranger, its id cannot"),
            new("builder",         new Is(Letters.Exact, "pypi-publisher"), "other builders of the platform do not publish"),
        ],

        Facts = new Dictionary<string, Template>
        {
            ["Repository"]    = "{token.organization}/{token.project}",
            ["RepositoryUrl"] = "{web}/{token.organization}/{token.project}",
            ["Run"]           = "{token.artifact_id}",
            ["Actor"]         = "{token.actor}",
        },

        Sentence   = "{organization}/{project}, built by {actor}",
        Weaknesses = [],
        Ignores    = ["artifact_id", "aud", "exp", "iat", "ingredient", "iss", "jti", "nbf", "project_path", "project_visibility", "sub"],
    };
}
