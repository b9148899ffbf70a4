using System.Text.RegularExpressions;
using Flowgen.Harness;

namespace Flowgen.Contracts.Tests;

/// <summary>Pages lead to files, headings and types that exist.</summary>
public partial class PagesTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("docs")]
    public void Every_link_leads_to_a_file_and_a_heading(string place)
    {
        var path = Repository.Path(place);
        var pages = File.Exists(path) ? [path] : Directory.GetFiles(path, "*.md", SearchOption.AllDirectories);

        Assert.Empty(pages.SelectMany(BrokenLinks));
    }

    [Fact]
    public void The_glossary_names_types_that_exist()
    {
        var sources = Directory
            .EnumerateFiles(Repository.Path("src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => TypeDeclaration().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal);
        var named = File.ReadLines(Repository.Path("docs", "glossary.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .SelectMany(row => TypeName().Matches(row.Split(" | ")[^1]))
            .Select(match => match.Groups["name"].Value)
            .ToList();

        Assert.True(named.Count > 80, "The glossary names no types.");
        Assert.Empty(named.Where(name => !sources.Contains(name)).Distinct());
    }

    private static IEnumerable<string> BrokenLinks(string page) =>
        Link()
            .Matches(File.ReadAllText(page))
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !LeadsSomewhere(page, target))
            .Select(target => $"{Path.GetFileName(page)}: {target}");

    private static bool LeadsSomewhere(string page, string target)
    {
        var parts = target.Split('#');
        var file = parts[0] is "" ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, parts[0]));
        return parts.Length == 1
            ? Path.Exists(file)
            : File.Exists(file) && Heading().Matches(File.ReadAllText(file)).Any(match => Anchor(match) == parts[1]);
    }

    // As GitHub makes it.
    private static string Anchor(Match heading) =>
        NotOfAnchor().Replace(heading.Groups["text"].Value.TrimEnd().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}_ -]")]
    private static partial Regex NotOfAnchor();

    [GeneratedRegex(@"\b(?:class|record|interface|enum|struct) (?<name>[A-Z]\w+)")]
    private static partial Regex TypeDeclaration();

    // Such as `Flow`, `FlowType<TInput>` and `FlowGeneration.Evolve`.
    [GeneratedRegex(@"`(?<name>[A-Z][A-Za-z]+)(?:<\w+>)?(?:\.[A-Z]\w*)?`")]
    private static partial Regex TypeName();
}
