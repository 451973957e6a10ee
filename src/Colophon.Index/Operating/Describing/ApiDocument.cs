using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Colophon.Index.Operating.Describing;

/// <summary>The API's document in the words of OpenAPI 3.1, drawn from what its doors say of themselves.</summary>
internal static partial class ApiDocument
{
    private const string Path = "/api/v1/openapi.json";

    private static readonly string[] Methods = ["GET", "PUT", "POST", "PATCH", "DELETE"];

    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapApiDocument(this IEndpointRouteBuilder doors)
    {
        var drawn = new Lazy<string>(() => Draw(doors.ServiceProvider.GetRequiredService<EndpointDataSource>()));
        doors.MapMethods(Path, ["GET", "HEAD"], (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-cache";
            return Results.Text(drawn.Value, "application/json");
        }).For(Standing.Anyone);
    }

    /// <summary>The same text for the same doors, whatever their order.</summary>
    public static string Draw(EndpointDataSource doors)
    {
        var acts = doors.Endpoints.OfType<RouteEndpoint>().Select(door => (Door: door, Act: door.Metadata.GetMetadata<ApiAct>()))
            .Where(one => one.Act is not null).Select(one => (one.Door, Act: one.Act!)).ToList();
        var schemas = new Schemas(acts.Select(one => one.Act.Takes).OfType<Type>(),
            acts.Select(one => one.Act.Gives).OfType<Type>().Append(typeof(RefusalBody)));
        var paths = new JsonObject();
        foreach (var path in acts.GroupBy(one => PathOf(one.Door)).OrderBy(path => path.Key, StringComparer.Ordinal))
        {
            var item = new JsonObject();
            foreach (var (door, act) in path.OrderBy(one => Array.IndexOf(Methods, MethodOf(one.Door))))
                item[MethodOf(door).ToLowerInvariant()] = Operation(door, act, schemas);
            paths[path.Key] = item;
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Colophon",
                ["version"] = "1",
                ["description"] = "What the pages of this index can do, for machines. docs/api.md says how to begin.",
                ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["identifier"] = "Apache-2.0" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/", ["description"] = "The index that serves this document." }),
            ["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = Components(schemas),
        }.ToJsonString(Written) + "\n";
    }

    private static JsonObject Operation(RouteEndpoint door, ApiAct act, Schemas schemas)
    {
        var method = MethodOf(door);
        var operation = new JsonObject
        {
            ["operationId"] = act.Name,
            ["summary"] = act.Summary,
            ["description"] = WhoMay(door.Metadata.OfType<Standing>().Single()),
            ["tags"] = new JsonArray(TagOf(door.RoutePattern)),
        };
        if (Parameters(door.RoutePattern, act, method) is { Count: > 0 } parameters) operation["parameters"] = parameters;
        if (act.Takes is { } takes)
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Json(schemas.Of(takes)) };

        var responses = new JsonObject { [(act.Gives is null ? 204 : act.Status).ToString(System.Globalization.CultureInfo.InvariantCulture)] = Good(act, schemas) };
        if (method == "GET") responses["304"] = new JsonObject { ["description"] = "The answer is the one that If-None-Match names." };
        if (method is "PUT" or "PATCH") responses["412"] = Referenced("responses", "LostUpdate");
        responses["default"] = Referenced("responses", "Refused");
        operation["responses"] = responses;
        return operation;
    }

    private static JsonArray Parameters(RoutePattern pattern, ApiAct act, string method)
    {
        var parameters = new JsonArray();
        foreach (var parameter in pattern.Parameters)
        {
            parameters.Add(new JsonObject
            {
                ["name"] = parameter.Name,
                ["in"] = "path",
                ["required"] = true,
                ["description"] = Means(parameter.Name),
                ["schema"] = new JsonObject { ["type"] = "string" },
            });
        }

        foreach (var (name, means) in act.Query)
        {
            parameters.Add(new JsonObject
            {
                ["name"] = name,
                ["in"] = "query",
                ["description"] = means,
                ["schema"] = name == "limit" ? new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 200 } : new JsonObject { ["type"] = "string" },
            });
        }

        if (method == "GET") parameters.Add((JsonNode)Referenced("parameters", "IfNoneMatch"));
        if (method is "PUT" or "PATCH") parameters.Add((JsonNode)Referenced("parameters", "IfMatch"));
        return parameters;
    }

    private static JsonObject Good(ApiAct act, Schemas schemas) => act.Gives is null
        ? new JsonObject { ["description"] = "Done." }
        : new JsonObject
        {
            ["description"] = act.Status == StatusCodes.Status201Created ? "Made." : "Done, or shown.",
            ["headers"] = new JsonObject { ["ETag"] = Referenced("headers", "ETag") },
            ["content"] = Json(schemas.Of(act.Gives)),
        };

    private static JsonObject Components(Schemas schemas)
    {
        JsonObject Refused(string says) => new()
        {
            ["description"] = says,
            ["headers"] = new JsonObject
            {
                ["X-Colophon-Error"] = new JsonObject
                {
                    ["description"] = "The problem's code: /problems/CODE explains it.",
                    ["schema"] = new JsonObject { ["type"] = "string" },
                },
            },
            ["content"] = new JsonObject
            {
                ["application/json"] = new JsonObject { ["schema"] = schemas.Of(typeof(RefusalBody)) },
                ["application/problem+json"] = new JsonObject { ["schema"] = schemas.Of(typeof(RefusalBody)) },
            },
        };

        JsonObject Header(string name, string says) => new()
        {
            ["name"] = name,
            ["in"] = "header",
            ["description"] = says,
            ["schema"] = new JsonObject { ["type"] = "string" },
        };

        return new JsonObject
        {
            ["securitySchemes"] = new JsonObject
            {
                ["token"] = new JsonObject
                {
                    ["type"] = "http",
                    ["scheme"] = "bearer",
                    ["bearerFormat"] = "pypi-…",
                    ["description"] = "An API token that may manage. Basic with the user name __token__ works too.",
                },
            },
            ["parameters"] = new JsonObject
            {
                ["IfNoneMatch"] = Header("If-None-Match", "The ETag of an earlier answer: 304 if nothing has changed."),
                ["IfMatch"] = Header("If-Match", "The ETag of what was read: refuses the change if it has changed since."),
            },
            ["headers"] = new JsonObject
            {
                ["ETag"] = new JsonObject
                {
                    ["description"] = "Names this very answer.",
                    ["schema"] = new JsonObject { ["type"] = "string" },
                },
            },
            ["responses"] = new JsonObject
            {
                ["Refused"] = Refused("Refused: what was found, what was expected, what to do. Asked for as application/problem+json it comes as that."),
                ["LostUpdate"] = Refused("What was to be changed has changed since it was read; nothing was done."),
            },
            ["schemas"] = schemas.All(),
        };
    }

    private static string WhoMay(Standing standing) => standing switch
    {
        Standing.SignedIn => "For anyone with a token that may manage.",
        Standing.Maintainer => "For maintainers and owners of the project; for others it is not there.",
        Standing.Owner => "For owners of the project; for others it is not there.",
        Standing.Operator => "For operators of the index; for others it is not there.",
        _ => "For anyone.",
    };

    private static string Means(string parameter) => parameter switch
    {
        "project" => "The project's name, in any spelling.",
        "version" => "The release's version, in any spelling.",
        "file" => "The file's whole name.",
        "user" => "The person's account name.",
        "name" => "The name.",
        _ => "Its id, as the list has it.",
    };

    private static string TagOf(RoutePattern pattern) => pattern.PathSegments.Select(segment => segment.Parts[0]).OfType<RoutePatternLiteralPart>()
        .Select(part => part.Content).Where(text => text is not ("api" or "v1")).Take(1).First();

    /// <summary>Without what routing alone needs: <c>{version?}</c> is <c>{version}</c>.</summary>
    private static string PathOf(RouteEndpoint door) => RoutingMarks().Replace(door.RoutePattern.RawText!, "{$1}");

    private static string MethodOf(RouteEndpoint door) => door.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0];

    private static JsonObject Json(JsonNode schema) => new() { ["application/json"] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Referenced(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };

    [GeneratedRegex(@"\{\*{0,2}(\w+)[^}]*\}")]
    private static partial Regex RoutingMarks();
}
