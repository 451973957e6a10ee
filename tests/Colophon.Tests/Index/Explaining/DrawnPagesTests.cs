using System.Net;
using System.Text.RegularExpressions;
using Colophon.Index;
using Colophon.Rules.Identity;
using Colophon.Tests.Support;

namespace Colophon.Tests.Index.Explaining;

public sealed class DrawnPagesTests : IAsyncLifetime
{
    private TestIndex index = null!;

    public async ValueTask InitializeAsync() => index = await TestIndex.Start();

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task Every_provider_has_a_page_with_its_fields_its_claims_and_text_to_paste_for_this_very_index()
    {
        foreach (var provider in KnownProviders.All)
        {
            var page = await Page($"/providers/{provider.Key}");
            Assert.Equal(provider.Issuer is null, page.Contains("--issuer URL", StringComparison.Ordinal)); // only the operator knows it
            Assert.All(provider.Fields, field => Assert.Contains($"--set {field.Key}={field.Example}", page, StringComparison.Ordinal));
            Assert.All(provider.Claims, row => Assert.Contains(row.Claim, page, StringComparison.Ordinal));
            Assert.All(provider.Claims.Where(row => row.Why is not null), row => Assert.Contains(row.Why!, page, StringComparison.Ordinal));
            Assert.Contains($"{index.Url}/legacy/", page, StringComparison.Ordinal);
            Assert.Contains($"{index.Url}/_/oidc/explain", page, StringComparison.Ordinal);
            Assert.Contains(index.Audience, page, StringComparison.Ordinal);
            Assert.DoesNotContain("INDEX_", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_problem_has_a_page_with_cause_remedy_and_an_example_as_clients_get_it()
    {
        foreach (var problem in Problems.ByPlace.SelectMany(place => place.Rows))
        {
            var page = await Page($"/problems/{problem.Code}");
            var words = Regex.Replace(page, "</?code>", "");
            Assert.Contains(problem.Remedy.Replace("`", "", StringComparison.Ordinal), words, StringComparison.Ordinal);
            if (problem.Cause is { } cause) Assert.Contains(cause.Replace("`", "", StringComparison.Ordinal), words, StringComparison.Ordinal);
            Assert.Contains($"\"type\": \"{index.Url}/problems/{problem.Code}\"", page, StringComparison.Ordinal);
            Assert.Contains($"\"code\": \"{problem.AsPyPI ?? problem.Code}\"", page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/providers/nothing")]
    [InlineData("/problems/nothing")]
    public async Task Others_are_not_found(string path) => Assert.Equal(404, (int)(await index.Http.GetAsync(path)).StatusCode);

    [Fact]
    public async Task The_pages_are_one_click_apart()
    {
        Assert.Contains("""<a href="/explain">""", await Page("/"), StringComparison.Ordinal);
        Assert.Contains("""<a href="/explain">""", await Page("/providers/"), StringComparison.Ordinal);
        Assert.Contains("""<a href="/explain">""", await Page("/problems/no-publisher"), StringComparison.Ordinal);
    }

    private async Task<string> Page(string path) => WebUtility.HtmlDecode(await index.Http.GetStringAsync(path));
}
