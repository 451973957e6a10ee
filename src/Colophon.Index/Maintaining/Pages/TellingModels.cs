namespace Colophon.Index.Maintaining.Pages;

/// <summary>One entry of the history.</summary>
/// <param name="Details">Names and values.</param>
public sealed record HistoryRow(long Id, DateTimeOffset At, string Event, string? Project, string Actor,
    IReadOnlyDictionary<string, string?> Details);

/// <summary>What was typed to narrow a history down.</summary>
public sealed record HistoryAsked(string Event, string Actor, string Since, string Until)
{
    /// <summary>As a query, with something more; begins with a question mark.</summary>
    public string Query(string more = "")
    {
        (string Name, string Value)[] typed = [("event", Event), ("actor", Actor), ("since", Since), ("until", Until)];
        var parts = typed.Where(one => one.Value.Length > 0).Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value)}");
        return "?" + string.Join('&', parts.Append(more).Where(part => part.Length > 0));
    }
}

/// <summary>A history, the newest first.</summary>
/// <param name="Path">Of the page.</param>
/// <param name="Before">Where the older ones begin; null on the last page.</param>
public sealed record HistoryModel(string Path, HistoryAsked Asked, IReadOnlyList<HistoryRow> Rows, long? Before, string? Fault)
{
    /// <summary>Null: it is a person's own.</summary>
    public ProjectTop? Top { get; init; }
}

/// <summary>A webhook.</summary>
/// <param name="Events">Empty for all.</param>
/// <param name="Waiting">Calls that are still to be made.</param>
/// <param name="Trouble">Why the last call failed, if it did.</param>
public sealed record WebhookRow(string Id, string Url, string Events, DateTimeOffset Created, string AddedBy, bool IsOff, int Waiting,
    string? Trouble);

/// <summary>A project's webhooks.</summary>
public sealed record WebhooksModel(ProjectTop Top, IReadOnlyList<WebhookRow> Webhooks)
{
    public string Url { get; init; } = "";
    public string Events { get; init; } = "";
    public string? Fault { get; init; }

    /// <summary>It is of the field for events, else of the address.</summary>
    public bool FaultIsOfEvents { get; init; }
}

/// <summary>A webhook that was added: its secret is shown this once.</summary>
public sealed record WebhookMadeModel(ProjectTop Top, string Url, string Secret);
