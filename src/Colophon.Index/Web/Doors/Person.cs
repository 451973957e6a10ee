using Colophon.Index.Store.Access;

namespace Colophon.Index.Web.Doors;

/// <summary>Who acts: a person who is signed in, or one whose API token was shown.</summary>
/// <param name="Token">Null for a session; else what was shown, whose restrictions hold for whatever is done.</param>
internal sealed record Person(Guid UserId, string Name, bool IsOperator, Caller? Token = null);

/// <summary>A person's part in the project of the address.</summary>
/// <param name="Name">As it is shown.</param>
/// <param name="Normalized">As it is found.</param>
/// <param name="IsOwner">Operators count as owners: their verbs can do all of it anyway.</param>
internal sealed record Member(Guid ProjectId, string Name, string Normalized, bool IsOwner);

/// <summary>What the guard before a door has found out, for the handler behind it.</summary>
internal static class Passed
{
    private static readonly object PersonKey = new();
    private static readonly object MemberKey = new();

    /// <summary>Behind a guard there is one always.</summary>
    public static Person Person(this HttpContext context) => context.Items.TryGetValue(PersonKey, out var kept)
        ? (Person)kept!
        : context.Visitor() is { } visitor
            ? new Person(visitor.UserId, visitor.Name, visitor.IsOperator)
            : throw new InvalidOperationException("This door has no guard.");

    /// <summary>Behind a guard for members alone.</summary>
    public static Member Member(this HttpContext context) => (Member)context.Items[MemberKey]!;

    public static void SetPerson(this HttpContext context, Person person) => context.Items[PersonKey] = person;

    public static void SetMember(this HttpContext context, Member member) => context.Items[MemberKey] = member;
}
