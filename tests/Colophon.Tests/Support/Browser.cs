using System.Net;
using System.Text.RegularExpressions;

namespace Colophon.Tests.Support;

/// <summary>
/// A browser without a screen: keeps cookies, reads the token out of a page's form and sends it back with what is typed, and follows
/// nothing by itself.
/// </summary>
internal sealed partial class Browser : IDisposable
{
    private readonly SocketsHttpHandler handler = new() { AllowAutoRedirect = false, UseCookies = true, CookieContainer = new CookieContainer() };
    private readonly string url;

    public Browser(string url)
    {
        this.url = url;
        Http = new HttpClient(handler) { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(20) };
        Http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    public HttpClient Http { get; }

    public CookieCollection Cookies => handler.CookieContainer.GetCookies(new Uri(url));

    /// <summary>Another browser to which somebody carried the cookies of this one.</summary>
    public Browser Copy()
    {
        var copy = new Browser(url);
        copy.handler.CookieContainer.Add(Cookies);
        return copy;
    }

    public async Task<Page> Open(string path) => await Page.Of(path, await Http.GetAsync(path));

    /// <summary>Opens a page and sends the form that goes to <paramref name="action"/>, or to the page itself, as it stands but for what is typed.</summary>
    public async Task<Page> Fill(string path, string? action, params (string Name, string Value)[] typed) =>
        await Send(await Open(path), action, typed);

    public async Task<Page> Send(Page page, string? action, params (string Name, string Value)[] typed)
    {
        var fields = page.Form(action ?? page.Path);
        foreach (var (name, value) in typed) fields[name] = value;
        using var content = new FormUrlEncodedContent(fields);
        using var request = new HttpRequestMessage(HttpMethod.Post, action ?? page.Path) { Content = content };
        request.Headers.Referrer = new Uri(new Uri(url), page.Path);
        return await Page.Of(action ?? page.Path, await Http.SendAsync(request));
    }

    /// <summary>Signs in by password; the place that it led to.</summary>
    public async Task<Page> SignIn(string name, string password) => await Fill("/sign-in", null, ("name", name), ("password", password));

    public void Dispose()
    {
        Http.Dispose();
        handler.Dispose();
    }

    /// <summary>What came back.</summary>
    internal sealed partial record Page(string Path, int Status, string Text, string? To, HttpResponseMessage Answer)
    {
        public static async Task<Page> Of(string path, HttpResponseMessage answer) =>
            new(path, (int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Location?.OriginalString, answer);

        /// <summary>Names and values of the hidden fields of the form to a place.</summary>
        public Dictionary<string, string> Form(string action)
        {
            var forms = Forms().Matches(Text).Select(match => (Start: match.Groups[1].Value, Inside: match.Groups[2].Value))
                .Where(form => !form.Start.Contains("method=\"get\"", StringComparison.Ordinal)).ToList(); // searches carry no token
            var form = forms.FirstOrDefault(f => f.Start.Contains($"action=\"{action}\"", StringComparison.Ordinal));
            if (form.Inside is null) form = forms.FirstOrDefault(f => !f.Start.Contains("action=", StringComparison.Ordinal));
            Assert.True(form.Inside is not null, $"There is no form to {action} on {Path} ({Status}): {Text}");
            return Inputs().Matches(form.Inside).ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value));
        }

        [GeneratedRegex("<form([^>]*)>(.*?)</form>", RegexOptions.Singleline)]
        private static partial Regex Forms();

        [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\"(?: value=\"([^\"]*)\")?")]
        private static partial Regex Inputs();
    }
}
