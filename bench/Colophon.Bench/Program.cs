using Colophon.Bench;

// Usage: colophon-bench --index PATH [--out FILE] [--quick]
var quick = args.Contains("--quick");
var program = args[Array.IndexOf(args, "--index") + 1];
var results = new Results();
var seconds = quick ? 1 : 4;

await Exchanges.Measure(program, results, seconds);
await Pages.Measure(program, results, seconds, rounds: quick ? 1 : 3);
await Uploads.Measure(program, results, quick ? 20_000_000 : 200_000_000);

var text = results.ToMarkdown(await Machine.Describe());
Console.WriteLine();
Console.WriteLine(text);
if (args.Contains("--out")) await File.WriteAllTextAsync(args[Array.IndexOf(args, "--out") + 1], text);
return results.BelowFloor == 0 ? 0 : 1;
