using System.Data.Common;

namespace Colophon.Index.Store.Engines;

/// <summary>Tells what the database or its disk could not do from what the program did wrong.</summary>
internal static class StoreTrouble
{
    /// <summary>EF wraps what a server says, in one layer or two, by how it went wrong.</summary>
    public static bool Explains(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            if (cause is DbException or IOException) return true;
        return false;
    }
}
