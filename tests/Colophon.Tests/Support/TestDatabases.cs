using Colophon.Demo;
using Colophon.Index.Store.Engines;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestDatabases))]

namespace Colophon.Tests.Support;

/// <summary>The engine that a test runs on.</summary>
public enum Database
{
    Sqlite,
    Postgres,
}

/// <summary>One PostgreSQL server for a run of the tests, started when the first test asks for it; a database for each that does.</summary>
public sealed class TestDatabases : IAsyncDisposable
{
    private const string Template = "colophon_template";

    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static PracticePostgres? server;
    private static int made;

    /// <summary>A database with the schema in it and no row: its connection string.</summary>
    public static Task<string> Make() => MakeFrom(Template);

    /// <summary>A database without a schema, as an operator makes it.</summary>
    public static Task<string> MakeBare() => MakeFrom("template1");

    private static async Task<string> MakeFrom(string template)
    {
        await Gate.WaitAsync();
        try
        {
            server ??= await StartServer();
            var name = $"test_{++made}";
            await Run($"CREATE DATABASE {name} TEMPLATE {template}");
            return server.Connection(name);
        }
        finally
        {
            Gate.Release();
        }
    }

    public static async Task Drop(string connection)
    {
        await using (var pooled = new NpgsqlConnection(connection)) NpgsqlConnection.ClearPool(pooled);
        await Run($"DROP DATABASE {new NpgsqlConnectionStringBuilder(connection).Database} WITH (FORCE)");
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
    }

    private static async Task<PracticePostgres> StartServer()
    {
        var started = await PracticePostgres.Start();
        server = started;
        await Run($"CREATE DATABASE {Template}");
        var address = PostgresAddress.Parse(started.Connection(Template) + ";Pooling=false", out _)!;
        var options = new DbContextOptionsBuilder<PostgresDb>();
        var engine = new PostgresEngine(address);
        engine.Configure(options);
        await using var db = new PostgresDb(options.Options);
        await engine.Open(db, CancellationToken.None);
        return started;
    }

    private static async Task Run(string command)
    {
        await using var connection = new NpgsqlConnection(server!.Connection("postgres"));
        await connection.OpenAsync();
        await using var statement = new NpgsqlCommand(command, connection);
        await statement.ExecuteNonQueryAsync();
    }
}
