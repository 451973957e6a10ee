using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Entities;

/// <summary>A mail or a webhook's call that is to be sent: written in the transaction of the change it tells of, sent afterwards.</summary>
internal sealed class Message
{
    public required Guid Id { get; init; }

    /// <summary>The webhook that is called; null for a mail.</summary>
    public Guid? WebhookId { get; init; }

    /// <summary>The mail's address, or the webhook's.</summary>
    public required string To { get; init; }

    /// <summary>The mail's subject, or the event.</summary>
    public required string Subject { get; init; }

    /// <summary>The mail as plain text, or the call's JSON.</summary>
    public required string Text { get; init; }

    /// <summary>The mail as HTML; null for a call.</summary>
    public string? Html { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Not before; null when nothing more is tried.</summary>
    public DateTimeOffset? NextTry { get; set; }

    public int Tries { get; set; }
    public DateTimeOffset? Sent { get; set; }

    /// <summary>Why the last try failed.</summary>
    public string? Trouble { get; set; }

    public static void Map(ModelBuilder model) => model.Entity<Message>(message =>
    {
        message.HasIndex(m => m.NextTry);
        message.HasIndex(m => m.Created);
        message.HasOne<Webhook>().WithMany().HasForeignKey(m => m.WebhookId).OnDelete(DeleteBehavior.Cascade);
    });
}

/// <summary>An address that is told of a project's changes, or of all.</summary>
internal sealed class Webhook
{
    public required Guid Id { get; init; }

    /// <summary>Null: of the whole index.</summary>
    public Guid? ProjectId { get; init; }

    public required string Url { get; init; }

    /// <summary>Names of events, or beginnings that end in <c>:</c>, separated by blanks; empty for all.</summary>
    public string Events { get; set; } = "";

    public required DateTimeOffset Created { get; init; }
    public required string AddedBy { get; init; }
    public bool IsOff { get; set; }

    public static void Map(ModelBuilder model) => model.Entity<Webhook>(webhook =>
        webhook.HasOne<Project>().WithMany().HasForeignKey(w => w.ProjectId).OnDelete(DeleteBehavior.Cascade));
}
