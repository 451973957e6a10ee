using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Messages;

namespace Colophon.Index.SigningIn;

/// <summary>What letters tell of a person and of the browser that did it, and letters whose link is a secret.</summary>
internal sealed class Posting(ColophonDb db, RootKeys keys, TimeProvider clock)
{
    /// <summary>For an event of an account: whoever reads of it learns where it was done.</summary>
    public static Dictionary<string, string?> Facts(User user, HttpContext context, params (string Name, string? Value)[] more)
    {
        var facts = new Dictionary<string, string?>
        {
            ["person"] = user.Id.ToString("D"),
            ["user"] = user.Name,
            ["address"] = context.Connection.RemoteIpAddress?.ToString(),
            ["agent"] = context.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent : null,
        };
        foreach (var (name, value) in more) facts[name] = value;
        return facts;
    }

    /// <summary>Queues a letter to an address that may be nobody's yet; it lies sealed until it is sent.</summary>
    /// <param name="path">Of this index, with the secret in it.</param>
    public void Post(Letter letter, string address, string path, string? name = null)
    {
        var facts = new Dictionary<string, string?> { ["link"] = path, ["user"] = name };
        db.Post(letter.Write(facts).SealedBy(keys), address, clock.GetUtcNow());
    }
}
