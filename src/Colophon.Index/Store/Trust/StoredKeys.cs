using System.Security.Cryptography;
using System.Text.Json;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Trust;

/// <summary>A key set as it was fetched, some time ago.</summary>
internal sealed record StoredKeySet(ReadOnlyMemory<byte> Jwks, DateTimeOffset Fetched);

/// <summary>Keeps the last good key set of each issuer for nodes that start while the issuer is down.</summary>
internal sealed class StoredKeys(IDbContextFactory<ColophonDb> databases, WriteTurn turn, RootKeys secret)
{
    /// <summary>Null when nothing is kept of this issuer from this place, or when it was not this index that kept it.</summary>
    public async Task<StoredKeySet?> Load(string issuer, string source)
    {
        await using var db = await databases.CreateDbContextAsync();
        var row = await db.IssuerKeys.AsNoTracking().FirstOrDefaultAsync(k => k.Issuer == issuer);
        return row is not null && row.Source == source && IsSealed(row)
            ? new StoredKeySet(System.Text.Encoding.UTF8.GetBytes(row.Jwks), row.Fetched)
            : null;
    }

    /// <summary>Keeps a set that was fetched over the guarded way, in place of an older one.</summary>
    public async Task Keep(string issuer, string source, StoredKeySet set)
    {
        await using var db = await databases.CreateDbContextAsync();
        await using var change = await turn.Begin(db, CancellationToken.None);
        var jwks = System.Text.Encoding.UTF8.GetString(set.Jwks.Span);
        var row = await db.IssuerKeys.FirstOrDefaultAsync(k => k.Issuer == issuer);
        if (row is null) db.Add(row = new IssuerKeys { Issuer = issuer, Source = source, Jwks = jwks, Fetched = set.Fetched, Seal = "" });
        (row.Source, row.Jwks, row.Fetched, row.Held) = (source, jwks, set.Fetched, null);
        row.Seal = Convert.ToHexStringLower(SealOf(row));
        await db.SaveChangesAsync();
        await change.Commit(CancellationToken.None);
    }

    /// <summary>Notes, once, that new keys of a dormant issuer wait for the operator.</summary>
    public async Task Hold(string issuer, DateTimeOffset now)
    {
        await using var db = await databases.CreateDbContextAsync();
        await using var change = await turn.Begin(db, CancellationToken.None);
        if (await db.IssuerKeys.FirstOrDefaultAsync(k => k.Issuer == issuer) is not { Held: null } row) return;

        row.Held = now;
        await db.Record(now, "issuer:hold", project: null, "index", new Dictionary<string, string?> { ["issuer"] = issuer });
        await change.Commit(CancellationToken.None);
    }

    private bool IsSealed(IssuerKeys row) => row.Seal.Length == 64 && row.Seal.All(char.IsAsciiHexDigitLower)
        && CryptographicOperations.FixedTimeEquals(Convert.FromHexString(row.Seal), SealOf(row));

    private byte[] SealOf(IssuerKeys row) => HMACSHA256.HashData(secret.ForKeySets(),
        JsonSerializer.SerializeToUtf8Bytes(new[] { row.Issuer, row.Source, row.Jwks, $"{ColophonDb.Micros(row.Fetched)}" }));
}
