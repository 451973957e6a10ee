using System.CommandLine;
using Colophon.Index.Operating.Life;
using Colophon.Index.Operating.Telling;
using Colophon.Index.Operating.Trust;

namespace Colophon.Index.Operating;

/// <summary>What a verb finds around it: where to write, and settings that stand before those of the environment.</summary>
internal sealed class Surroundings : InvocationConfiguration
{
    public required IReadOnlyDictionary<string, string?> Settings { get; init; }
}

/// <summary>
/// The operator's verbs: <c>colophon-index VERB …</c>. Exit code 0 is done, 1 refused, 2 wrong usage; never a stack trace.
/// </summary>
internal static class Verbs
{
    /// <summary>Made once: options that verbs share keep a list of every command that they were ever added to.</summary>
    private static readonly RootCommand Root = Make();

    public static Task<int> Run(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>With the output where a test can read it, and settings beside those of the environment.</summary>
    public static async Task<int> Run(string[] args, TextWriter output, TextWriter error,
        IReadOnlyDictionary<string, string?>? settings = null)
    {
        var parsed = Root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var fault in parsed.Errors) await error.WriteLineAsync(fault.Message);
            await error.WriteLineAsync("`colophon-index --help` lists the verbs, `colophon-index VERB --help` what each takes.");
            return 2;
        }

        return await parsed.InvokeAsync(new Surroundings
        {
            Settings = settings ?? new Dictionary<string, string?>(),
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false
        });
    }

    private static RootCommand Make()
    {
        var root = new RootCommand("A Python package index that knows where every file came from.");
        foreach (var verb in (Command[])[ServeVerb.Make(), .. UserVerbs.Make(), .. ProjectVerbs.Make(), .. LifeVerbs.Make(),
            .. PublisherVerbs.Make(), .. IssuerVerbs.Make(), .. SwitchVerbs.Make(), .. TokenVerbs.Make(), .. MailVerbs.Make(),
            .. WebhookVerbs.Make(), .. AuditVerbs.Make(), RefusedVerb.Make(), FsckVerb.Make(), BackupVerb.Make(), DocsVerb.Make()])
            root.Add(verb);
        return root;
    }
}
