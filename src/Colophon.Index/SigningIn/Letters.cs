using Colophon.Index.Store;
using Colophon.Index.Store.Entities;

namespace Colophon.Index.SigningIn;

/// <summary>Mails of this room, in words; they are sent after the change they tell of is committed.</summary>
internal static class Letters
{
    /// <summary>Puts a mail into the outbox, inside the caller's change.</summary>
    public static void Write(this ColophonDb db, DateTimeOffset now, string to, string subject, params string[] paragraphs) =>
        db.Messages.Add(new Message
        {
            Id = Guid.CreateVersion7(now),
            To = to,
            Subject = subject,
            Text = string.Join("\n\n", paragraphs) + "\n",
            Created = now,
            NextTry = now,
        });
}
