using Colophon.Rules;

namespace Colophon.Index.Store.People;

/// <summary>Why the people of a project cannot be changed so.</summary>
internal static class RoleProblems
{
    public static readonly Problem NoRole = new(400, "role-unknown", "There is no such role",
        "Choose owner, who may do everything, or maintainer, who uploads and yanks.");

    public static readonly Problem NoMember = new(404, "no-such-member", "The person has no role in the project",
        "Check the name: the project's page of people, and GET on its roles, show who has one.");

    public static readonly Problem LastOwner = new(409, "last-owner", "A project keeps at least one owner",
        "Make somebody else an owner first; or delete the project, if nobody needs it.");

    public static readonly Problem NoInvitee = new(400, "invitee-unknown", "Nobody can be invited by this",
        "Give the name of an account of this index, or an e-mail address.");

    public static readonly Problem AlreadyMember = new(409, "already-member", "The person has a role in the project already",
        "Change the role that the person has.");

    public static readonly Problem TooManyInvitations = new(409, "too-many-invitations", "There are as many invitations as there may be",
        "Withdraw one that nobody takes up, or wait: each ends after seven days.");

    public static readonly Problem NoInvitation = new(404, "no-such-invitation", "There is no such invitation",
        "It was taken up, declined or withdrawn, or has ended; the project's page of people shows those that are open.");

    /// <summary>All of them, for the pages that explain them.</summary>
    public static IReadOnlyList<Problem> All { get; } =
        [NoRole, NoMember, LastOwner, NoInvitee, AlreadyMember, TooManyInvitations, NoInvitation];
}
