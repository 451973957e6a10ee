using System.Globalization;
using System.Text;
using System.Xml;

namespace Colophon.Index.Installing.Feeds;

/// <summary>One entry of a feed.</summary>
/// <param name="Id">Stays the entry's own, also when its address is used again for something else.</param>
internal sealed record FeedItem(Guid Id, string Title, string Link, string? Description, DateTimeOffset At);

/// <summary>Writes RSS 2.0, well formed whatever names and summaries hold.</summary>
internal static class Rss
{
    private static readonly XmlWriterSettings Utf8 = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
    };

    public static byte[] Write(string title, string link, string description, IEnumerable<FeedItem> items)
    {
        var page = new MemoryStream();
        using (var xml = XmlWriter.Create(page, Utf8))
        {
            xml.WriteStartElement("rss");
            xml.WriteAttributeString("version", "2.0");
            xml.WriteStartElement("channel");
            Write(xml, "title", title);
            Write(xml, "link", link);
            Write(xml, "description", description);
            Write(xml, "language", "en");
            foreach (var item in items) Write(xml, item);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return page.ToArray();
    }

    /// <summary>
    /// Without what XML 1.0 cannot hold: such a character cannot be escaped either, and ends the whole feed for its readers.
    /// </summary>
    internal static string Fit(string text)
    {
        var fit = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) fit.Append(text, i++, 2);
            else fit.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
        }

        return fit.ToString();
    }

    private static void Write(XmlWriter xml, FeedItem item)
    {
        xml.WriteStartElement("item");
        Write(xml, "title", item.Title);
        Write(xml, "link", item.Link);
        xml.WriteStartElement("guid");
        xml.WriteAttributeString("isPermaLink", "false");
        xml.WriteString($"urn:uuid:{item.Id:D}");
        xml.WriteEndElement();
        if (item.Description is { } text) Write(xml, "description", text);
        Write(xml, "pubDate", item.At.UtcDateTime.ToString("r", CultureInfo.InvariantCulture));
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, string element, string text) => xml.WriteElementString(element, Fit(text));
}
