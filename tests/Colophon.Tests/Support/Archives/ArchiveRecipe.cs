using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Colophon.Tests.Support.Archives;

/// <summary>Turns the recipe of an archive into its bytes (Vectors/uploads/archives/README.md).</summary>
internal static class ArchiveRecipe
{
    public static byte[] Make(JsonObject recipe)
    {
        var bytes = recipe["zip"] is JsonObject zip ? Zip(zip) : recipe["tar"] is JsonObject tar ? Tar(tar) : Bytes(recipe["file"])!;
        if (recipe["cut"] is { } cut) bytes = bytes[..^cut.GetValue<int>()];
        return [.. bytes, .. Bytes(recipe["append"]) ?? []];
    }

    private static byte[] Zip(JsonObject recipe)
    {
        var zip = new RawZip
        {
            Prefix = Bytes(recipe["prefix"]) ?? [],
            Between = Bytes(recipe["between"]) ?? [],
            Suffix = Bytes(recipe["suffix"]) ?? [],
            Comment = Bytes(recipe["comment"]) ?? [],
            End64 = recipe["end64"] is JsonObject end64 ? Numbers(end64) : null,
            Locator = recipe["locator"] is JsonObject locator ? Numbers(locator) : null,
        };
        foreach (var (field, value) in Numbers(recipe["end"] as JsonObject)) zip.End[field] = value;
        foreach (var member in recipe["members"]?.AsArray() ?? []) AddMembers(zip, member!.AsObject());
        if (recipe["bare"] is null) TestFiles.MakeWheel(zip);
        return zip.ToArray();
    }

    private static void AddMembers(RawZip zip, JsonObject recipe)
    {
        for (var i = 0; i < (recipe["times"]?.GetValue<int>() ?? 1); i++)
        {
            var name = Bytes(recipe["name"])!;
            if (recipe["times"] is not null) name = [.. name, .. Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture))];
            var member = new RawZip.Member
            {
                Name = name,
                Bytes = Bytes(recipe["bytes"]) ?? [],
                Method = recipe["method"]?.GetValue<int>() ?? (name is [.., (byte)'/'] ? 0 : 8),
                Packed = Bytes(recipe["packed"]),
                CentralName = Bytes(recipe["centralName"]),
                LocalExtra = Bytes(recipe["localExtra"] ?? recipe["extra"]) ?? [],
                CentralExtra = Bytes(recipe["centralExtra"] ?? recipe["extra"]) ?? [],
                Comment = Bytes(recipe["comment"]) ?? [],
                HasLocal = recipe["only"]?.GetValue<string>() is not "central",
                HasCentral = recipe["only"]?.GetValue<string>() is not "local",
            };
            foreach (var (field, value) in Numbers(recipe["both"] as JsonObject)) member.Local[field] = member.Central[field] = value;
            foreach (var (field, value) in Numbers(recipe["local"] as JsonObject)) member.Local[field] = value;
            foreach (var (field, value) in Numbers(recipe["central"] as JsonObject)) member.Central[field] = value;
            zip.Members.Add(member);
        }
    }

    private static byte[] Tar(JsonObject recipe)
    {
        var tar = new RawTar { End = recipe["end"]?.GetValue<int>() ?? 2, After = Bytes(recipe["after"]) ?? [] };
        if (recipe["bare"] is null) tar.Add("sample-1.0/PKG-INFO", Encoding.UTF8.GetBytes(TestFiles.Metadata));
        foreach (var member in recipe["members"]?.AsArray() ?? []) AddMembers(tar, member!.AsObject());
        var bytes = tar.ToTar();
        if (recipe["drop"] is { } drop) bytes = bytes[..^drop.GetValue<int>()];
        if (recipe["gzip"] is not JsonObject gzip) return RawTar.Gzip(bytes);
        if (gzip["none"] is not null) return bytes;
        return RawTar.Gzip(bytes, Bytes(gzip["header"]), gzip["stored"] is null ? Bytes(gzip["body"]) : RawTar.Stored(bytes),
            (uint?)Number(gzip["crc"]), (uint?)Number(gzip["size"]));
    }

    private static void AddMembers(RawTar tar, JsonObject recipe)
    {
        if (Bytes(recipe["long"]) is { } path) AddExtension(tar, 'L', [.. path, 0]);
        if (recipe["pax"] is { } pax) AddExtension(tar, 'x', Pax(pax));
        if (recipe["global"] is { } global) AddExtension(tar, 'g', Pax(global));
        if (recipe["longBehind"] is { } behind) AddExtension(tar, 'L', [.. Bytes(behind)!, 0]);
        if (recipe["paxBehind"] is { } again) AddExtension(tar, 'x', Pax(again));
        if (recipe["name"] is null) return;
        for (var i = 0; i < (recipe["times"]?.GetValue<int>() ?? 1); i++)
        {
            var name = Bytes(recipe["name"])!;
            if (recipe["times"] is not null) name = [.. name, .. Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture))];
            var member = new RawTar.Member
            {
                Name = name,
                Bytes = Bytes(recipe["bytes"]) ?? [],
                Type = recipe["type"]?.GetValue<string>()[0] ?? '0',
                Zeros = recipe["zeros"]?.GetValue<int>() ?? 0,
            };
            foreach (var (field, value) in recipe["bent"] as JsonObject ?? []) member.Bent[field] = Bytes(value)!;
            tar.Members.Add(member);
        }
    }

    private static void AddExtension(RawTar tar, char type, byte[] bytes) => tar.Add("././@extension", bytes, type);

    /// <summary>An object of keys and values, or raw bytes.</summary>
    private static byte[] Pax(JsonNode pax) => pax is JsonObject records && !records.ContainsKey("raw")
        ? RawTar.Records(records.Select(pair => (pair.Key, Bytes(pair.Value)!)))
        : Bytes(pax is JsonObject raw ? raw["raw"] : pax)!;

    /// <summary>Text; or one of hex, base64, times and of, random, deflate, archive, all.</summary>
    private static byte[]? Bytes(JsonNode? node) => node switch
    {
        null => null,
        JsonValue text => Encoding.UTF8.GetBytes(text.GetValue<string>()),
        JsonArray all => [.. all.SelectMany(part => Bytes(part)!)],
        JsonObject o when o["hex"] is { } hex => Convert.FromHexString(hex.GetValue<string>().Replace(" ", "", StringComparison.Ordinal)),
        JsonObject o when o["base64"] is { } base64 => Convert.FromBase64String(base64.GetValue<string>()),
        JsonObject o when o["of"] is { } part => [.. Enumerable.Repeat(Bytes(part)!, o["times"]!.GetValue<int>()).SelectMany(b => b)],
        JsonObject o when o["random"] is { } count => Random(count.GetValue<int>()),
        JsonObject o when o["deflate"] is { } packed => RawZip.Deflate(Bytes(packed)!),
        JsonObject o when o["archive"] is JsonObject archive => Make(archive),
        _ => throw new ArgumentException($"These are no bytes: {node.ToJsonString()}"),
    };

    private static byte[] Random(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private static Dictionary<string, long> Numbers(JsonObject? fields) => (fields ?? []).ToDictionary(pair => pair.Key, pair => Number(pair.Value)!.Value);

    /// <summary>A number, or one in hexadecimal as text.</summary>
    private static long? Number(JsonNode? node) => node?.GetValueKind() switch
    {
        null => null,
        System.Text.Json.JsonValueKind.String => long.Parse(node.GetValue<string>()[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        _ => node.GetValue<long>(),
    };
}
