namespace Colophon.Index;

/// <summary>How the connection to the mail server is protected.</summary>
internal enum SmtpTls
{
    /// <summary>Begins plain and must change to TLS before anything is said.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Implicit,

    /// <summary>Insecure, Development only, and only on this machine.</summary>
    None,
}

/// <summary>The mail server that letters are handed to.</summary>
internal sealed record SmtpSettings
{
    /// <summary>Null: nothing is sent, and letters stay in the outbox.</summary>
    public string? Host { get; init; }

    /// <summary>Null: 587, or 465 with implicit TLS.</summary>
    public int? Port { get; init; }

    public string? User { get; init; }
    public string? Password { get; init; }

    /// <summary>Whom letters are from: an address, or a name and an address.</summary>
    public string? From { get; init; }

    public SmtpTls Tls { get; init; }

    /// <summary>PEM file of the only roots that the server's certificate may have; null for the system's.</summary>
    public string? CertificateAuthority { get; init; }

    public int ActualPort => Port ?? (Tls == SmtpTls.Implicit ? 465 : 587);

    /// <summary>What does not fit together.</summary>
    public IEnumerable<string> Faults(bool isDevelopment)
    {
        if (Host is null) yield break;
        if (From is null) yield return "Colophon:Smtp:From is missing: whom letters are from, such as Index <index@example.org>.";
        if ((User is null) != (Password is null))
            yield return "Colophon:Smtp:User and Colophon:Smtp:Password belong together; one of them is missing.";
        if (Tls == SmtpTls.None && !isDevelopment)
            yield return "Colophon:Smtp:Tls = 'none' is an insecure switch: it is on, and this is not Development. Use starttls or "
                + "implicit.";
        if (Tls == SmtpTls.None && Host is not ("localhost" or "127.0.0.1" or "::1"))
            yield return $"Colophon:Smtp:Tls = 'none' goes with a mail server on this machine alone, and '{Host}' is another.";
    }

    public override string ToString() => $"{Host}:{ActualPort} [password redacted]";
}
