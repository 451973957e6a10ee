using System.Collections.Frozen;

namespace Colophon.Index.Store.Messages;

/// <summary>Every letter that this index writes, as a table (colophon.md 10; pypi-wire.md 8).</summary>
internal static class Letters
{
    private const string Publishing = "/manage/project/{project}/settings/publishing/";
    private const string Project = "/project/{project}/";
    private const string Account = "/account/";
    private const string NotYou = "If this was not you, sign in, change your password and end the sessions that you do not know.";

    private static readonly (string, string)[] Publisher =
    [
        ("publisherInWords", "Publisher"), ("provider", "Provider"), ("issuer", "Issuer"), ("fields", ""), ("actor", "By"), ("why", "Why"),
    ];

    private static readonly (string, string)[] Deleted = [("version", "Version"), ("filename", "File"), ("reason", "Reason"), ("actor", "By")];
    private static readonly (string, string)[] Role = [("user", "Person"), ("role", "Role"), ("actor", "By")];
    private static readonly (string, string)[] SignedIn = [("address", "From"), ("agent", "Browser"), ("method", "By way of")];

    /// <summary>Somebody is asked to take a role, or to make an account.</summary>
    public static readonly Letter Invitation = new("invitation", Readers.Person, "Invitation to {project}",
        "{actor} invites you to {project} on this Python package index. The link below works once, for seven days.")
    { Shows = [("role", "Role"), ("actor", "By")], Link = "{link}", LinkSays = "Accept or decline", Remedy = "If you do not know {actor}, do nothing: the invitation ends by itself." };

    public static readonly Letter EmailVerification = new("user:email-verify", Readers.Person, "Confirm your address",
        "The account {user} on this Python package index named this address as its own. Confirm it with the link below, which works once.")
    { Link = "{link}", LinkSays = "Confirm the address", Remedy = "If the account is not yours, do nothing: nothing more is sent to you." };

    public static readonly Letter PasswordReset = new("user:password-reset", Readers.Person, "Set a new password",
        "Somebody asked to set a new password for the account {user}. The link below works once, for one hour.")
    { Link = "{link}", LinkSays = "Set a new password", Remedy = "If it was not you, do nothing: your password stays as it is." };

    public static readonly Letter SignUp = new("sign-up", Readers.Person, "Make your account",
        "Somebody, perhaps you, wants an account on this Python package index. Choose its name and password with the link below, which works once, for seven days.")
    { Link = "{link}", LinkSays = "Make the account", Remedy = "If it was not you, do nothing: nothing has been made." };

    /// <summary>To who has an account already and signs up again: the page says nothing of it.</summary>
    public static readonly Letter KnownAddress = new("sign-up-known", Readers.Person, "You have an account already",
        "Somebody, perhaps you, wants an account with this address on this Python package index. There is one: {user}.")
    { Link = "{link}", LinkSays = "Sign in, or set a new password" };

    public static readonly Letter NewBrowser = new("user:new-browser", Readers.Person, "A sign-in from a new browser", "The account {user} was signed in to from a browser that it was not used from before.")
    { Shows = SignedIn, Link = Account, Remedy = NotYou };

    public static readonly Letter FirstUse = new("publisher:first-use", Readers.Team, "First use of a trusted publisher of {project}",
        "A trusted publisher of the project {project} was used for the first time: a job with its identity got an upload token.")
    { Shows = [.. Publisher, ("source", "Job")], Link = Publishing, Remedy = "If none of you started this job, remove the publisher: its tokens end at once." };

    public static IReadOnlyList<Letter> All { get; } =
    [
        Invitation, EmailVerification, PasswordReset, SignUp, KnownAddress, NewBrowser, FirstUse,

        new("publisher:add", Readers.Team, "Trusted publisher added to {project}", "{actor} added a trusted publisher to the project {project}. Jobs with this identity can publish its files from now on.")
        { Shows = Publisher, Link = Publishing, Remedy = "If this was not agreed among you, remove the publisher and look at the project's history.", NotWith = "why" },
        new("publisher:remove", Readers.Team, "Trusted publisher removed from {project}", "{actor} removed a trusted publisher from the project {project}. Upload tokens minted for it no longer work.")
        { Shows = Publisher, Link = Publishing, AlsoPerson = true },
        new("publisher:change", Readers.Team, "Trusted publisher of {project} changed", "{actor} changed a trusted publisher of the project {project}.")
        { Shows = [.. Publisher, ("before", "Before")], Link = Publishing, Remedy = "If this was not agreed among you, remove the publisher and look at the project's history." },
        new("publisher:take-over-suspected", Readers.Team, "Possible take-over of a repository that publishes {project}", "A job with the name of a trusted publisher of {project}, but from another owner or repository than before, asked for an upload token and was refused. Somebody may have taken over the name.")
        { Shows = [("publisherInWords", "Publisher"), ("actor", "Job"), ("differs", "What differs")], Link = Publishing, LinkSays = "Compare found and expected", Remedy = "If you moved or made the repository anew yourselves, remove the publisher and add it again. If not, find out who owns the name now." },
        new("publisher:rename-detected", Readers.Team, "A repository that publishes {project} has another name", "A job of the repository that publishes {project}, by its number, has another name now. It was refused until the publisher is changed.")
        { Shows = [("publisherInWords", "Publisher"), ("actor", "Job"), ("differs", "What differs")], Link = Publishing, LinkSays = "Change the publisher" },
        new("pending-publisher:remind", Readers.Registrant, "Pending trusted publisher for {project} ends soon", "The pending publisher that you registered for the project {project} ends in five days unless a first upload makes the project.")
        { Shows = Publisher, Link = "/manage/account/publishing/" },
        new("pending-publisher:expire", Readers.Registrant, "Pending trusted publisher for {project} has ended", "No first upload made the project {project} within thirty days, so the pending publisher that you registered for it has ended. The name is reserved for nobody.")
        { Shows = Publisher, Link = "/manage/account/publishing/", LinkSays = "Register it again" },
        new("pending-publisher:displace", Readers.Registrant, "Pending trusted publisher for {project} has ended", "Somebody else's first upload made the project {project}, so the pending publisher that you registered for it has ended.")
        { Shows = Publisher, Link = Project },
        new("project:create", Readers.Owners, "Project {project} created", "{actor} created the project {project} on this Python package index, and you own it. If a pending publisher of yours made it, that is now a trusted publisher of the project.")
        { Link = Project, Remedy = "If you expected no such project, look at its history and ask the operator." },
        new("project:delete", Readers.Team, "Project {project} deleted", "{actor} deleted the project {project} with all its releases. Names of its files stay taken.") { Shows = Deleted },
        new("release:delete", Readers.Team, "Release {version} of {project} deleted", "{actor} deleted the release {version} of {project}.") { Shows = Deleted, Link = Project },
        new("file:delete", Readers.Team, "A file of {project} {version} deleted", "{actor} deleted the file {filename} of {project}.") { Shows = Deleted, Link = Project },
        new("release:yank", Readers.Team, "Release {version} of {project} yanked", "{actor} yanked the release {version} of {project}: installers pass it over unless it is asked for by its version.") { Shows = Deleted, Link = Project },
        new("release:unyank", Readers.Team, "Release {version} of {project} no longer yanked", "{actor} took back the yank of the release {version} of {project}.") { Shows = Deleted, Link = Project },
        new("file:yank", Readers.Team, "A file of {project} {version} yanked", "{actor} yanked the file {filename} of {project}.") { Shows = Deleted, Link = Project },
        new("file:unyank", Readers.Team, "A file of {project} {version} no longer yanked", "{actor} took back the yank of the file {filename} of {project}.") { Shows = Deleted, Link = Project },
        new("project:status", Readers.Team, "The status of {project} changed", "{actor} changed the status of the project {project}.") { Shows = [("status", "Status"), ("reason", "Reason"), ("actor", "By")], Link = Project },
        new("project:trusted-only-on", Readers.Team, "{project} takes uploads from trusted publishers only", "{actor} set that API tokens no longer upload to {project}.") { Link = Publishing },
        new("project:trusted-only-off", Readers.Team, "{project} takes uploads with API tokens again", "{actor} set that API tokens upload to {project} again, beside trusted publishers.") { Link = Publishing, Remedy = "If this was not agreed among you, set it back: a stolen token can upload now." },
        new("token:beside-publishers", Readers.Team, "API token used to upload to {project}, which has trusted publishers", "{actor} uploaded to {project} with an API token, although the project has trusted publishers. A forgotten token, or a stolen one, looks the same.")
        { Shows = [("token", "Token"), ("actor", "Its owner"), ("remedy", "What to do")], Link = Publishing },
        new("token:leak", Readers.Team, "An upload token for {project} was found in public", "An upload token for {project} was reported as leaked, and ended at once.") { Shows = [("token", "Token"), ("url", "Found at"), ("source", "Reported by")], AlsoPerson = true },
        new("role:add", Readers.Team, "{user} has a role in {project}", "{actor} made {user} {role} of the project {project}.") { Shows = Role, Link = Project },
        new("role:accept", Readers.Team, "{user} has a role in {project}", "{user} took up the invitation of {by} and is {role} of the project {project}.") { Shows = [("user", "Person"), ("role", "Role"), ("by", "Invited by")], Link = Project },
        new("role:change", Readers.Team, "The role of {user} in {project} changed", "{actor} made {user} {role} of the project {project}.") { Shows = Role, Link = Project },
        new("role:remove", Readers.Team, "{user} has no role in {project} any more", "{actor} took the role of {user} in the project {project}.") { Shows = Role, Link = Project, AlsoPerson = true },
        new("webhook:off", Readers.Owners, "A webhook of {project} was switched off", "The webhook {url} has not answered well for three days, so it is called no more.") { Shows = [("url", "Address"), ("trouble", "The last trouble")] },
        new("issuer:hold", Readers.Operators, "New keys of the issuer {issuer} wait for you", "After a long time the issuer {issuer} has none of the keys it had. Its tokens are refused until you say that they are genuine: `colophon-index issuer confirm`."),
        new("user:password-change", Readers.Person, "Your password was changed", "The password of the account {user} was changed, and its other sessions have ended.") { Shows = SignedIn, Link = Account, Remedy = NotYou },
        new("user:second-factor-change", Readers.Person, "Your second factor was changed", "The second factor of the account {user} was set up, renewed or taken away.") { Shows = [("what", "What"), .. SignedIn], Link = Account, Remedy = NotYou },
        new("user:recovery-code-use", Readers.Person, "A recovery code was used", "A recovery code of the account {user} was used to sign in. It does not work again.") { Shows = SignedIn, Link = Account, Remedy = NotYou },
        new("user:passkey-add", Readers.Person, "A passkey was added", "A passkey was added to the account {user}.") { Shows = [("name", "Passkey"), .. SignedIn], Link = Account, Remedy = NotYou },
        new("user:passkey-remove", Readers.Person, "A passkey was removed", "A passkey was removed from the account {user}.") { Shows = [("name", "Passkey"), .. SignedIn], Link = Account, Remedy = NotYou },
        new("user:sign-on-connect", Readers.Person, "A single sign-on was connected", "The account {user} was connected to a single sign-on: whoever signs in there gets in here.") { Shows = [("name", "Sign-on"), .. SignedIn], Link = Account, Remedy = NotYou },
        new("user:delete", Readers.Person, "Your account was deleted", "The account {user} was deleted, with its tokens and roles.") { Shows = SignedIn },
        new("user:email-change", Readers.Person, "The address of your account was changed", "The account {user} has another address now; letters no longer come to this one.") { Shows = SignedIn, Remedy = NotYou },
    ];

    private static readonly FrozenDictionary<string, Letter> ByKey = All.ToFrozenDictionary(letter => letter.Key);

    /// <summary>Null: nobody is told of it by mail.</summary>
    public static Letter? Find(string key) => ByKey.GetValueOrDefault(key);
}
