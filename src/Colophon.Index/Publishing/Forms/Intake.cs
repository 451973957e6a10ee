using System.Buffers;
using Colophon.Index.Store.Files;
using Colophon.Index.Web;

namespace Colophon.Index.Publishing.Forms;

/// <summary>The file of an upload as it came in: on the disk, counted and hashed on the way, not yet visible to anybody.</summary>
internal sealed record Arrived(string FileName, string? ContentType, BlobDraft Draft, Digests Digests);

/// <summary>Takes a file in as it streams: memory stays at two buffers whatever its size.</summary>
internal static class Intake
{
    private const int BufferSize = 512 * 1024;

    /// <param name="most">Bytes; more ends the request at once.</param>
    public static async Task<Digests> Receive(Stream body, BlobDraft draft, long most, CancellationToken ct)
    {
        using var digests = new FileDigests();
        var reading = ArrayPool<byte>.Shared.Rent(BufferSize);
        var hashing = ArrayPool<byte>.Shared.Rent(BufferSize);
        var work = Task.CompletedTask;
        try
        {
            while (true)
            {
                var length = await body.ReadAtLeastAsync(reading.AsMemory(0, BufferSize), BufferSize, throwOnEndOfStream: false, ct);
                await work; // the other buffer is free again
                if (draft.Length + length > most) throw TooLarge(most);
                if (length == 0) return digests.Finish();

                (reading, hashing) = (hashing, reading);
                var full = hashing.AsMemory(0, length);
                work = length < BufferSize ? Now(digests, full, draft)
                    : Task.Run(() => digests.Append(full, bytes => draft.Write(bytes.Span)), CancellationToken.None);
            }
        }
        finally
        {
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // the buffers are its until it ends
            ArrayPool<byte>.Shared.Return(reading);
            ArrayPool<byte>.Shared.Return(hashing);
        }
    }

    private static Task Now(FileDigests digests, ReadOnlyMemory<byte> bytes, BlobDraft draft)
    {
        digests.Append(bytes, rest => draft.Write(rest.Span));
        return Task.CompletedTask;
    }

    private static Refusal TooLarge(long most) =>
        PublishingProblems.FileTooLarge.Refuse($"File too large. Limit for this index is {Settings.InWords(most)}.");
}
