namespace Colophon.Demo;

/// <summary>Runs the practice issuer by itself, for trying other clients against it.</summary>
internal static class Practice
{
    public static async Task<int> Run(int port)
    {
        await using var issuer = await PracticeIssuer.Start(port);
        var request = issuer.RequestFor(PracticeJob.GitHub("octo-org", "sampleproject", "release.yml"));
        Console.WriteLine($"Issuer {issuer.Url}");
        Console.WriteLine($"ACTIONS_ID_TOKEN_REQUEST_URL={request.Url}");
        Console.WriteLine($"ACTIONS_ID_TOKEN_REQUEST_TOKEN={request.Bearer}");
        await issuer.Stopped;
        return 0;
    }

    public static int Usage()
    {
        Console.Error.WriteLine("Usage: colophon-demo story --index PATH [--keep] | colophon-demo practice --port N");
        return 2;
    }
}
