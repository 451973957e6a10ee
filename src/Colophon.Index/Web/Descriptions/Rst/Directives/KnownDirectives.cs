using System.Collections.Frozen;

namespace Colophon.Index.Web.Descriptions.Rst.Directives;

/// <summary>Whether a directive takes lines below it.</summary>
internal enum ContentRule
{
    None,
    Allowed,
    Required,
}

/// <summary>How one directive is written, and what it stands for; nothing where it is switched off.</summary>
/// <param name="Least">Words that it needs behind its name.</param>
/// <param name="Most">Words that it takes there.</param>
/// <param name="LastIsText">Whether the last word may be several.</param>
/// <param name="Of">Names of its options, blanks between.</param>
/// <param name="Content">Whether it takes lines below it.</param>
/// <param name="Write">Adds what it stands for.</param>
internal sealed record DirectiveRow(int Least, int Most, bool LastIsText, string Of, ContentRule Content, Action<Directive, Node>? Write)
{
    /// <summary>Names of the options that it takes.</summary>
    public FrozenSet<string> Options { get; } = Of.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}

/// <summary>The directives of docutils, by name.</summary>
internal static class KnownDirectives
{
    private const string Common = "class name";
    private const string Picture = "alt height width scale align target " + Common;

    private static readonly DirectiveRow Admonition = new(0, 0, false, Common, ContentRule.Required, WrittenDirectives.Admonition);
    private static readonly DirectiveRow Code = new(0, 1, false, "number-lines force " + Common, ContentRule.Required,
        WrittenDirectives.Code);
    private static readonly DirectiveRow Quote = new(0, 0, false, "", ContentRule.Required, WrittenDirectives.Quote);
    private static readonly DirectiveRow Off = new(0, 0, false, "", ContentRule.Allowed, null);
    private static readonly DirectiveRow NotKnown = new(0, 99, true, "", ContentRule.Allowed, WrittenDirectives.Unknown);

    /// <summary>All that docutils has: others are unknown to PyPI, too.</summary>
    public static IReadOnlyDictionary<string, DirectiveRow> Rows => All;

    private static readonly Dictionary<string, DirectiveRow> All = new()
    {
        ["attention"] = Admonition,
        ["caution"] = Admonition,
        ["danger"] = Admonition,
        ["error"] = Admonition,
        ["hint"] = Admonition,
        ["important"] = Admonition,
        ["note"] = Admonition,
        ["tip"] = Admonition,
        ["warning"] = Admonition,
        ["admonition"] = new(1, 1, true, Common, ContentRule.Required, WrittenDirectives.Admonition),
        ["topic"] = new(1, 1, true, Common, ContentRule.Required, WrittenDirectives.Topic),
        ["rubric"] = new(1, 1, true, Common, ContentRule.None, WrittenDirectives.Rubric),
        ["code"] = Code,
        ["code-block"] = Code,
        ["sourcecode"] = Code,
        ["math"] = new(0, 1, true, "nowrap " + Common, ContentRule.Allowed, WrittenDirectives.Math),
        ["parsed-literal"] = new(0, 0, false, Common, ContentRule.Required, WrittenDirectives.ParsedLiteral),
        ["epigraph"] = Quote,
        ["highlights"] = Quote,
        ["pull-quote"] = Quote,
        ["compound"] = new(0, 0, false, Common, ContentRule.Required, WrittenDirectives.Container),
        ["container"] = new(0, 1, true, "name", ContentRule.Required, WrittenDirectives.Container),
        ["class"] = new(1, 1, true, "", ContentRule.Allowed, WrittenDirectives.Container),
        ["image"] = new(1, 1, true, Picture, ContentRule.None, PictureDirectives.Image),
        ["figure"] = new(1, 1, true, "figwidth figclass " + Picture, ContentRule.Allowed, PictureDirectives.Figure),
        ["contents"] = new(0, 1, true, "depth local backlinks class", ContentRule.None, WrittenDirectives.Contents),
        ["table"] = new(0, 1, true, "align width widths " + Common, ContentRule.Required, TableDirectives.Table),
        ["list-table"] = new(0, 1, true, "header-rows stub-columns width widths align " + Common, ContentRule.Required,
            TableDirectives.ListTable),
        ["csv-table"] = new(0, 1, true, "header-rows stub-columns header width widths align file url encoding delim escape quote keepspace "
            + Common, ContentRule.Allowed, TableDirectives.CsvTable),
        ["role"] = new(0, 1, true, "", ContentRule.Allowed, WrittenDirectives.Role),
        ["default-role"] = new(0, 1, false, "", ContentRule.None, WrittenDirectives.DefaultRole),
        ["title"] = new(1, 1, true, "", ContentRule.None, WrittenDirectives.Nothing),
        ["raw"] = Off,
        ["include"] = Off,
        ["replace"] = new(0, 0, false, "", ContentRule.Required, WrittenDirectives.Misplaced),
        ["unicode"] = new(1, 1, true, "trim ltrim rtrim", ContentRule.None, WrittenDirectives.Misplaced),
        ["date"] = new(0, 99, true, "", ContentRule.Allowed, WrittenDirectives.Misplaced),
        ["sidebar"] = NotKnown,
        ["meta"] = NotKnown,
        ["header"] = NotKnown,
        ["footer"] = NotKnown,
        ["sectnum"] = NotKnown,
        ["section-numbering"] = NotKnown,
        ["target-notes"] = NotKnown,
        ["line-block"] = NotKnown,
        ["restructuredtext-test-directive"] = NotKnown,
    };
}
