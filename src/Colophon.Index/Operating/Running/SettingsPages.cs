using Colophon.Index.Web.Pages;

namespace Colophon.Index.Operating.Running;

/// <summary>The settings as in force, without the secrets: <c>/operate/settings/</c>.</summary>
internal static class SettingsPages
{
    public static Task Show(HttpContext context, SettingsInForce settings)
    {
        var (query, changed) = (context.Request.Query["q"].ToString().Trim(), context.Request.Query["changed"] == "on");
        var rows = settings.All.Where(one => (!changed || one.From != SettingInForce.Default)
            && $"{one.Row.Key} {one.Row.Meaning}".Contains(query, StringComparison.OrdinalIgnoreCase));
        return context.Show<SettingsPage, SettingsModel>(new SettingsModel([.. rows.Select(one => new SettingModel(one.Row.Key,
            one.Value ?? "set, and not shown", one.From, one.Row.Meaning.Replace("`", "", StringComparison.Ordinal)))], query, changed));
    }
}
