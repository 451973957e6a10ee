using Microsoft.AspNetCore.Components;

namespace Colophon.Index.Web.Pages;

/// <summary>A page of the server: markup drawn from one model, without a script and without a life of its own (ADR 0029).</summary>
/// <typeparam name="TModel">All that the page tells.</typeparam>
public abstract class PageOf<TModel> : ComponentBase
{
    [Parameter, EditorRequired]
    public required TModel Model { get; set; }

    /// <summary>Where it is shown, and to whom.</summary>
    [Parameter, EditorRequired]
    public required Here Here { get; set; }
}
