using System.Xml.Linq;
using Colophon.Tests.Support;

namespace Colophon.Tests.Architecture;

/// <summary>The rules know no framework: the project file proves it, and the compiler does the rest.</summary>
public sealed class RulesProjectTests
{
    [Fact]
    public void The_rules_reference_no_framework_no_project_and_one_package_that_touches_nothing()
    {
        var project = XDocument.Load(Checkout.File("src/Colophon.Rules/Colophon.Rules.csproj"));

        Assert.Equal("Microsoft.NET.Sdk", project.Root!.Attribute("Sdk")!.Value);
        Assert.Empty(project.Descendants("FrameworkReference"));
        Assert.Empty(project.Descendants("ProjectReference"));
        Assert.Equal(["System.IO.Hashing"], project.Descendants("PackageReference").Select(package => package.Attribute("Include")!.Value));
    }
}
