using System.CommandLine;

namespace Colophon.Index.Operating;

/// <summary>
/// The operator's verbs: <c>colophon-index VERB …</c>. Exit code 0 is done, 1 refused, 2 wrong usage; never a stack trace.
/// </summary>
internal static class Verbs
{
    public static Task<int> Run(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>With the output where a test can read it.</summary>
    public static async Task<int> Run(string[] args, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("A Python package index that knows where every file came from.");
        foreach (var verb in (Command[])[ServeVerb.Make(), .. UserVerbs.Make(), .. ProjectVerbs.Make(), .. PublisherVerbs.Make(),
            .. IssuerVerbs.Make(), .. TokenVerbs.Make(), RefusedVerb.Make(), FsckVerb.Make(), BackupVerb.Make(), DocsVerb.Make()])
            root.Add(verb);

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var fault in parsed.Errors) await error.WriteLineAsync(fault.Message);
            await error.WriteLineAsync("`colophon-index --help` lists the verbs, `colophon-index VERB --help` what each takes.");
            return 2;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false
        });
    }
}
