namespace Colophon.Tests.Support;

/// <summary>Finds the checkout that the tests were built from, for tests that read source files and documents.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    public static string File(string path) => Path.Combine(Root, path);

    public static string Vectors(string path) => Path.Combine(Root, "tests/Colophon.Tests/Vectors", path);

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "Colophon.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No Colophon.slnx above the test assembly.");
        return folder;
    }
}
