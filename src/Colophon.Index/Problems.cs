using Colophon.Index.Publishing;
using Colophon.Index.SigningIn;
using Colophon.Index.Store;
using Colophon.Index.Store.Messages;
using Colophon.Index.Web;
using Colophon.Index.Web.Outside;
using Colophon.Rules;
using Colophon.Rules.Identity;
using Colophon.Rules.Packaging;
using Colophon.Rules.Packaging.Containers;
using Colophon.Rules.Packaging.Names;
using Colophon.Rules.Tokens;

namespace Colophon.Index;

/// <summary>Every reason to refuse, of every room and rule: what the pages under <c>/problems</c> and the documentation are drawn from.</summary>
internal static class Problems
{
    public static IReadOnlyList<(string Of, IReadOnlyList<Problem> Rows)> ByPlace { get; } =
    [
        ("Exchange and upload", PublishingProblems.All),
        ("Identity tokens and publishers", [.. IdentityProblems.All, NewPublishers.Duplicate]),
        ("Upload tokens", TokenProblems.All),
        ("Names and versions", NameProblems.All),
        ("Metadata", MetadataProblems.All),
        ("Archives", ArchiveProblems.All),
        ("Webhooks", [.. CallableUrl.All, .. Webhooks.Problems]),
        ("Accounts", SigningInProblems.All),
        ("Any request", WebProblems.All),
    ];

    public static Problem? Find(string code) => ByPlace.SelectMany(place => place.Rows).FirstOrDefault(problem => problem.Code == code);
}
