using Colophon.Demo;
using Colophon.Tests.Index.SigningIn;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Journeys;

/// <summary>Passkeys in a real Chromium, with its virtual authenticator.</summary>
public sealed class PasskeysTests
{
    [Fact]
    public async Task A_person_adds_a_passkey_and_signs_in_and_proves_by_it_alone()
    {
        Assert.True(File.Exists("/usr/bin/chromium"), "There is no /usr/bin/chromium. Debian: apt-get install chromium (./test does it as root).");
        await using var index = await TestIndex.Start();
        using var alice = await index.Add("alice");
        var url = index.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal); // an origin that has passkeys, in Development

        var ended = await Programs.Run(Here.Node, [Here.Npm("passkeys.mjs"), url, "alice", People.Password]);

        Assert.Equal(
            [
                "added",
                "This device has a passkey of this account already.",
                "signed in as alice",
                "replayed: 400",
                "proved",
                "without script: passkey false, password true, says true",
                "complaints: 0",
            ],
            ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        await using var db = await index.Db();
        Assert.Equal("practice key", (await db.Passkeys.SingleAsync()).Data.Name);
        Assert.Contains("user:passkey-add", await index.Events("alice"));
        Assert.Contains(await index.Letters("alice@example.org"), letter => letter.Subject == "A passkey was added");
    }
}
