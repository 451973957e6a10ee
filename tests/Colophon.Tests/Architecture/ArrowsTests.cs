using System.Text.RegularExpressions;
using Colophon.Tests.Support;

namespace Colophon.Tests.Architecture;

/// <summary>
/// The picture of ARCHITECTURE.md as a table: which folder may use which. Every source file is read for <c>using</c> lines and for partly
/// qualified names, which compile without one. Namespaces are folders by a build error, so the text cannot be fooled.
/// </summary>
public sealed partial class ArrowsTests
{
    private static readonly string[] Ground =
        ["Store", "Store.Access", "Store.Entities", "Store.Entities.Accounts", "Store.Files", "Store.Engines", "Store.Trust", "Store.Life",
            "Store.Messages", "Store.Chain", "Store.Passwords", "Store.People", "Store.Publishers", "Web", "Web.Access", "Web.Assets", "Web.Doors",
            "Web.Limits", "Web.Outside", "Web.Pages", "Web.Descriptions"];

    private static readonly string[] Rst =
        ["Web.Descriptions.Rst", "Web.Descriptions.Rst.Blocks", "Web.Descriptions.Rst.Directives", "Web.Descriptions.Rst.Inlines"];

    /// <summary>
    /// Folder of the server → folders of the server that it may use. The root (IndexServer, Problems) is the table of contents and may use
    /// all.
    /// </summary>
    private static readonly Dictionary<string, string[]> Index = new()
    {
        ["Publishing"] =
            [.. Ground, "Publishing.Forms", "Publishing.Exchanges", "Publishing.Keys", "Publishing.Explanations", "Publishing.Refused"],
        ["Publishing.Exchanges"] = [.. Ground, "Publishing", "Publishing.Keys", "Publishing.Refused"],
        ["Publishing.Keys"] = Ground,
        ["Publishing.Explanations"] = [.. Ground, "Publishing", "Publishing.Exchanges", "Publishing.Pages"],
        ["Publishing.Pages"] = Ground,
        ["Publishing.Refused"] = [.. Ground, "Publishing", "Publishing.Exchanges"],
        ["Publishing.Forms"] = [.. Ground, "Publishing"],
        ["Installing"] =
            [.. Ground, "Installing.Pages", "Installing.Simple", "Installing.Listing", "Installing.Downloads", "Installing.Json", "Installing.Searching",
            "Installing.Feeds", "Installing.Mirrors"],
        ["Installing.Pages"] = Ground,
        ["Installing.Feeds"] = [.. Ground, "Installing.Pages"],
        ["Installing.Mirrors"] = Ground,
        ["Installing.Listing"] = [.. Ground, "Installing.Pages"],
        ["Installing.Simple"] = [.. Ground, "Installing.Pages", "Installing.Listing"],
        ["Installing.Downloads"] = [.. Ground, "Installing.Pages"],
        ["Installing.Json"] = [.. Ground, "Installing.Pages"],
        ["Installing.Searching"] = [.. Ground, "Installing.Pages", "Installing.Listing", "Installing.Searching.Pages"],
        ["Installing.Searching.Pages"] = Ground,
        ["Explaining"] = [.. Ground, "Explaining.Pages"],
        ["Explaining.Pages"] = Ground,
        ["Maintaining"] = [.. Ground, "Maintaining.Publishers", "Maintaining.Projects", "Maintaining.People", "Maintaining.Telling"],
        ["Maintaining.Pages"] = Ground,
        ["Maintaining.Publishers"] = [.. Ground, "Maintaining.Pages", "Maintaining.Publishers.Pages", "Maintaining.Publishers.Api"],
        ["Maintaining.Publishers.Pages"] = [.. Ground, "Maintaining.Pages"],
        ["Maintaining.Publishers.Api"] = [.. Ground, "Maintaining.Publishers"],
        ["Maintaining.Projects"] = [.. Ground, "Maintaining.Pages", "Maintaining.People", "Maintaining.Telling"],
        ["Maintaining.People"] = [.. Ground, "Maintaining", "Maintaining.Pages"],
        ["Maintaining.Telling"] = [.. Ground, "Maintaining", "Maintaining.Pages"],
        ["Operating"] = [.. Ground, "Operating.Describing", "Operating.Life", "Operating.Pages", "Operating.Telling", "Operating.Trust"],
        ["Operating.Describing"] = Ground,
        ["Operating.Life"] = [.. Ground, "Operating"],
        ["Operating.Telling"] = [.. Ground, "Operating", "Operating.Pages"],
        ["Operating.Pages"] = [.. Ground, "Operating", "Operating.Accounts", "Operating.Describing", "Operating.Machines", "Operating.Running", "Operating.Shelves", "Operating.Telling",
            "Operating.Trust"],
        ["Operating.Trust"] = [.. Ground, "Operating", "Operating.Pages"],
        ["Operating.Accounts"] = [.. Ground, "Operating", "Operating.Pages"],
        ["Operating.Machines"] = [.. Ground, "Operating", "Operating.Pages", "Operating.Trust"],
        ["Operating.Running"] = [.. Ground, "Operating", "Operating.Pages"],
        ["Operating.Shelves"] = [.. Ground, "Operating", "Operating.Pages"],
        ["SigningIn"] = [.. Ground, "SigningIn.Account", "SigningIn.Joining", "SigningIn.Pages", "SigningIn.Passkeys", "SigningIn.Passwords",
            "SigningIn.SecondFactor", "SigningIn.SingleSignOn"],
        ["SigningIn.Account"] = [.. Ground, "SigningIn", "SigningIn.Joining", "SigningIn.Pages"],
        ["SigningIn.Joining"] = [.. Ground, "SigningIn", "SigningIn.Pages"],
        ["SigningIn.Pages"] = [.. Ground, "SigningIn.Passkeys"],
        ["SigningIn.Passkeys"] = [.. Ground, "SigningIn", "SigningIn.Pages"],
        ["SigningIn.Passwords"] = [.. Ground, "SigningIn", "SigningIn.Joining", "SigningIn.Pages"],
        ["SigningIn.SecondFactor"] = [.. Ground, "SigningIn", "SigningIn.Pages"],
        ["SigningIn.SingleSignOn"] = [.. Ground, "SigningIn", "SigningIn.Joining", "SigningIn.Pages"],
        ["Upkeep"] = [.. Ground, "Upkeep.Posting"],
        ["Upkeep.Posting"] = Ground,
        ["Store"] = ["Store.Access", "Store.Entities", "Store.Entities.Accounts", "Store.Files", "Store.Engines", "Store.Trust", "Store.Life",
            "Store.Messages", "Store.Chain"],
        ["Store.Access"] = ["Store", "Store.Entities", "Store.Entities.Accounts", "Store.Files", "Store.Engines", "Store.Life"],
        ["Store.Life"] = ["Store", "Store.Entities", "Store.Entities.Accounts", "Store.Files", "Store.Engines", "Store.Messages"],
        ["Store.Messages"] = ["Store", "Store.Entities", "Store.Entities.Accounts", "Store.Files"],
        ["Store.Chain"] = ["Store", "Store.Entities", "Store.Entities.Accounts", "Store.Files", "Store.Messages"],
        ["Store.Engines"] = ["Store", "Store.Entities", "Store.Entities.Accounts", "Store.Files"],
        ["Store.Passwords"] = ["Store.Entities.Accounts"],
        ["Store.People"] = ["Store", "Store.Entities", "Store.Entities.Accounts", "Store.Files", "Store.Messages"],
        ["Store.Publishers"] = ["Store", "Store.Entities"],
        ["Store.Trust"] = ["Store", "Store.Entities", "Store.Entities.Accounts", "Store.Files"],
        ["Store.Entities"] = ["Store.Entities.Accounts", "Store.Files"],
        ["Store.Entities.Accounts"] = ["Store.Entities"],
        ["Store.Files"] = [],
        ["Web"] = ["Web.Pages"],
        ["Web.Assets"] = ["Web"],
        ["Web.Pages"] = ["Web", "Web.Assets"],
        ["Web.Access"] = ["Web"],
        ["Web.Doors"] = ["Web", "Web.Access", "Store", "Store.Access", "Store.Entities"],
        ["Web.Outside"] = [],
        ["Web.Limits"] = ["Web"],
        ["Web.Descriptions"] = ["Web", "Web.Descriptions.Rst"],
        ["Web.Descriptions.Rst"] = ["Web.Descriptions", .. Rst],
        ["Web.Descriptions.Rst.Blocks"] = ["Web.Descriptions", .. Rst],
        ["Web.Descriptions.Rst.Directives"] = ["Web.Descriptions", .. Rst],
        ["Web.Descriptions.Rst.Inlines"] = ["Web.Descriptions", .. Rst],
    };

    private static readonly Dictionary<string, string[]> Rules = new()
    {
        ["Identity"] = ["Identity.Judging", "Identity.Providers", "Identity.Telling"],
        ["Identity.Judging"] = ["Identity", "Packaging.Names"], // a condition may name a version
        ["Identity.Telling"] = ["Identity", "Identity.Judging"],
        ["Identity.Providers"] = ["Identity", "Identity.Judging"],
        ["Tokens"] = [],
        ["Packaging"] = ["Packaging.Containers", "Packaging.Metadata", "Packaging.Names", "Packaging.Grammars", "Packaging.Wheels"],
        ["Packaging.Wheels"] = ["Packaging", "Packaging.Containers", "Packaging.Metadata", "Packaging.Names", "Packaging.Grammars"],
        ["Packaging.Metadata"] = ["Packaging.Grammars", "Packaging.Names"],
        ["Packaging.Grammars"] = ["Packaging.Names"],
        ["Packaging.Containers"] = ["Packaging.Containers.Deflate"],
        ["Packaging.Containers.Deflate"] = ["Packaging.Containers"],
        ["Packaging.Names"] = [],
    };

    [Fact]
    public void No_arrow_goes_from_room_to_room_nor_from_ground_to_room() =>
        Assert.Empty(Forbidden("src/Colophon.Index", "Colophon.Index", Index));

    [Fact]
    public void Inside_the_rules_no_arrow_goes_from_part_to_part() =>
        Assert.Empty(Forbidden("src/Colophon.Rules", "Colophon.Rules", Rules));

    [Fact]
    public void An_arrow_drawn_on_purpose_is_found()
    {
        Assert.Equal(["Publishing → Installing"], Arrows("Publishing", "using Colophon.Index.Installing;", "Colophon.Index", Index));
        Assert.Equal(["Publishing → Installing"],
            Arrows("Publishing", "var page = Installing.Offer.Choose(null);", "Colophon.Index", Index));
        Assert.Equal(["Store → Web"], Arrows("Store", "Colophon.Index.Web.Html", "Colophon.Index", Index));
        Assert.Empty(Arrows("Publishing", "using Colophon.Index.Store; // Installing is another room", "Colophon.Index", Index));
    }

    [Fact]
    public void The_picture_shows_every_room()
    {
        var picture = File.ReadAllText(Checkout.File("ARCHITECTURE.md"));
        Assert.All(Index.Keys.Concat(Rules.Keys).SelectMany(key => key.Split('.')), name =>
            Assert.Contains(name, picture, StringComparison.Ordinal));
    }

    private static List<string> Forbidden(string folder, string root, Dictionary<string, string[]> allowed)
    {
        var found = new List<string>();
        foreach (var path in Directory.EnumerateFiles(Checkout.File(folder), "*.*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".cs" or ".razor"))
        {
            var place = Path.GetRelativePath(Checkout.File(folder), Path.GetDirectoryName(path)!).Replace('/', '.');
            if (place.StartsWith("obj", StringComparison.Ordinal) || place.StartsWith("bin", StringComparison.Ordinal) || place == "."
                || place.Contains("Migrations", StringComparison.Ordinal)) continue;
            Assert.True(allowed.ContainsKey(place), $"The folder {place} is not in the table of arrows.");
            found.AddRange(Arrows(place, File.ReadAllText(path), root, allowed).Select(arrow => $"{arrow} in {Path.GetFileName(path)}"));
        }

        return found;
    }

    private static List<string> Arrows(string place, string source, string root, Dictionary<string, string[]> allowed)
    {
        var code = Comments().Replace(source, "");
        return [.. allowed.Keys.Where(other => other != place && !allowed[place].Contains(other))
            .Where(other =>
                Regex.IsMatch(code, $@"{Regex.Escape(root)}\.{Regex.Escape(other)}\b(?!\.({Parts(other, allowed)})\b)")
                || Regex.IsMatch(code, $@"(?<![\w.""]){Regex.Escape(other)}\.[A-Z]"))
            .Select(other => $"{place} → {other}")];
    }

    /// <summary>Folders inside a folder: to name one of them is not to name the folder around it.</summary>
    private static string Parts(string place, Dictionary<string, string[]> allowed) =>
        string.Join('|', allowed.Keys.Where(key => key.StartsWith(place + ".", StringComparison.Ordinal)).Select(key => key[(place.Length + 1)..]).DefaultIfEmpty("-"));

    [GeneratedRegex(@"//.*|""(?:[^""\\\n]|\\.)*""")]
    private static partial Regex Comments();
}
