using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Colophon.Index.Web.Doors;

namespace Colophon.Index.Operating.Describing;

/// <summary>JSON schemas of the records that the API takes and gives, each by its name and once.</summary>
internal sealed class Schemas
{
    private const string Place = "#/components/schemas/";

    private readonly JsonSerializerOptions json = new(ApiBodies.Json);
    private readonly SortedDictionary<string, (Type Type, JsonObject Schema)> known = new(StringComparer.Ordinal);
    private readonly HashSet<Type> given = [];
    private bool isGiven;

    /// <param name="takes">Types of bodies.</param>
    /// <param name="gives">Types of answers: in these nothing that may be null need be there, since null is left out.</param>
    public Schemas(IEnumerable<Type> takes, IEnumerable<Type> gives)
    {
        json.MakeReadOnly(populateMissingResolver: true);
        isGiven = true;
        foreach (var type in gives) Of(type);
        isGiven = false;
        foreach (var type in takes) Of(type);
    }

    /// <summary>All of them by name.</summary>
    public JsonObject All() => new(known.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value.Schema.DeepClone())));

    /// <summary>A reference to the type's schema, or the schema itself where the type has no name of its own.</summary>
    public JsonNode Of(Type type) => json.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, node) => Named(context.TypeInfo.Type, node),
    });

    /// <summary>Called for what is inside first: what has a name becomes a reference, and is kept.</summary>
    private JsonNode Named(Type type, JsonNode node)
    {
        var isOurs = type.Namespace?.StartsWith(nameof(Colophon), StringComparison.Ordinal) == true;
        if (node is not JsonObject schema) return node;
        if (schema["$ref"]?.GetValue<string>() is { } twice && !twice.StartsWith(Place, StringComparison.Ordinal))
            return Of(type); // the exporter points into its own schema at what it has written already: that leads nowhere here
        if (!isOurs || !schema.ContainsKey("properties")) return node;
        var name = NameOf(type);
        if (known.TryGetValue(name, out var there) && there.Type != type)
            throw new InvalidOperationException($"Two types of the API are called {name}: {there.Type} and {type}.");
        var isNullable = schema["type"] is JsonArray;
        if (there.Type is null) known[name] = (type, Kept(schema));
        if (isGiven) given.Add(type);
        var reference = new JsonObject { ["$ref"] = Place + name };
        return isNullable ? new JsonObject { ["anyOf"] = new JsonArray(reference, new JsonObject { ["type"] = "null" }) } : reference;
    }

    private JsonObject Kept(JsonObject schema)
    {
        var kept = (JsonObject)schema.DeepClone();
        kept["type"] = "object";
        if (!isGiven) return kept;

        kept.Remove("additionalProperties"); // answers may grow; whoever reads them passes over what it does not know
        if (kept["required"] is not JsonArray required) return kept;
        var properties = kept["properties"]!.AsObject();
        kept["required"] = new JsonArray([.. required.Select(name => name!.GetValue<string>())
            .Where(name => !MayBeNull(properties[name]!)).Select(name => (JsonNode)name)]);
        return kept;
    }

    private static bool MayBeNull(JsonNode property) => property is JsonObject one
        && ((one["type"] is JsonArray types && types.Any(type => type!.GetValue<string>() == "null")) || one.ContainsKey("anyOf"));

    /// <summary><c>ApiPage&lt;ApiUser&gt;</c> is a <c>UserPage</c>.</summary>
    private static string NameOf(Type type)
    {
        var name = type.IsNested ? type.DeclaringType!.Name + type.Name : type.Name.Split('`')[0];
        if (name.StartsWith("Api", StringComparison.Ordinal)) name = name[3..];
        return string.Concat(type.GetGenericArguments().Select(NameOf)) + name;
    }
}
