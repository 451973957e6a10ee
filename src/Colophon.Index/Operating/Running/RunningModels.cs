namespace Colophon.Index.Operating.Running;

/// <summary>The index at a glance.</summary>
/// <param name="Attention">What wants to be looked at, each with where.</param>
/// <param name="Counts">What there is, each with where it is listed.</param>
public sealed record OverviewModel(IReadOnlyList<(string Text, string Path)> Attention, IReadOnlyList<(string What, long Count, string Path)> Counts);

/// <summary>The settings as in force.</summary>
/// <param name="Changed">Only those that are not at their default.</param>
public sealed record SettingsModel(IReadOnlyList<SettingModel> Settings, string Query, bool Changed);

/// <param name="Value">In words; never a secret.</param>
public sealed record SettingModel(string Key, string Value, string From, string Meaning);
