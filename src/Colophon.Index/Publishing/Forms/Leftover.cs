namespace Colophon.Index.Publishing.Forms;

/// <summary>
/// What a refused client still sends. Clients such as twine read an answer only after their last byte: a connection closed before that
/// shows them "connection reset" instead of the reason.
/// </summary>
internal static class Leftover
{
    /// <summary>Nobody is listened to for longer; the server's lowest rate of bytes holds meanwhile.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Reads the rest of the body and forgets it. Whoever asked first whether to send (RFC 9110, 10.1.1) is told no.</summary>
    public static async Task Discard(HttpRequest request)
    {
        if (request.Headers.Expect.Count > 0) return;

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted);
        deadline.CancelAfter(Patience);
        try
        {
            await request.Body.CopyToAsync(Stream.Null, deadline.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // too long, too large or gone: the answer is sent all the same
        }
    }
}
