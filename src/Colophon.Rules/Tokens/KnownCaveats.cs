namespace Colophon.Rules.Tokens;

/// <summary>A kind of caveat as its holder may write it.</summary>
/// <param name="Fields">What stands behind the tag.</param>
/// <param name="Allows">What a token with it is still good for.</param>
/// <param name="Example">One that is read here.</param>
public sealed record KnownCaveat(int Tag, string Name, string Fields, string Allows, string Example);

/// <summary>The restrictions that are understood: whoever narrows a token, and the documentation, take them from here.</summary>
public static class KnownCaveats
{
    private const string Id = "33333333-3333-4333-8333-333333333333";

    public static IReadOnlyList<KnownCaveat> All { get; } =
    [
        new(0, "Expiration", "end, begin (Unix seconds)", "from begin until before end, without leeway", "[0,1700000900,1700000000]"),
        new(1, "ProjectName", "list of normalised names", "these projects", """[1,["sampleproject"]]"""),
        new(2, "ProjectID", "list of ids", "these projects", $"""[2,["{Id}"]]"""),
        new(3, "RequestUser", "id", "this person", $"""[3,"{Id}"]"""),
        new(4, "OIDCPublisher", "id, null", "projects for which this publisher vouches now", $"""[4,"{Id}",null]"""),
        new(64, "Versions", "list of versions without trailing zeros", "these versions", """[64,["1.2"]]"""),
        new(65, "Publishers", "list of ids", "projects for which one of these publishers vouches now", $"""[65,["{Id}"]]"""),
        new(66, "Files", "list of file name and SHA-256", "exactly these bytes under these names",
            """[66,[["sampleproject-1.2.tar.gz","9f86"]]]"""),
        new(67, "BoundVersion", "version, list of ids", "this version, unless one of these publishers vouches", $"""[67,"1.2",["{Id}"]]"""),
        new(68, "OneUpload", "none", "one accepted upload", "[68]"),
        new(69, "Scopes", "list of `read`, `upload`, `manage`", "these kinds of acts", """[69,["read"]]"""),
    ];
}
