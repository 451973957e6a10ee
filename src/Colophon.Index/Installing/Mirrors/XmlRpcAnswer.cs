using System.Globalization;
using System.Text;
using System.Xml;

namespace Colophon.Index.Installing.Mirrors;

/// <summary>Writes answers of XML-RPC, in pieces: a journal of fifty thousand rows is never in memory as a whole.</summary>
internal static class XmlRpcAnswer
{
    /// <summary>Bytes that are gathered before they are sent.</summary>
    private const int Piece = 64 * 1024;

    private static readonly XmlWriterSettings Utf8 = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    /// <summary>A list, item by item.</summary>
    public static Task SendList(HttpResponse response, IEnumerable<object?[]> rows) => Send(response, "params", async (xml, pass) =>
    {
        Begin(xml, "param", "value", "array", "data");
        foreach (var row in rows)
        {
            Write(xml, row);
            await pass();
        }
    });

    /// <summary>A struct, member by member.</summary>
    public static Task SendStruct(HttpResponse response, IEnumerable<(string Name, long Value)> members) => Send(response, "params",
        async (xml, pass) =>
        {
            Begin(xml, "param", "value", "struct");
            foreach (var (name, value) in members)
            {
                WriteMember(xml, name, value);
                await pass();
            }
        });

    public static Task SendNumber(HttpResponse response, long number) => Send(response, "params", (xml, _) =>
    {
        Begin(xml, "param");
        Write(xml, number);
        return Task.CompletedTask;
    });

    public static Task SendFault(HttpResponse response, XmlRpcFault fault) => Send(response, "fault", (xml, _) =>
    {
        Begin(xml, "value", "struct");
        WriteMember(xml, "faultCode", fault.Code);
        WriteMember(xml, "faultString", fault.Text);
        return Task.CompletedTask;
    });

    private static async Task Send(HttpResponse response, string content, Func<XmlWriter, Func<Task>, Task> write)
    {
        response.ContentType = "text/xml; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        var piece = new MemoryStream();
        using var xml = XmlWriter.Create(piece, Utf8);
        xml.WriteStartElement("methodResponse");
        xml.WriteStartElement(content);
        await write(xml, () => piece.Length < Piece ? Task.CompletedTask : Pass(xml, piece, response));
        xml.WriteEndDocument(); // closes whatever is open
        await Pass(xml, piece, response);
    }

    private static async Task Pass(XmlWriter xml, MemoryStream piece, HttpResponse response)
    {
        xml.Flush();
        await response.Body.WriteAsync(piece.GetBuffer().AsMemory(0, (int)piece.Length), response.HttpContext.RequestAborted);
        piece.SetLength(0);
    }

    private static void Begin(XmlWriter xml, params ReadOnlySpan<string> elements)
    {
        foreach (var element in elements) xml.WriteStartElement(element);
    }

    private static void WriteMember(XmlWriter xml, string name, object value)
    {
        xml.WriteStartElement("member");
        xml.WriteElementString("name", name);
        Write(xml, value);
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, object? value)
    {
        xml.WriteStartElement("value");
        switch (value)
        {
            case null:
                xml.WriteElementString("nil", "");
                break;
            case object?[] list:
                Begin(xml, "array", "data");
                foreach (var item in list) Write(xml, item);
                xml.WriteEndElement();
                xml.WriteEndElement();
                break;
            case string text:
                xml.WriteElementString("string", text);
                break;
            default:
                xml.WriteElementString("int", Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }

        xml.WriteEndElement();
    }
}
