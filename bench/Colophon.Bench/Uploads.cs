using System.Diagnostics;
using System.Security.Cryptography;
using Colophon.Index.Store.Files;
using Org.BouncyCastle.Crypto.Digests;

namespace Colophon.Bench;

/// <summary>Uploads against hashing, writing and fsync alone, and what they cost in memory (G11, G12).</summary>
internal static class Uploads
{
    public static async Task Measure(string program, Results results, int big)
    {
        var started = Stopwatch.StartNew();
        await using var place = await Place.Open(program);
        var start = started.Elapsed;
        results.AtMost("G12", "start to the first answer, with the issuer and one verb beside", "s", start.TotalSeconds, 1.5 * 2);
        results.AtMost("G12", "memory at rest (PSS)", "MiB", Machine.Pss(place.Index.ProcessId), 120);
        var token = await place.TokenFor("uploads");
        await Wheels.Upload(place.Http, place.Index.Url, token, Wheels.Make("uploads", "0.1", 1_000_000));

        await Compare(place, results, token, "2 MB wheel", 2_000_000, 9, null);
        await Compare(place, results, token, $"{big / 1_000_000} MB wheel", big, 3, 0.75);
        await Memory(place, results, token, big / 2);
    }

    private static async Task Compare(Place place, Results results, string token, string what, int size, int rounds, double? floor)
    {
        var (ours, alone, disk, peak) = (new List<double>(), new List<double>(), new List<double>(), 0.0);
        for (var round = 0; round < rounds; round++)
        {
            var wheel = Wheels.Make("uploads", $"1.{size}.{round}", size);
            var megabytes = wheel.Bytes.Length / 1e6;
            disk.Add(megabytes / Write(place.Index.Data, wheel.Bytes, hash: false));
            alone.Add(megabytes / Write(place.Index.Data, wheel.Bytes, hash: true));
            var before = Machine.Memory(place.Index.ProcessId, "VmRSS");
            Machine.ForgetPeak(place.Index.ProcessId);
            ours.Add(megabytes / (await Wheels.Upload(place.Http, place.Index.Url, token, wheel)).TotalSeconds);
            peak = Math.Max(peak, Machine.Memory(place.Index.ProcessId, "VmHWM") - before);
        }

        results.Share("", $"upload of a {what}", "MB/s", Median(ours), "three hashes, write and fsync alone, one core", Median(alone));
        results.Share("G11", $"upload of a {what}", "MB/s", Median(ours), "write and fsync alone", Median(disk), floor);
        results.AtMost("G12", $"memory that the upload of a {what} added at its peak", "MiB", peak, 32);
    }

    /// <summary>Seconds for the same bytes without a server: one pass, one core.</summary>
    private static double Write(string folder, byte[] bytes, bool hash)
    {
        var path = Path.Combine(folder, $"bench-{Guid.NewGuid():N}");
        var clock = Stopwatch.StartNew();
        using (var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
        using (var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5))
        using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write))
        {
            var blake2 = new Blake2bDigest(256);
            for (var at = 0; at < bytes.Length; at += 1 << 18)
            {
                var piece = bytes.AsSpan(at, Math.Min(1 << 18, bytes.Length - at));
                RandomAccess.Write(file, piece, at);
                if (!hash) continue;
                sha256.AppendData(piece);
                md5.AppendData(piece);
                blake2.BlockUpdate(piece);
            }

            Durable.Flush(file);
        }

        var seconds = clock.Elapsed.TotalSeconds;
        File.Delete(path);
        return seconds;
    }

    private static async Task Memory(Place place, Results results, string token, int size)
    {
        var wheels = Enumerable.Range(0, 4).Select(i => Wheels.Make("uploads", $"3.{i}", size)).ToList();
        var before = Machine.Memory(place.Index.ProcessId, "VmRSS");
        Machine.ForgetPeak(place.Index.ProcessId);
        await Task.WhenAll(wheels.Select(wheel => Wheels.Upload(place.Http, place.Index.Url, token, wheel)));
        var peak = Machine.Memory(place.Index.ProcessId, "VmHWM");
        results.AtMost("G12", $"memory that four uploads of {size / 1_000_000} MB at once added at their peak", "MiB", peak - before, 32);
        results.Note("", "peak memory of the server in the whole run", $"{Results.Number(peak)} MiB");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
