using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace Colophon.Index;

/// <summary>A setting as the server took it at its start.</summary>
/// <param name="Value">Null for a secret that is set: it is shown nowhere.</param>
/// <param name="From">Where it was set, in words.</param>
internal sealed record SettingInForce(SettingRow Row, string? Value, string From)
{
    public const string Default = "default";
}

/// <summary>The settings as they were at the start, for the operator's page and the API: what is changed in a file later is not in force.</summary>
internal sealed class SettingsInForce
{
    private SettingsInForce(IReadOnlyList<SettingInForce> all) => All = all;

    public IReadOnlyList<SettingInForce> All { get; }

    /// <param name="settings">As the server runs with them: a verb's option may have changed the data directory.</param>
    public static SettingsInForce Of(IConfiguration configuration, Settings settings) =>
        new([.. SettingsReader.Rows.Select(row => Read(configuration, row, settings))]);

    private static SettingInForce Read(IConfiguration configuration, SettingRow row, Settings settings)
    {
        var section = configuration.GetSection($"Colophon:{row.Key}");
        var value = section.Value ?? Joined(section);
        if (row.Key == nameof(Settings.DataDirectory) && settings.DataDirectory != (value ?? row.Default))
            return new SettingInForce(row, settings.DataDirectory, "command line");
        if (value is null) return new SettingInForce(row, row.Default, SettingInForce.Default);
        return new SettingInForce(row, row.IsSecret ? null : value, SourceOf(configuration, section));
    }

    private static string? Joined(IConfigurationSection section) =>
        section.GetChildren().Select(child => child.Value).OfType<string>().ToList() is { Count: > 0 } many ? string.Join(", ", many) : null;

    /// <summary>Of several places the last wins.</summary>
    private static string SourceOf(IConfiguration configuration, IConfigurationSection section)
    {
        var keys = section.GetChildren().Select(child => child.Path).Append(section.Path).ToList();
        var provider = (configuration as IConfigurationRoot)?.Providers.LastOrDefault(one => keys.Any(key => one.TryGet(key, out _)));
        return provider switch
        {
            JsonConfigurationProvider file => file.Source.Path ?? "file",
            EnvironmentVariablesConfigurationProvider => "environment",
            _ => "command line",
        };
    }
}
