using Colophon.Index.Publishing;
using Colophon.Index.SigningIn;
using Colophon.Index.Store;
using Colophon.Index.Store.Access;
using Colophon.Index.Store.Life;
using Colophon.Index.Store.Messages;
using Colophon.Index.Store.People;
using Colophon.Index.Store.Publishers;
using Colophon.Index.Store.Trust;
using Colophon.Index.Web;
using Colophon.Index.Web.Outside;
using Colophon.Rules;
using Colophon.Rules.Identity;
using Colophon.Rules.Packaging;
using Colophon.Rules.Packaging.Containers;
using Colophon.Rules.Packaging.Metadata;
using Colophon.Rules.Packaging.Names;
using Colophon.Rules.Tokens;

namespace Colophon.Index;

/// <summary>Every reason to refuse, of every room and rule: what the pages under <c>/problems</c> and the documentation are drawn from.</summary>
internal static class Problems
{
    public static IReadOnlyList<(string Of, IReadOnlyList<Problem> Rows)> ByPlace { get; } =
    [
        ("Exchange and upload", PublishingProblems.All),
        ("Identity tokens and publishers", [.. IdentityProblems.All, NewPublishers.Duplicate, .. PublisherProblems.All]),
        ("Tokens", [.. TokenProblems.All, .. TokenRequests.All]),
        ("Names and versions", NameProblems.All),
        ("Projects, releases and files",
            [.. LifeProblems.All, ProhibitedNames.Prohibited, ProhibitedNames.Already, ProhibitedNames.NotProhibited]),
        ("People of projects", RoleProblems.All),
        ("Metadata", MetadataProblems.All),
        ("Wheels and source distributions", DistributionProblems.All),
        ("Archives", ArchiveProblems.All),
        ("Accounts", [.. SigningInProblems.All, .. AccountProblems.All]),
        ("Issuers and switches", TrustProblems.All),
        ("Webhooks", [.. CallableUrl.All, .. Webhooks.Problems]),
        ("Any request", WebProblems.All),
    ];

    public static Problem? Find(string code) => ByPlace.SelectMany(place => place.Rows).FirstOrDefault(problem => problem.Code == code);
}
