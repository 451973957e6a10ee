using Colophon.Tests.Support;

namespace Colophon.Tests.Index.Publishing.Exchanges;

/// <summary>What a person registered counts while the person may act (threats.md B44).</summary>
public sealed class DisabledOwnerTests
{
    [Fact]
    public async Task A_disabled_persons_pending_publisher_mints_nothing_and_its_token_makes_no_project()
    {
        await using var index = await TestIndex.Start();
        await index.AddPublisher("sampleproject");
        var token = await index.Token();
        Assert.Equal(0, (await index.Verb("user", "disable", "alice")).Code);

        var (status, body) = await index.Mint();
        Assert.Equal((422, "invalid-publisher"), (status, body["errors"]![0]!["code"]!.GetValue<string>()));
        var (file, bytes) = TestWheel.Make("sampleproject", "1.0");
        using (var refused = await index.Upload(file, bytes, token)) Assert.Equal(403, (int)refused.StatusCode);

        Assert.Equal(0, (await index.Verb("user", "enable", "alice")).Code);
        using var taken = await index.Upload(file, bytes, token);
        Assert.Equal(200, (int)taken.StatusCode);
    }
}
