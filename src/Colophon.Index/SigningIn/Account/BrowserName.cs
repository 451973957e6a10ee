namespace Colophon.Index.SigningIn.Account;

/// <summary>A browser in words, from what it says of itself: a hint for the person's own list, nothing depends on it.</summary>
internal static class BrowserName
{
    // In this order: most call themselves by the names of those below them, too.
    private static readonly (string Sign, string Name)[] Browsers =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl")];

    private static readonly (string Sign, string Name)[] Systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    public static string Of(string? agent)
    {
        var (browser, system) = (Find(Browsers, agent), Find(Systems, agent));
        return (browser, system) switch
        {
            (null, null) => "An unknown browser",
            (null, _) => $"A browser on {system}",
            (_, null) => browser,
            _ => $"{browser} on {system}",
        };
    }

    private static string? Find((string Sign, string Name)[] table, string? agent) =>
        table.FirstOrDefault(row => agent?.Contains(row.Sign, StringComparison.Ordinal) == true).Name;
}
