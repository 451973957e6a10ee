using System.Text;
using Colophon.Index.Installing.Pages;
using Colophon.Index.Store;

namespace Colophon.Index.Installing.Listing;

/// <summary>The list of all projects as a page: put together anew after a change; only segments that changed are written.</summary>
internal sealed class ListPages(Catalogues catalogues, KeptPages kept, ChangeFeed feed)
{
    private readonly Made?[] made = new Made?[2];
    private readonly Lock writing = new();

    private static readonly Piece HtmlHead = new(Encoding.UTF8.GetBytes("""
        <!DOCTYPE html>
        <html lang="en">
          <head>
            <meta name="pypi:repository-version" content="1.4">
            <title>Simple index</title>
          </head>
          <body>

        """));

    private static readonly Piece HtmlTail = new("  </body>\n</html>\n"u8.ToArray());
    private static readonly Piece JsonTail = new("]}\n"u8.ToArray());

    public ValueTask<Page> Render(bool asJson, CancellationToken ct) =>
        Volatile.Read(ref made[asJson ? 1 : 0]) is { } page && page.Of.Seen >= feed.Stamp
            ? ValueTask.FromResult<Page>(page.Page)
            : new ValueTask<Page>(Make(asJson, ct));

    private async Task<Page> Make(bool asJson, CancellationToken ct)
    {
        var catalogue = await catalogues.Current(ct);
        lock (writing)
        {
            ref var slot = ref made[asJson ? 1 : 0];
            if (slot is { } meanwhile && meanwhile.Of.Seen >= catalogue.Seen) return meanwhile.Page;

            var page = new PiecedPage(asJson ? ToJson(catalogue) : ToHtml(catalogue), catalogue.Serial);
            Volatile.Write(ref slot, new Made(catalogue, page));
            kept.Reserve(catalogue.Weight + made.Sum(one => one?.Page.Weight ?? 0));
            return page;
        }
    }

    private static List<Piece> ToHtml(Catalogue catalogue) =>
        [HtmlHead, .. catalogue.Segments.Select(segment => segment.ToHtml()), HtmlTail];

    private static List<Piece> ToJson(Catalogue catalogue)
    {
        var head = $"{{\"meta\":{{\"_last-serial\":{catalogue.Serial},\"api-version\":\"1.4\"}},\"projects\":[";
        return [new Piece(Encoding.UTF8.GetBytes(head)), .. catalogue.Segments.Select((segment, i) => segment.ToJson(i == 0)), JsonTail];
    }

    private sealed record Made(Catalogue Of, PiecedPage Page);
}
