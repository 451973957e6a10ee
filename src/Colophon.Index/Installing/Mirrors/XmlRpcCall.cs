using System.Globalization;
using System.Xml;

namespace Colophon.Index.Installing.Mirrors;

/// <summary>Why a call is not answered: a number, as XML-RPC servers agreed, and a sentence with advice.</summary>
internal sealed record XmlRpcFault(int Code, string Text)
{
    public const int Malformed = -32700;
    public const int WrongParameters = -32602;
    public const int Unsupported = -32500;
}

/// <summary>
/// An XML-RPC call: a method and its parameters, of the kinds that mirrors send. Nothing is resolved and nothing expands: a document with a
/// DTD is refused, so there are no entities.
/// </summary>
internal sealed record XmlRpcCall(string Method, IReadOnlyList<object?> Parameters)
{
    private const int Deepest = 8;

    private static readonly XmlReaderSettings Strict = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    /// <summary>Null, with the fault, when the body is no such call.</summary>
    public static XmlRpcCall? Parse(ReadOnlyMemory<byte> body, out XmlRpcFault? fault)
    {
        fault = null;
        try
        {
            return Read(body);
        }
        catch (Exception exception) when (exception is XmlException or FormatException or OverflowException)
        {
            fault = new XmlRpcFault(XmlRpcFault.Malformed, $"The body is no XML-RPC call: {exception.Message}");
            return null;
        }
    }

    private static XmlRpcCall Read(ReadOnlyMemory<byte> body)
    {
        using var xml = XmlReader.Create(new MemoryStream(body.ToArray()), Strict);
        xml.MoveToContent();
        xml.ReadStartElement("methodCall");
        var method = xml.ReadElementContentAsString("methodName", "").Trim();
        List<object?> parameters = [];
        if (xml.IsStartElement("params")) ReadList(xml, "params", () => parameters.Add(ReadParameter(xml)));
        xml.ReadEndElement();
        while (xml.Read()) { } // what follows has to be XML as well
        return new XmlRpcCall(method, parameters);
    }

    private static object? ReadParameter(XmlReader xml)
    {
        xml.ReadStartElement("param");
        var value = ReadValue(xml, depth: 0);
        xml.ReadEndElement();
        return value;
    }

    private static object? ReadValue(XmlReader xml, int depth)
    {
        if (depth > Deepest) throw new XmlException($"values are nested deeper than {Deepest}");
        if (xml.IsEmptyElement)
        {
            xml.ReadStartElement("value");
            return "";
        }

        xml.ReadStartElement("value");
        // Without a type it is a string.
        var value = xml.NodeType == XmlNodeType.Element ? ReadTyped(xml, depth) : xml.ReadContentAsString();
        xml.ReadEndElement();
        return value;
    }

    private static object? ReadTyped(XmlReader xml, int depth)
    {
        switch (xml.LocalName)
        {
            case "int" or "i4" or "i8":
                return long.Parse(xml.ReadElementContentAsString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            case "string":
                return xml.ReadElementContentAsString();
            case "boolean":
                return xml.ReadElementContentAsBoolean();
            case "array":
                var list = new List<object?>();
                xml.ReadStartElement("array");
                ReadList(xml, "data", () => list.Add(ReadValue(xml, depth + 1)));
                xml.ReadEndElement();
                return list;
            case "nil":
                xml.Skip();
                return null;
            case var other:
                throw new XmlException($"a value of the kind '{other}' is in no call that is answered here");
        }
    }

    private static void ReadList(XmlReader xml, string element, Action readOne)
    {
        var isEmpty = xml.IsEmptyElement;
        xml.ReadStartElement(element);
        if (isEmpty) return;
        while (xml.IsStartElement()) readOne();
        xml.ReadEndElement();
    }
}
