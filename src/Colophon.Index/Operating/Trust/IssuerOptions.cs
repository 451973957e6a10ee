using System.CommandLine;
using Colophon.Rules.Identity;

namespace Colophon.Index.Operating.Trust;

/// <summary>What <c>issuer add</c> takes: an option for each member of the setting <c>Issuers</c>.</summary>
internal static class IssuerOptions
{
    private static readonly Option<bool> PrivateNetwork =
        new("--private-network") { Description = "Its hosts may have private addresses; never this machine's or clouds' metadata." };

    private static readonly (string Member, Option<string?> Option)[] Texts =
    [
        ("Provider", new("--provider") { Required = true, Description = $"One of {KnownProviders.Keys}." }),
        ("Keys", new("--keys") { Description = "Where its keys are, if not by discovery: an https URL, or file:/PATH." }),
        ("Algorithms", new("--algorithms")
        {
            Description = $"Allowed signatures, of {string.Join(", ", SigningKeys.KnownAlgorithms)}, separated by commas; left out, RS256."
        }),
        ("Audience", new("--audience")
        {
            Description = "For issuers whose jobs cannot choose an audience: the fixed one. Others receive the same tokens: weaker."
        }),
        ("CertificateAuthority", new("--ca") { Description = "PEM file of the only roots that its hosts' certificates may have." }),
        ("Web", new("--web") { Description = "Where people see its repositories." }),
        ("Api", new("--api") { Description = "Where ids of its accounts are asked for, such as https://github.example.org/api/v3." }),
        ("Identify", new("--identify") { Description = "Generic issuers: the claims that identify a job, separated by commas." }),
        ("Immutable", new("--immutable") { Description = "Generic issuers: the claims that never change, separated by commas." }),
    ];

    /// <summary>Names of the members that are texts, each with what it means.</summary>
    public static IEnumerable<(string Member, string Means)> Members => Texts.Select(text => (text.Member, text.Option.Description!));

    public static Symbol[] All { get; } = [.. Texts.Select(text => text.Option), PrivateNetwork];

    /// <summary>What was given for a member of the setting; null when it was left out.</summary>
    public static string? Given(ParseResult parsed, string member) => member == nameof(PrivateNetwork)
        ? parsed.GetValue(PrivateNetwork) ? "true" : null
        : parsed.GetValue(Texts.Single(text => text.Member == member).Option);
}
