using System.CommandLine;
using System.Globalization;
using Colophon.Index.Store.Life;
using Colophon.Rules;

namespace Colophon.Index.Operating.Life;

/// <summary>Carries an act out for a verb and says what it came to. Nothing is deleted before its name was typed a second time.</summary>
internal static class Carrying
{
    private static readonly Option<string?> Confirm =
        new("--confirm") { Description = "The name of what is deleted, once more; left out, the verb says what would be lost." };

    private static readonly Actor Operator = new(Verb.Actor, IsOperator: true);

    public static Command Carries(this Command command, Func<ParseResult, ProjectAct> act) =>
        command.Does((verb, parsed, ct) => Carry(verb, act(parsed), ct));

    public static Command Deletes(this Command command, Func<ParseResult, Subject> subject) =>
        command.With(Confirm).Does(async (verb, parsed, ct) =>
        {
            var act = new Deletion(subject(parsed));
            await AskToConfirm(verb, act, parsed.GetValue(Confirm), ct);
            return await Carry(verb, act, ct);
        });

    private static async Task AskToConfirm(Verb verb, Deletion act, string? typed, CancellationToken ct)
    {
        var loss = OrRefuse(await verb.Db.LossOf(act.Subject, ct));
        if (typed == loss.Name) return;

        var found = typed is null ? "" : $"'{typed}' is not its name. ";
        throw new VerbRefused($"{found}The {loss.Kind} {loss.Name} would be lost for ever: {Count(loss.Files)}, "
            + $"{Bytes(loss.Bytes)}; names of files are never free again.\nTo have installers pass over it, yank it. To delete it, add "
            + $"--confirm {(loss.Name.Contains(' ', StringComparison.Ordinal) ? $"'{loss.Name}'" : loss.Name)}");
    }

    private static async Task<int> Carry(Verb verb, ProjectAct act, CancellationToken ct)
    {
        var done = OrRefuse(await verb.Get<ProjectLife>().Carry(verb.Db, act, Operator, ct));
        var target = done.Target;
        verb.Say(done.Entry is null ? $"Nothing to do: the {target.Kind} {target.Name} is so already." : InWords(act, done), new
        {
            changed = done.Entry is not null,
            serial = done.Entry,
            project = target.Project.Name,
            version = target.Release?.Version,
            filename = target.File?.FileName,
            status = act is StatusChange ? target.Project.Status : null,
            files = act is Deletion ? done.Files : (int?)null,
            bytes = act is Deletion ? done.Bytes : (long?)null,
        });
        return 0;
    }

    private static string InWords(ProjectAct act, Done done)
    {
        var what = $"{done.Target.Kind} {done.Target.Name}";
        return act switch
        {
            Yank { IsOn: true } => $"Yanked the {what}: installers pass over it unless it is pinned.",
            Yank => $"Installers take the {what} again.",
            Deletion => $"Deleted the {what}: {Count(done.Files)}, {Bytes(done.Bytes)}.",
            StatusChange { Status: var status } => $"The {what} is {status} from now on.",
            _ => $"Changed the {what}.",
        };
    }

    private static T OrRefuse<T>(Parsed<T> parsed)
        where T : class => parsed.TryGet(out var value, out var fault) ? value : throw VerbRefused.Of(fault);

    private static string Count(int files) => files == 1 ? "1 file" : $"{files} files";

    private static string Bytes(long bytes) => bytes.ToString("N0", CultureInfo.InvariantCulture) + " bytes";
}
