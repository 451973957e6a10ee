using System.Globalization;
using System.Threading.RateLimiting;

namespace Colophon.Index.Web.Limits;

/// <summary>
/// One limit: so many requests a minute for each key, in a bucket that fills again evenly. What is left is told in the headers of the
/// RateLimit draft, in the form that PyPI has (pypi-wire.md 1.7). Buckets that are full again are forgotten.
/// </summary>
internal sealed class RequestRate : IDisposable
{
    private readonly string name;
    private readonly int perMinute;
    private readonly PartitionedRateLimiter<string>? buckets;

    /// <param name="perMinute">Null for no limit.</param>
    public RequestRate(string name, int? perMinute)
    {
        (this.name, this.perMinute) = (name, perMinute ?? 0);
        if (perMinute is not { } most) return;

        var atOnce = Math.Max(1, most / 60);
        var options = new TokenBucketRateLimiterOptions
        {
            TokenLimit = most,
            TokensPerPeriod = atOnce,
            ReplenishmentPeriod = TimeSpan.FromMinutes((double)atOnce / most),
            QueueLimit = 0,
        };
        buckets = PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => options),
            StringComparer.Ordinal);
    }

    /// <summary>Counts this request, or ends it when there have been too many.</summary>
    /// <param name="of">What is counted, for the headers: <c>ip</c> or <c>identity</c>.</param>
    public void Spend(HttpContext context, string of, string key)
    {
        if (buckets is null) return;

        var counted = $"{of} {key}";
        using var lease = buckets.AttemptAcquire(counted);
        var left = buckets.GetStatistics(counted)?.CurrentAvailablePermits ?? 0;
        var full = (int)Math.Ceiling((perMinute - left) * 60.0 / perMinute);
        Append(context, "RateLimit-Policy", string.Create(CultureInfo.InvariantCulture, $"\"{name}.{of}\";q={perMinute};w=60;pk=:{of}:"));
        Append(context, "RateLimit", string.Create(CultureInfo.InvariantCulture, $"\"{name}.{of}\";r={left};t={full}"));
        if (lease.IsAcquired) return;

        var after = lease.TryGetMetadata(MetadataName.RetryAfter, out var told) ? told : TimeSpan.FromSeconds(full);
        var wait = Math.Max(1, (int)Math.Ceiling(after.TotalSeconds));
        var whose = of == "ip" ? "address" : "CI identity";
        throw new Refusal(WebProblems.TooManyRequests.Because(
            $"There were more than {perMinute} requests of this kind in a minute from one {whose}. Try again in {wait} seconds."))
        {
            RetryAfter = wait,
        };
    }

    public void Dispose() => buckets?.Dispose();

    private static void Append(HttpContext context, string header, string value)
    {
        var there = context.Response.Headers[header].ToString();
        context.Response.Headers[header] = there.Length == 0 ? value : $"{there}, {value}";
    }
}
