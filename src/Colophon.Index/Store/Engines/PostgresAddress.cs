using System.Data.Common;
using Npgsql;

namespace Colophon.Index.Store.Engines;

/// <summary>Where the PostgreSQL database is and how to sign in there. Prints without the password, wherever it is printed.</summary>
internal sealed class PostgresAddress
{
    /// <summary>What the setting takes.</summary>
    public const string Allowed =
        "sqlite, or a PostgreSQL connection string such as Host=db.example.org;Database=colophon;Username=colophon";

    /// <summary>
    /// How long a change waits for its turn, and how long a node that stops in the middle of one keeps the others waiting.
    /// </summary>
    private const string Limits = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=15s";

    /// <summary>
    /// Connections of a node, unless the operator names another number: a server's usual hundred is for all nodes and for its operator.
    /// </summary>
    public const int UsualPool = 24;

    /// <summary>Kept readers, the ledger's pen, and some for what passes: with fewer, requests would wait for each other.</summary>
    private const int SmallestPool = Readers.Most + 4;

    private readonly NpgsqlConnectionStringBuilder parts;

    private PostgresAddress(NpgsqlConnectionStringBuilder parts) => this.parts = parts;

    /// <summary>For Npgsql alone: it holds the password.</summary>
    public string Connection => parts.ConnectionString;

    public string Database => parts.Database!;

    /// <summary>Null when the text is no connection string, or names no host or database.</summary>
    public static PostgresAddress? Parse(string text, out string why)
    {
        why = "it is no connection string; it is not quoted here, since it may hold a password";
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(text);
            why = $"it names no {(string.IsNullOrEmpty(parts.Host) ? "Host" : "Database")}, found {Shown(parts)}";
            if (string.IsNullOrEmpty(parts.Host) || string.IsNullOrEmpty(parts.Database)) return null;
            if (!NamesPool(text)) parts.MaxPoolSize = UsualPool;
            why = $"its Maximum Pool Size is {parts.MaxPoolSize}, expected at least {SmallestPool}";
            if (parts.Pooling && parts.MaxPoolSize < SmallestPool) return null;
            if (string.IsNullOrEmpty(parts.Options)) parts.Options = Limits;
            if (string.IsNullOrEmpty(parts.ApplicationName)) parts.ApplicationName = "colophon-index";
            return new PostgresAddress(parts);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static bool NamesPool(string text)
    {
        var named = new DbConnectionStringBuilder { ConnectionString = text };
        return named.ContainsKey("Maximum Pool Size") || named.ContainsKey("MaxPoolSize");
    }

    private static string Shown(NpgsqlConnectionStringBuilder parts)
    {
        var shown = new NpgsqlConnectionStringBuilder(parts.ConnectionString) { Password = null, SslPassword = null };
        return shown.ConnectionString is { Length: > 0 } text ? $"'{text}'" : "nothing";
    }

    public override string ToString() => $"PostgreSQL at {parts.Host}, database {parts.Database}";
}
