using Colophon.Rules.Packaging.Grammars;

namespace Colophon.Rules.Packaging.Wheels;

/// <summary>
/// A wheel's entry_points.txt: installers write a program for each script, so its name must stay a file name, and every reader of INI must
/// find the same entries (threats.md E47).
/// </summary>
internal static class EntryPoints
{
    public static Fault? Fault(WheelArchive wheel)
    {
        if (wheel.InInfo("entry_points.txt") is not { } member) return null;
        var why = wheel.Text(member) is { } text ? Why(text) : "it is not valid UTF-8";
        return why is null ? null : DistributionProblems.EntryPoints.Because(
            $"Wheel '{wheel.File}' has invalid entry points defined in the entry_points.txt file: {why}");
    }

    /// <summary>What is wrong with the text; null when nothing is.</summary>
    public static string? Why(string text)
    {
        var sections = new HashSet<string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var (section, indent) = ("", int.MaxValue);
        foreach (var written in text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n'))
        {
            var line = written.Trim();
            if (line.Length == 0 || line[0] is '#' or ';') continue;
            if (line.Any(c => char.IsControl(c) && c != '\t')) return "a line holds a control character";

            var depth = written.Length - written.TrimStart().Length;
            if (depth > indent) return $"'{Shown(line)}' continues the line above for some readers and is an entry of its own for others";
            if (line[0] == '[')
            {
                if (line.IndexOf(']', StringComparison.Ordinal) != line.Length - 1) return $"'{Shown(line)}' is no section";
                section = line[1..^1].Trim();
                if (section.Length == 0 || !sections.Add(section)) return $"the section '{Shown(section)}' has no name or stands twice";
                (names, indent) = (new HashSet<string>(StringComparer.Ordinal), int.MaxValue);
                continue;
            }

            indent = depth;
            if (WhyNoEntry(section, line, names) is { } why) return why;
        }

        return null;
    }

    private static string? WhyNoEntry(string section, string line, HashSet<string> names)
    {
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        if (section.Length == 0 || equals <= 0) return $"'{Shown(line)}' is no entry of a section, expected NAME = MODULE:OBJECT";
        var (name, target) = (line[..equals].TrimEnd(), line[(equals + 1)..].TrimStart());
        if (!names.Add(name)) return $"'{Shown(name)}' stands twice in '{section}'";
        if (section is not ("console_scripts" or "gui_scripts")) return null;
        if (!IsScriptName(name)) return $"'{Shown(name)}' is no name of a script, expected letters, digits, '_', '.' and '-'";
        return IsTarget(target) ? null : $"'{Shown(target)}' is nothing that a script can call, expected MODULE:FUNCTION";
    }

    /// <summary>More than dots: "." and ".." are folders.</summary>
    private static bool IsScriptName(string name) =>
        name.All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '-') && name.Any(c => c != '.');

    /// <summary><c>package.module:object.attribute [extra, extra]</c></summary>
    private static bool IsTarget(string target)
    {
        var scanner = new Scanner(target);
        if (!IsDotted(scanner.While(IsOfNames)) || !scanner.SkipBlanks().Take(':')) return false;
        if (!IsDotted(scanner.SkipBlanks().While(IsOfNames))) return false;
        if (!scanner.SkipBlanks().Take('[')) return scanner.IsAtEnd;
        scanner.While(c => c is not (']' or '['));
        return scanner.Take(']') && scanner.SkipBlanks().IsAtEnd;
    }

    private static bool IsDotted(string name) =>
        Array.TrueForAll(name.Split('.'), part => part.Length > 0 && !char.IsDigit(part[0]));

    private static bool IsOfNames(char c) => char.IsLetterOrDigit(c) || c is '_' or '.';

    private static string Shown(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
