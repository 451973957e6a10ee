using Colophon.Demo;

// `colophon-demo story --index PATH [--keep]` tells the whole story; `colophon-demo practice --port N` runs the practice issuer alone.
return args switch
{
    ["story", "--index", var index, .. var rest] => await Story.Tell(index, keep: rest.Contains("--keep")),
    ["practice", "--port", var port] => await Practice.Run(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)),
    _ => Practice.Usage(),
};
