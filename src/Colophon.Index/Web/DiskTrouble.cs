using Microsoft.Data.Sqlite;

namespace Colophon.Index.Web;

/// <summary>Tells a full or broken disk from a fault of ours: the first is 507 and passes, the second is a bug.</summary>
internal static class DiskTrouble
{
    public static bool Explains(IOException exception) => (exception.HResult & 0xFFFF) is NoSpace or Quota or ReadOnly or Broken;

    public static bool Explains(SqliteException exception) => exception.SqliteErrorCode is SqliteFull or SqliteIoError or SqliteReadOnly;

    public static Refusal Refusal() =>
        new(WebProblems.StorageUnavailable.Because("The disk of the index is full or broken; nothing was kept.")) { RetryAfter = 60 };

    private const int NoSpace = 28; // ENOSPC
    private const int Quota = 122; // EDQUOT
    private const int ReadOnly = 30; // EROFS
    private const int Broken = 5; // EIO
    private const int SqliteFull = 13;
    private const int SqliteIoError = 10;
    private const int SqliteReadOnly = 8;
}
