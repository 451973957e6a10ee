using System.Text.Json;
using System.Text.Json.Serialization;
using Colophon.Rules.Identity;

namespace Colophon.Index.Web;

/// <summary>
/// The one body of every refusal: PyPI's <c>message</c> and <c>errors</c> beside RFC 9457's members (ADR 0006). Old and new clients each
/// find theirs.
/// </summary>
internal sealed record RefusalBody
{
    public required string Message { get; init; }
    public required IReadOnlyList<Error> Errors { get; init; }

    /// <summary>What uv prints for a refused upload.</summary>
    public required string Code { get; init; }

    public required string Type { get; init; }
    public required string Title { get; init; }
    public required int Status { get; init; }
    public required string Detail { get; init; }
    public required string Remedy { get; init; }
    public required IReadOnlyList<Told> Findings { get; init; }
    public string? TraceId { get; init; }

    public sealed record Error(string Code, string Description);

    /// <summary>One rule's finding, without what the caller may not see.</summary>
    public sealed record Told(string Claim, bool Holds, string? Found, string? Expected, string? Why, string? Mend);

    public static RefusalBody Of(Refusal refusal, string publicUrl, string? traceId)
    {
        var (problem, detail) = refusal.Fault;
        return new RefusalBody
        {
            Message = problem.AsPyPI is null ? detail : "Token request failed",
            Errors = [new Error(problem.AsPyPI ?? problem.Code, detail)],
            Code = $"{problem.Status} {detail}",
            Type = $"{publicUrl}/problems/{problem.Code}",
            Title = problem.Title,
            Status = problem.Status,
            Detail = detail,
            Remedy = problem.Remedy,
            Findings = [.. refusal.Findings.Select(Tell)],
            TraceId = traceId,
        };
    }

    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, RefusalJson.Default.RefusalBody);

    /// <summary>A finding without what this caller may not see.</summary>
    public static Told Tell(Finding finding) => finding.MayTell
        ? new Told(finding.Claim, finding.Holds, finding.Found, finding.Expected, finding.Why, finding.Holds ? null : finding.Mend)
        : new Told(finding.Claim, finding.Holds, finding.Found, Expected: null, finding.Why, Mend: null);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RefusalBody))]
internal sealed partial class RefusalJson : JsonSerializerContext;
