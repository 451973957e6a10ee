using System.Text.Json;
using Colophon.Index.Store.Trust;
using Colophon.Index.Web.Outside;
using Colophon.Rules.Identity;

namespace Colophon.Index.Publishing.Keys;

/// <summary>Brings an issuer's keys in, by discovery, from a URL or from a file, and keeps what is good for the next start.</summary>
internal sealed class KeyFetching(OutsideCalls outside, StoredKeys stored, TimeProvider clock, ILogger<KeyFetching> log)
{
    /// <summary>
    /// After so long without an exchange, a set that has nothing in common with the last one waits for the operator: the issuer's domain
    /// may have expired and be somebody else's (threats.md D22).
    /// </summary>
    private static readonly TimeSpan DormantAfter = TimeSpan.FromDays(90);

    private static readonly string[] PublicNumbers = ["n", "x", "y"];

    /// <summary>Null when they cannot be had, or cannot be believed: the reason is in the log.</summary>
    public async Task<KeptKeys?> Fetch(KeySource source)
    {
        try
        {
            var began = clock.GetUtcNow();
            var bytes = source.File is { } file ? await ReadFile(file) : await Call(source);
            var keys = Read(source, bytes);
            foreach (var why in keys.Refused) log.LogWarning("A key of issuer {Issuer} is not used: {Why}", source.Issuer, why);
            if (source.File is null) await Keep(source, new StoredKeySet(bytes, began));
            return new KeptKeys(keys, began);
        }
        catch (Exception exception)
        {
            var why = exception is OperationCanceledException
                ? $"no whole answer within {OutsideCalls.Deadline.TotalSeconds:0} seconds"
                : exception.Message;
            log.LogError("The keys of issuer {Issuer} could not be fetched: {Why}", source.Issuer, why);
            return null;
        }
    }

    /// <summary>What an earlier process fetched, with its age; a file is simply read again.</summary>
    public async Task<KeptKeys?> Load(KeySource source)
    {
        if (source.File is not null) return null;
        try
        {
            if (await stored.Load(source.Issuer, source.Place) is not { } set) return null;
            var now = clock.GetUtcNow();
            return new KeptKeys(Read(source, set.Jwks), set.Fetched < now ? set.Fetched : now);
        }
        catch (Exception exception)
        {
            log.LogWarning("The kept keys of issuer {Issuer} cannot be used: {Why}", source.Issuer, exception.Message);
            return null;
        }
    }

    private static SigningKeys Read(KeySource source, ReadOnlyMemory<byte> jwks) =>
        SigningKeys.Parse(jwks, source.Algorithms.Split(' ')).TryGet(out var keys, out var fault)
            ? keys
            : throw new InvalidDataException(fault.Detail);

    private static async Task<ReadOnlyMemory<byte>> ReadFile(string path)
    {
        await using var file = File.OpenRead(path);
        var bytes = new byte[OutsideCalls.Cap + 1];
        var length = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false);
        return length <= OutsideCalls.Cap
            ? bytes.AsMemory(0, length)
            : throw new InvalidDataException($"{path} is too large for a key set.");
    }

    /// <summary>One deadline for discovery and keys together (threats.md D08).</summary>
    private async Task<ReadOnlyMemory<byte>> Call(KeySource source)
    {
        using var deadline = new CancellationTokenSource(OutsideCalls.Deadline);
        if (source.Keys is { } url) return await outside.Get(url, source.Reach, deadline.Token);

        var discovery = await outside.Get(KeyUrl.Discovery(source.Issuer), source.Reach, deadline.Token);
        return await outside.Get(KeyUrl.Of(discovery, source.Issuer), source.Reach, deadline.Token);
    }

    private async Task Keep(KeySource source, StoredKeySet set)
    {
        if (!source.IsPublic && await stored.Load(source.Issuer, source.Place) is { } last && set.Fetched - last.Fetched > DormantAfter
            && !SharesKey(set.Jwks, last.Jwks))
        {
            await stored.Hold(source.Issuer, set.Fetched);
            throw new InvalidDataException($"it published nothing that was used since {last.Fetched:yyyy-MM-dd}, and all its keys are new. "
                + $"If the issuer is still the same, run `colophon-index issuer confirm {source.Issuer}`.");
        }

        try { await stored.Keep(source.Issuer, source.Place, set); }
        catch (Exception exception)
        {
            log.LogWarning("The keys of issuer {Issuer} could not be kept for the next start: {Why}", source.Issuer, exception.Message);
        }
    }

    private static bool SharesKey(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other) => Numbers(one).Intersect(Numbers(other)).Any();

    /// <summary>The public numbers of each key, whatever it is called.</summary>
    private static IEnumerable<string> Numbers(ReadOnlyMemory<byte> jwks)
    {
        using var json = JsonDocument.Parse(jwks);
        return [.. json.RootElement.GetProperty("keys").EnumerateArray().Select(key =>
            string.Join('.', PublicNumbers.Select(name => key.TryGetProperty(name, out var number) ? number.ToString() : "")))];
    }
}
