using Colophon.Index;
using Microsoft.Extensions.Configuration;

namespace Colophon.Tests.Index;

public sealed class SettingsInForceTests
{
    [Fact]
    public void Tells_each_setting_with_where_it_was_set_and_never_a_secret()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("colophon-settings-").FullName, "appsettings.json");
        File.WriteAllText(file, """{"Colophon":{"SignUp":"open","Smtp":{"Password":"hunter2"},"TrustedProxies":["10.0.0.1","10.0.0.2"]}}""");
        var configuration = new ConfigurationBuilder().AddJsonFile(file)
            .AddInMemoryCollection([KeyValuePair.Create("Colophon:SignUp", (string?)"invitation")]).Build();

        var all = SettingsInForce.Of(configuration, new Settings { DataDirectory = "/srv/index" }).All
            .ToDictionary(one => one.Row.Key, one => (one.Value, one.From));

        Assert.Equal(("invitation", "command line"), all["SignUp"]); // the last place wins
        Assert.Equal((null, "appsettings.json"), all["Smtp:Password"]);
        Assert.Equal(("10.0.0.1, 10.0.0.2", "appsettings.json"), all["TrustedProxies"]);
        Assert.Equal(("/srv/index", "command line"), all["DataDirectory"]);
        Assert.Equal(("15m", "default"), all["UploadTokenLifetime"]);
        Assert.Equal(SettingsReader.Rows.Count, all.Count);
    }
}
