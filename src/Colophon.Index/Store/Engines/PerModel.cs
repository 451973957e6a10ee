using System.Collections.Concurrent;

namespace Colophon.Index.Store.Engines;

/// <summary>A compiled query, by kind of context: it belongs to one model, and each engine has its own.</summary>
internal sealed class PerModel<TQuery>(Func<TQuery> compile)
{
    private readonly ConcurrentDictionary<Type, TQuery> compiled = [];

    public TQuery For(ColophonDb db) => compiled.GetOrAdd(db.GetType(), _ => compile());
}
