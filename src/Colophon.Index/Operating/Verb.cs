using System.CommandLine;
using System.Text.Json;
using Colophon.Index.Store;
using Colophon.Index.Store.Engines;
using Colophon.Index.Store.Files;
using Colophon.Rules;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating;

/// <summary>Ends a verb: refused, with what was found, what was expected and what to do.</summary>
internal sealed class VerbRefused(string message) : Exception(message)
{
    public static VerbRefused Of(Fault fault) => new($"{fault.Detail}\n{fault.Problem.Remedy}");
}

/// <summary>What a running verb has at hand: the store, open and up to date, and where to write.</summary>
internal sealed class Verb(IServiceProvider services, ColophonDb db, TextWriter output, bool isJson) : IDisposable
{
    /// <summary>Who did it, for the history.</summary>
    public const string Actor = "operator";

    public ColophonDb Db => db;

    public DateTimeOffset Now { get; } = services.GetRequiredService<TimeProvider>().GetUtcNow();

    public Settings Settings => services.GetRequiredService<Settings>();

    public TrustedIssuers Issuers => new(Settings, Get<Readers>());

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public Task<Change> Begin(CancellationToken ct) => Get<WriteTurn>().Begin(db, ct);

    /// <summary>Says the outcome: the sentence for people, or the object for machines.</summary>
    public void Say(string sentence, object facts) => output.WriteLine(isJson ? JsonSerializer.Serialize(facts, Json) : sentence);

    /// <summary>Says a list: a line each for people, one array for machines.</summary>
    public void SayAll(IEnumerable<(string Sentence, object Facts)> rows)
    {
        if (isJson) output.WriteLine(JsonSerializer.Serialize(rows.Select(row => row.Facts), Json));
        else foreach (var (sentence, _) in rows) output.WriteLine(sentence);
    }

    public void Dispose() => db.Dispose();

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };
}

/// <summary>Builds verbs that work on the store, beside a running server or without one.</summary>
internal static class VerbBuilding
{
    public static readonly Option<string?> Data =
        new("--data") { Description = "The data directory; else Colophon:DataDirectory, else ./data." };
    public static readonly Option<bool> AsJson = new("--json") { Description = "Answers as JSON, for machines." };

    /// <summary>Gives the command its work, with the options that every verb takes.</summary>
    public static Command Does(this Command command, Func<Verb, ParseResult, CancellationToken, Task<int>> work)
    {
        command.Add(Data);
        command.Add(AsJson);
        command.SetAction((parsed, ct) => Run(parsed, work, ct));
        return command;
    }

    public static Command With(this Command command, params Symbol[] symbols)
    {
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) command.Add(argument);
            else if (symbol is Option option) command.Add(option);
            else command.Add((Command)symbol);
        }

        return command;
    }

    /// <summary>Configuration as the server has it: files beside it, the environment, then what the verb names.</summary>
    private static (Settings Settings, IReadOnlyList<string> Faults) ReadSettings(string? data, InvocationConfiguration around)
    {
        var environment = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? "Production";
        var configuration = new ConfigurationBuilder().AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables()
            .AddInMemoryCollection((around as Surroundings)?.Settings).Build();
        var (settings, faults) = SettingsReader.Read(configuration, environment == "Development");
        return (data is null ? settings : settings with { DataDirectory = data }, faults);
    }

    private static async Task<int> Run(ParseResult parsed, Func<Verb, ParseResult, CancellationToken, Task<int>> work, CancellationToken ct)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var (settings, faults) = ReadSettings(parsed.GetValue(Data), parsed.InvocationConfiguration);
        if (faults.Count > 0)
        {
            foreach (var fault in faults) await error.WriteLineAsync(fault);
            return 2;
        }

        try
        {
            await using var services = new ServiceCollection().AddLogging().AddSingleton(settings).AddSingleton(TimeProvider.System)
                .AddStore(settings, new DataDirectory(settings.DataDirectory)).BuildServiceProvider();
            var db = await services.GetRequiredService<IDbContextFactory<ColophonDb>>().CreateDbContextAsync(ct);
            await services.GetRequiredService<Engine>().Open(db, ct);
            using var verb = new Verb(services, db, output, parsed.GetValue(AsJson));
            return await work(verb, parsed, ct);
        }
        catch (VerbRefused refused)
        {
            await error.WriteLineAsync(refused.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException
            or InvalidOperationException or System.Data.Common.DbException or DbUpdateException)
        {
            await error.WriteLineAsync($"The store ({settings.Database?.ToString() ?? settings.DataDirectory}) cannot be used: "
                + $"{exception.InnerException?.Message ?? exception.Message}");
        }

        return 1;
    }
}
