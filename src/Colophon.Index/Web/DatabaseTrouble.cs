using Microsoft.Data.Sqlite;
using Npgsql;

namespace Colophon.Index.Web;

/// <summary>
/// Tells a database that is away, busy or full from a fault of ours. What passes is 503 or 507, and the client may ask again
/// (threats.md H18).
/// </summary>
internal static class DatabaseTrouble
{
    /// <summary>Null when the database is not the cause.</summary>
    public static Refusal? Of(Exception exception)
    {
        // EF wraps what the database said, in one layer or two.
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SqliteException sqlite when DiskTrouble.Explains(sqlite): return DiskTrouble.Refusal();
                case SqliteException { SqliteErrorCode: SqliteBusy or SqliteLocked }: return Away();
                case PostgresException { SqlState: PostgresErrorCodes.DiskFull }: return DiskTrouble.Refusal();
                case PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire }: return Unspeakable();
                case PostgresException postgres: return Passes(postgres.SqlState) ? Away() : null;
                case NpgsqlException: return Away(); // no connection, or one that broke, or none free in time
                case InvalidOperationException { Source: "Npgsql" }: return Away(); // the same, found out between two commands
            }
        }

        return null;
    }

    private static bool Passes(string state) =>
        state[..2] is ConnectionTrouble or RolledBack or TooFewResources or OperatorIntervenes or SystemTrouble
        || state is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.ReadOnlySqlTransaction
            or PostgresErrorCodes.InvalidCatalogName or HeldTooLong;

    private static Refusal Away() =>
        new(WebProblems.StoreUnavailable.Because("The database of the index does not answer now, or is too busy.")) { RetryAfter = 2 };

    private static Refusal Unspeakable() => WebProblems.BadRequest.Refuse("The request holds a NUL character where text is expected.");

    // Classes of SQLSTATE.
    private const string ConnectionTrouble = "08";
    private const string RolledBack = "40"; // serialization failures and deadlocks
    private const string TooFewResources = "53";
    private const string OperatorIntervenes = "57";
    private const string SystemTrouble = "58";

    private const string HeldTooLong = "25P03"; // idle_in_transaction_session_timeout

    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
}
