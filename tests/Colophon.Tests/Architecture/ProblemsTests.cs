using Colophon.Index;
using Colophon.Index.Operating;
using Colophon.Tests.Support;

namespace Colophon.Tests.Architecture;

public sealed class ProblemsTests
{
    [Fact]
    public void Every_code_is_unique_and_every_problem_says_what_to_do()
    {
        var all = Problems.ByPlace.SelectMany(place => place.Rows).ToList();
        Assert.Empty(all.GroupBy(p => p.Code).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.All(all, p => Assert.True(p.Remedy.EndsWith('.') && p.Title.Length > 5 && p.Status is >= 400 and < 600, p.Code));
    }

    [Fact]
    public void Every_problem_that_a_table_declares_is_in_the_catalogue()
    {
        var listed = Problems.ByPlace.SelectMany(place => place.Rows).ToHashSet();
        var declared = new[] { typeof(Colophon.Rules.Problem).Assembly, typeof(Problems).Assembly }.SelectMany(assembly =>
            assembly.GetTypes())
            .SelectMany(type => type.GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public))
                .Where(field => field.FieldType == typeof(Colophon.Rules.Problem))
            .Select(field => (Colophon.Rules.Problem)field.GetValue(null)!).ToList();
        Assert.True(declared.Count > 70);
        Assert.All(declared, problem => Assert.Contains(problem, listed));
    }

    [Fact]
    public void The_drawn_documents_are_fresh()
    {
        foreach (var (name, text) in DocsVerb.Draw())
            Assert.True(File.ReadAllText(Checkout.File($"docs/{name}")) == text, $"docs/{name} is stale: run `./run docs --write docs`");
    }
}
