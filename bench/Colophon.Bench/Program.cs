using Colophon.Bench;

// Usage: colophon-bench --index PATH [--out FILE] [--quick] [--only exchanges|pages|weights|lists|downloads|uploads|clients|fuzz] [--count N] [--seconds N]
var quick = args.Contains("--quick");
var program = args[Array.IndexOf(args, "--index") + 1];
var results = new Results();
var seconds = quick ? 1 : 4;

var only = args.Contains("--only") ? args[Array.IndexOf(args, "--only") + 1] : null;

if (only is null or "exchanges") await Exchanges.Measure(program, results, seconds);
if (only is null or "pages") await Pages.Measure(program, results, seconds, rounds: quick ? 1 : 3);
if (only is null or "weights") await Weights.Measure(program, results, rounds: quick ? 1 : 3);
if (only is null or "lists") await Lists.Measure(program, results, seconds, rounds: quick ? 1 : 3);
if (only is null or "downloads") await Downloads.Measure(program, results, seconds, rounds: quick ? 1 : 3);
if (only is null or "uploads") await Uploads.Measure(program, results, quick ? 20_000_000 : 200_000_000);
if (only is null or "clients") await Clients.Measure(program, results);
if (only is null or "fuzz") Fuzz.Measure(results, Number("--count") ?? (quick ? 20_000 : 200_000), Number("--seconds"));

var text = results.ToMarkdown(await Machine.Describe());
Console.WriteLine();
Console.WriteLine(text);
if (args.Contains("--out")) await File.WriteAllTextAsync(args[Array.IndexOf(args, "--out") + 1], text);
return results.BelowFloor == 0 ? 0 : 1;

int? Number(string option) =>
    args.Contains(option) ? int.Parse(args[Array.IndexOf(args, option) + 1], System.Globalization.CultureInfo.InvariantCulture) : null;
