using Colophon.Index.Explaining.Pages;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;
using Colophon.Rules.Identity;
using Colophon.Rules.Identity.Judging;
using Colophon.Rules.Identity.Telling;

namespace Colophon.Index.Explaining;

/// <summary>
/// What each kind of CI system asks of a maintainer, which claims of its tokens are judged, and the text to paste into it for this very
/// index: drawn from the tables that judge.
/// </summary>
internal static class ShowProviders
{
    public static Task Handle(HttpContext context, PublicAddress address)
    {
        if (context.Request.RouteValues["key"] is not string key)
            return context.Show<ProviderListPage, ProviderListModel>(new([.. KnownProviders.All.Select(Line)]));
        var provider = KnownProviders.Find(key)
            ?? throw WebProblems.NotFound.Refuse("There is no provider of this key. /providers/ lists all.");
        return context.Show<ProviderPage, ProviderModel>(One(provider, address));
    }

    private static ProviderLine Line(Provider provider) => new(provider.Key, provider.Name, provider.Issuer);

    private static ProviderModel One(Provider provider, PublicAddress address) => new(Line(provider), provider.Documentation,
        provider.Remark, Command(provider), WorkflowText.For(provider, address.Url, address.Audience), address.Audience)
    {
        Fields = [.. provider.Fields.Select(field => new ProviderField(field.Key, field.Hint, field.Optional, field.Example))],
        Conditions = Condition.NamesOf(provider),
        Claims = [.. provider.Claims.Select(row => new ProviderClaim(row.Claim, RuleWords.Of(row.Rule), row.Why))],
    };

    private static string Command(Provider provider) =>
        $"colophon-index publisher add PROJECT --provider {provider.Key}{(provider.Issuer is null ? " --issuer URL" : "")} \\\n    "
        + string.Join(" \\\n    ", provider.Fields.Select(field => $"--set {field.Key}={field.Example}"));
}
