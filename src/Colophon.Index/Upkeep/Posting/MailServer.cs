using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Messages;
using Colophon.Index.Web;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Colophon.Index.Upkeep.Posting;

/// <summary>The way to the operator's mail server, with TLS; one conversation for all letters that wait.</summary>
internal sealed class MailServer(Settings settings, PublicAddress address, RootKeys keys)
{
    private const int MostMilliseconds = 20_000;

    /// <summary>Whether the settings name one.</summary>
    public bool IsThere => settings.Smtp.Host is not null;

    /// <summary>A conversation, ready to hand letters over; dispose it.</summary>
    public async Task<SmtpClient> Open(CancellationToken ct)
    {
        var smtp = settings.Smtp;
        var client = new SmtpClient { Timeout = MostMilliseconds, CheckCertificateRevocation = false };
        try
        {
            client.ServerCertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(certificate as X509Certificate2, errors);
            await client.ConnectAsync(smtp.Host!, smtp.ActualPort, smtp.Tls switch
            {
                SmtpTls.Implicit => SecureSocketOptions.SslOnConnect,
                SmtpTls.None => SecureSocketOptions.None,
                _ => SecureSocketOptions.StartTls, // required: a server that does not offer it gets nothing
            }, ct);
            if (smtp.User is { } user) await client.AuthenticateAsync(user, smtp.Password!, ct);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>The letter as it goes over the wire; only here the index's address comes into it.</summary>
    public MimeMessage Letter(Message message)
    {
        var letter = new MimeMessage
        {
            Subject = message.Subject,
            Date = message.Created,
            MessageId = $"{message.Id:D}@{address.Host}",
            Body = new BodyBuilder
            {
                TextBody = Written.Open(message.Text, keys, address.Url),
                HtmlBody = message.Html is { } html ? Written.Open(html, keys, address.Url) : null,
            }.ToMessageBody(),
        };
        letter.From.Add(MailboxAddress.Parse(settings.Smtp.From!));
        letter.To.Add(new MailboxAddress(null, message.To));
        letter.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return letter;
    }

    private bool IsTrusted(X509Certificate2? certificate, SslPolicyErrors errors)
    {
        if (settings.Smtp.CertificateAuthority is not { } roots) return errors == SslPolicyErrors.None;
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None) return false;

        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(roots);
        return chain.Build(certificate);
    }
}
