using Colophon.Index.Web.Descriptions.Rst.Blocks;
using Colophon.Index.Web.Descriptions.Rst.Inlines;

namespace Colophon.Index.Web.Descriptions.Rst.Directives;

/// <summary>One directive: its arguments, options and content, read by the row of the table that it has.</summary>
internal sealed class Directive(RstDocument document, string name, int line, Action<Lines, Node> nested)
{
    private readonly Dictionary<string, string> options = new(StringComparer.Ordinal);

    public RstDocument Document => document;

    public int Line => line;

    public string Name => name;

    public string Argument { get; private set; } = "";

    public Lines Content { get; private set; } = new([], []);

    public string? Option(string option) => options.GetValueOrDefault(option);

    public void Nested(Lines content, Node into) => nested(content, into);

    public List<Node> Inline(string text) => new InlineParser(document, line).Parse(text);

    /// <summary>Takes the directive's lines apart, checks them as docutils does, and adds what it stands for.</summary>
    public void Read(Lines block, Node parent)
    {
        if (!KnownDirectives.Rows.TryGetValue(name, out var row))
            throw RstStop.Broken(line, $"Unknown directive type \"{name}\". Sphinx knows more of them than package pages do.");
        if (row.Write is null)
            throw RstStop.Broken(line, $"\"{name}\" directive disabled: nothing is read from elsewhere, nor taken as it is.");
        Split(block.Count > 0 && block.IsBlank(0) ? block.Slice(1, block.Count) : block, row);
        if (Content.Count > 0 && row.Content == ContentRule.None) throw Error("no content permitted");
        if (Content.Count == 0 && row.Content == ContentRule.Required) throw Error("content block expected; none found");
        row.Write(this, parent);
    }

    public RstStop Error(string what) => RstStop.Broken(line, $"Error in \"{name}\" directive: {what}.");

    private void Split(Lines block, DirectiveRow row)
    {
        var takesArguments = row.Least > 0 || row.Most > 0;
        var end = takesArguments || row.Options.Count > 0 ? block.EndOfBlock(0) : 0;
        var argumentEnd = 0;
        while (argumentEnd < end && FieldMarker.WidthOf(Lead(block[argumentEnd])) == 0) argumentEnd++;
        if (row.Options.Count == 0) argumentEnd = end;
        ReadOptions(block.Slice(argumentEnd, end), row);
        var contentFrom = takesArguments ? end : argumentEnd > 0 ? 0 : end;
        if (takesArguments) ReadArguments(block.Slice(0, argumentEnd), row);
        Content = takesArguments || argumentEnd == 0 ? block.Slice(contentFrom, block.Count) : Without(block, argumentEnd, end);
        while (Content.Count > 0 && Content.IsBlank(0)) Content = Content.Slice(1, Content.Count);
    }

    /// <summary>A field's marker needs a character to look at.</summary>
    private static string Lead(string text) => text.Length == 0 ? " " : text;

    private static Lines Without(Lines block, int from, int to)
    {
        var (head, tail) = (block.Slice(0, from), block.Slice(to, block.Count));
        var texts = Enumerable.Range(0, head.Count).Select(i => head[i]).Concat(Enumerable.Range(0, tail.Count).Select(i => tail[i]));
        var numbers = Enumerable.Range(0, head.Count).Select(head.Number).Concat(Enumerable.Range(0, tail.Count).Select(tail.Number));
        return new Lines([.. texts], [.. numbers]);
    }

    private void ReadOptions(Lines block, DirectiveRow row)
    {
        for (var i = 0; i < block.Count;)
        {
            var width = FieldMarker.WidthOf(Lead(block[i]));
            if (width == 0) throw Error("invalid option block");
            var option = FieldMarker.NameIn(block[i]).ToLowerInvariant();
            if (option.Contains(' ', StringComparison.Ordinal))
                throw Error($"invalid option data: extension option field name \"{option}\" has a blank");
            if (!row.Options.Contains(option)) throw Error($"unknown option: \"{option}\"");
            var value = block.TakeIndented(i, first: width);
            if (!options.TryAdd(option, value.Block.Joined().Trim())) throw Error($"invalid option data: duplicate option \"{option}\"");
            i = value.End;
        }

        foreach (var (option, value) in options)
        {
            if (!OptionValues.IsValid(option, value)) throw Error($"invalid option value: (option: \"{option}\"; value: '{value}')");
        }
    }

    private void ReadArguments(Lines block, DirectiveRow row)
    {
        Argument = block.Joined().Trim();
        var words = Argument.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        if (words < row.Least)
            throw Error($"{row.Least} argument(s) required, {words} supplied");
        if (words > row.Most && !row.LastIsText) throw Error($"maximum {row.Most} argument(s) allowed, {words} supplied");
    }
}
