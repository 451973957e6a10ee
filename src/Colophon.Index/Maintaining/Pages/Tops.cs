using Colophon.Index.Web.Doors;

namespace Colophon.Index.Maintaining.Pages;

/// <summary>A project at the top of its pages.</summary>
internal static class Tops
{
    public static ProjectTop Top(this Member member) => new(member.Name, member.Normalized, member.IsOwner);
}
