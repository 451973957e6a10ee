using Colophon.Rules.Identity.Judging;

namespace Colophon.Rules.Identity.Providers;

/// <summary>
/// Forgejo Actions, Codeberg's among them. https://forgejo.org/docs/latest/user/actions/security-openid-connect/
/// An instance issues as https://HOST/api/actions. Claims are named as GitHub names its own.
/// </summary>
internal static class Forgejo
{
    public static Provider Provider { get; } = new()
    {
        Key           = "forgejo",
        Name          = "Forgejo Actions",
        IssuerPath    = "/api/actions",
        Documentation = "https://forgejo.org/docs/latest/user/actions/security-openid-connect/",
        Remark        = "Codeberg's issuer is https://codeberg.org/api/actions. Forgejo 15 is needed, and a version that puts repository_id and repository_owner_id into its tokens "
                      + "(forgejo pull request 12355): without ids a name that changes hands would be believed, so older ones are refused. Gitea has no identity tokens yet; "
                      + "should it follow GitHub's names, this table reads them. Not certain: the exact form of workflow_ref, of which three folders are read.",

        Fields =
        [
            new("owner", "Owner", "User or organisation that owns the repository.", "octo-org")
            {
                Missing = "Specify the repository's owner (user or organization).",
                Rules   = [new("[a-zA-Z0-9][a-zA-Z0-9-_.]{0,99}", "Invalid user or organization name.")],
            },
            new("repository", "Repository", "Name of the repository, without its owner.", "sampleproject")
            {
                Missing = "Specify repository name.",
                Rules   = [new("[a-zA-Z0-9-_.]{1,100}", "Invalid repository name.")],
            },
            new("workflow_filename", "Workflow", "Name of the workflow's file in .forgejo/workflows.", "release.yml")
            {
                Missing = "Specify workflow filename.",
                Rules   =
                [
                    new(@"[\s\S]*\.ya?ml", "Workflow name must end with .yml or .yaml."),
                    new("[^/]*", "Workflow filename must be a filename only, without directories."),
                    new("[ -~]{5,255}", "Workflow filename must be 5 to 255 printable ASCII characters."),
                ],
            },
        ],

        FoundBy = ("{owner}/{repository}", "{token.repository}"),

        Claims =
        [
            new("repository",          new Is(Letters.AnyCase, "{owner}/{repository}"), Names: true),
            new("repository_owner",    new Is(Letters.AnyCase, "{owner}"), Names: true),
            new("repository_owner_id", new Pinned(), "an account's name can be given up and taken by a stranger, its id cannot", Mend: MadeAnew),
            new("repository_id",       new Pinned(), "a repository can be deleted and made anew under its old name, its id cannot", Mend: MadeAnew),
            new("workflow_ref",        new Is(Workflow, Own(".forgejo"), Own(".gitea"), Own(".github")), "the file that was started", Mend: "give the workflow file its old name back, or add a publisher with workflow_filename set to the new name and remove this one"),
            new("ref",                 new Present(MayBeEmpty: true)),
            new("sha",                 new Present(MayBeEmpty: true)),
            new("ref_type",            new IfSet("ref", new KindOf("{token.ref}")), "a branch may be named like a tag's ref"),
            new("event_name",          new IfSet("event", new Listed("event", "pull_request_target"), Else: new IsNot("pull_request_target", "workflow_run", "pull_request")),
                                       "a stranger's code could run in a workflow that a pull request starts",
                                       Mend: "start the workflow by a push of a tag or by hand, or list this event in the publisher's condition 'event'"),
        ],

        Conditions = new Dictionary<string, string>
        {
            ["ref"]           = "ref",
            ["protected_ref"] = "ref_protected",
            ["event"]         = "event_name",
            ["actor"]         = "actor",
        },

        Facts = new Dictionary<string, Template>
        {
            ["Repository"]    = "{token.repository}",
            ["RepositoryUrl"] = "{web}/{token.repository}",
            ["Workflow"]      = "{workflow_filename}",
            ["Ref"]           = "{token.ref}",
            ["Commit"]        = "{token.sha}",
            ["CommitUrl"]     = "{web}/{token.repository}/commit/{token.sha}",
            ["Run"]           = "{token.run_number}",
            ["RunUrl"]        = "{web}/{token.repository}/actions/runs/{token.run_number}",
            ["Attempt"]       = "{token.run_attempt}",
            ["Actor"]         = "{token.actor}",
            ["Event"]         = "{token.event_name}",
        },

        Sentence   = "{workflow_filename} of {owner}/{repository}",
        Weaknesses = [new("Any branch and any tag of {owner}/{repository} can publish, because no ref is required: set ref, for example to refs/tags/v*.", "ref", "protected_ref")],
        Ignores    = ["actor", "actor_id", "aud", "base_ref", "exp", "head_ref", "iat", "iss", "jti", "nbf", "ref_protected", "run_attempt", "run_id", "run_number", "sub", "workflow"],
    };

    private const string MadeAnew = "if the account or the repository was made anew on purpose, an owner of the project removes the publisher and adds it again";

    private static Letters Workflow => new(Fold: true, Until: "/workflows/");

    private static Template Own(string folder) => "{owner}/{repository}/" + folder + "/workflows/{workflow_filename}@{token.ref}";
}
