using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Rules.Identity;

namespace Colophon.Bench;

/// <summary>Identity tokens: verified alone, and exchanged whole against the commits that the disk allows (G7, G8).</summary>
internal static class Exchanges
{
    private const string Audience = "colophon-127.0.0.1";

    public static async Task Measure(string program, Results results, int seconds)
    {
        Verify(results, seconds);
        await using var place = await Place.Open(program);
        await Wheels.Upload(place.Http, place.Index.Url, await place.TokenFor("minted"), Wheels.Make("minted", "1.0", 1000));
        var folder = Directory.CreateTempSubdirectory("colophon-bench-").FullName;
        var commits = await Postgres.Commits(clients: 8, seconds);
        await Wrk.Run($"{place.Index.Url}/_/oidc/mint-token", 4, 5, await Script(place, folder, 20_000)); // .NET needs that to be warm
        foreach (var clients in (int[])[1, 4, 8])
        {
            var script = await Script(place, folder, seconds * 5000);
            var before = Machine.Cpu(place.Index.ProcessId);
            var load = await Wrk.Run($"{place.Index.Url}/_/oidc/mint-token", clients, seconds, script);
            var cpu = (Machine.Cpu(place.Index.ProcessId) - before) / (load.Rate * seconds) * 1e6;
            if (load.Refused > 0) throw new InvalidOperationException($"{load.Refused} exchanges were refused: {place.Index.Log}");
            var what = $"whole exchanges, {clients} at once ({cpu:0} µs of CPU each)";
            if (clients == 8 && commits is { } limit) results.Share("G8", what, "/s", load.Rate, "pgbench commits of one row, 8 clients", limit, 0.35);
            else results.Note("G7", what, $"{Results.Number(load.Rate)} /s");
            if (clients != 4) continue;
            results.AtMost("G7", "the same, median", "ms", load.Median, 3);
            results.AtMost("G7", "the same, 99 of 100", "ms", load.Late, 15);
        }

        Directory.Delete(folder, recursive: true);
        await Growth.Measure(program, results, seconds);
    }

    /// <summary>Parse, signature, times and audience of one token over and over: keys are imported once.</summary>
    private static void Verify(Results results, int seconds)
    {
        using var key = new PracticeKey("bench");
        var now = TimeProvider.System.GetUtcNow();
        var claims = (JsonObject)PracticeJob.GitHub("octo-org", "minted", "release.yml").Claims.DeepClone();
        (claims["iss"], claims["aud"], claims["jti"]) = ("https://bench", Audience, "1");
        (claims["iat"], claims["exp"]) = (now.ToUnixTimeSeconds(), now.ToUnixTimeSeconds() + 600);
        var token = key.Sign(claims);
        var jwks = new JsonObject { ["keys"] = new JsonArray(key.ToJwk()) };
        if (!SigningKeys.Parse(System.Text.Encoding.UTF8.GetBytes(jwks.ToJsonString()), ["RS256"]).TryGet(out var keys, out var fault))
            throw new InvalidOperationException(fault.Detail);
        var expected = new Expected("https://bench", Audience, TimeSpan.FromHours(1));
        using var rsa = key.Public();
        var signed = System.Text.Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]);
        var proof = System.Buffers.Text.Base64Url.DecodeFromChars(token.AsSpan(token.LastIndexOf('.') + 1));
        var signature = Rate(seconds, () => rsa.VerifyData(signed, proof, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var whole = Rate(seconds, () => UnverifiedToken.Parse(token).TryGet(out var parsed, out _) && parsed.Verify(keys, expected, now).TryGet(out _, out _));
        results.Share("", "RS256 identity tokens read and verified, one core", "/s", whole, "the platform's RSA verification alone", signature);
    }

    private static double Rate(int seconds, Func<bool> act)
    {
        for (var i = 0; i < 2000; i++) act();
        var clock = Stopwatch.StartNew();
        var count = 0;
        for (; clock.Elapsed < TimeSpan.FromSeconds(seconds); count++)
            if (!act()) throw new InvalidOperationException("A good token was refused.");
        return count / clock.Elapsed.TotalSeconds;
    }

    /// <summary>A Lua script that sends each of many identity tokens once.</summary>
    internal static async Task<string> Script(Place place, string folder, int count)
    {
        var job = PracticeJob.GitHub("octo-org", "minted", "release.yml");
        var tokens = Path.Combine(folder, $"tokens-{Guid.NewGuid():N}");
        await File.WriteAllLinesAsync(tokens, ParallelEnumerable.Range(0, count).Select(_ => place.Issuer.Token(job, Audience, 900)));
        var script = tokens + ".lua";
        await File.WriteAllTextAsync(script, $$"""
            local bodies = {}
            for line in io.lines("{{tokens}}") do bodies[#bodies + 1] = '{"token": "' .. line .. '"}' end
            local at = 0
            request = function()
              at = at + 1
              return wrk.format("POST", nil, nil, bodies[at])
            end
            """);
        return script;
    }
}
