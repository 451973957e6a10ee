using System.Text;
using Colophon.Index.Publishing.Keys;

namespace Colophon.Tests.Index.Publishing.Keys;

/// <summary>What a discovery document may say (threats.md D06, D07, D20).</summary>
public sealed class KeyUrlTests
{
    private const string Issuer = "https://git.example.org/gitlab";

    private static string Of(string json) => KeyUrl.Of(Encoding.UTF8.GetBytes(json), Issuer);

    [Theory]
    [InlineData("https://git.example.org/gitlab/oauth/discovery/keys")]
    [InlineData("https://git.example.org/keys")]
    public void Keys_on_the_issuers_own_host_are_found(string url) =>
        Assert.Equal(url, Of($$"""{"issuer": "{{Issuer}}", "jwks_uri": "{{url}}", "other": [1]}"""));

    [Theory]
    [InlineData("https://evil.example/keys")]
    [InlineData("https://git.example.org.evil.example/keys")]
    [InlineData("https://git.example.org:8443/keys")]
    [InlineData("http://git.example.org/keys")]
    [InlineData("https://user@git.example.org/keys")]
    [InlineData("https://127.0.0.1/keys")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("file:///etc/passwd")]
    public void Keys_anywhere_else_need_the_operators_word(string url) =>
        Assert.Contains("--keys", Assert.Throws<InvalidDataException>(() => Of($$"""{"issuer": "{{Issuer}}", "jwks_uri": "{{url}}"}""")).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"issuer": "https://git.example.org", "jwks_uri": "https://git.example.org/k"}""")]
    [InlineData("""{"issuer": "https://git.example.org/gitlab/", "jwks_uri": "https://git.example.org/k"}""")]
    [InlineData("""{"issuer": "https://GIT.example.org/gitlab", "jwks_uri": "https://git.example.org/k"}""")]
    [InlineData("""{"issuer": ["https://git.example.org/gitlab"], "jwks_uri": "https://git.example.org/k"}""")]
    [InlineData("""{"jwks_uri": "https://git.example.org/k"}""")]
    [InlineData("""{"issuer": "https://git.example.org/gitlab"}""")]
    [InlineData("""{"issuer": "https://git.example.org/gitlab", "jwks_uri": null}""")]
    [InlineData("""{"issuer": "https://git.example.org/gitlab", "jwks_uri": 7}""")]
    [InlineData("""{"issuer": "https://git.example.org/gitlab", "jwks_uri": "keys"}""")]
    [InlineData("""{"issuer": "https://git.example.org/gitlab", "jwks_uri": "https://git.example.org/a", "jwks_uri": "https://git.example.org/b"}""")]
    [InlineData("\uFEFF{\"issuer\": \"https://git.example.org/gitlab\", \"jwks_uri\": \"https://git.example.org/k\"}")]
    [InlineData("""[]""")]
    [InlineData("""<html>""")]
    [InlineData("")]
    public void A_document_that_is_not_this_issuers_or_not_strict_names_no_keys(string json) => Assert.Throws<InvalidDataException>(() => Of(json));

    [Fact]
    public void What_a_stranger_wrote_reaches_the_log_in_one_line_and_in_part()
    {
        var message = Assert.Throws<InvalidDataException>(() => Of($$"""{"issuer": "a\nb{{new string('x', 5000)}}"}""")).Message;
        Assert.DoesNotContain('\n', message);
        Assert.True(message.Length < 500);
    }
}
