namespace Colophon.Rules.Packaging.Names;

/// <summary>Why a name, a version or a file name is not one.</summary>
public static class NameProblems
{
    public static readonly Problem InvalidName = new(400, "name-invalid", "The project name cannot be used",
        "Start and end with an ASCII letter or digit, and use only letters, digits, '.', '_' and '-'.");

    public static readonly Problem ProhibitedName = new(400, "name-prohibited", "The project name is not allowed",
        "Choose a name that is not a module of the standard library nor a file that installers read.");

    public static readonly Problem NameTaken = new(409, "name-taken", "A project of this name exists",
        "Names are compared without case, and '.', '_' and '-' are the same: choose another.");

    public static readonly Problem TooSimilar = new(400, "name-too-similar", "The project name is too similar to an existing one",
        "Choose a name that nobody can mistake: l, I and 1, o and 0 count as the same here.");

    public static readonly Problem InvalidVersion = new(400, "version-invalid", "The version cannot be used",
        "Write the version as PEP 440 says, for example 1.2.0, 1.2.0rc1 or 1.2.0.post1.");

    public static readonly Problem InvalidFileName = new(400, "filename-invalid", "The file name cannot be used",
        "Upload the file under the name that the build tool gave it.");

    public static readonly Problem Extension = new(400, "filename-extension", "The file is not of a kind that is taken",
        "Upload wheels (.whl) and source distributions (.tar.gz).");

    public static readonly Problem InvalidTags = new(400, "filename-tags", "The wheel's tags cannot be used",
        "Build the wheel for a platform that installers know, for example manylinux_2_28_x86_64 or any.");

    public static readonly Problem Mismatch = new(400, "filename-mismatch", "The file name does not say what the file is",
        "Build the file again: its name must be made from the project's normalised name and version.");

    /// <summary>All of them, for the pages that explain them.</summary>
    public static IReadOnlyList<Problem> All { get; } =
        [InvalidName, ProhibitedName, NameTaken, TooSimilar, InvalidVersion, InvalidFileName, Extension, InvalidTags, Mismatch];
}
