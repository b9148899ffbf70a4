using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Flowgen.Application.FlowTypes;
using Flowgen.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Contracts.Tests;

/// <summary>docs/requests.md says all that a client can send, as the schemas and the code have it.</summary>
public partial class RequestsPageTests(ContractsFixture api)
{
    private static readonly string Path = Repository.Path("docs", "requests.md");

    private static readonly string[] Projects = ["Api", "Application", "Domain"];

    private static string Page => File.ReadAllText(Path).ReplaceLineEndings("\n");

    /// <summary>Between two marks. <c>FLOWGEN_APPROVE=1</c> writes them anew.</summary>
    [Fact]
    public async Task Its_tables_match_the_schemas()
    {
        using var client = api.Host.Server.CreateClient();
        var document = JsonElement.Parse(
            await client.GetStringAsync("/swagger/v1/swagger.json", TestContext.Current.CancellationToken)
        );
        var expected = With(Page, "lists", Lists(document));
        foreach (var flowType in FlowTypes.All)
        {
            expected = With(expected, flowType.Name, Parameters(flowType));
        }

        if (Environment.GetEnvironmentVariable("FLOWGEN_APPROVE") == "1")
        {
            await File.WriteAllTextAsync(Path, expected, TestContext.Current.CancellationToken);
        }

        Assert.Equal(expected, Page);
    }

    [Fact]
    public void It_names_every_error_code()
    {
        var sources = Projects.SelectMany(project =>
            Directory.EnumerateFiles(Repository.Path("src", project), "*.cs", SearchOption.AllDirectories)
        );
        var codes = sources
            .Where(file =>
                !file.Contains($"{System.IO.Path.DirectorySeparatorChar}obj{System.IO.Path.DirectorySeparatorChar}")
            )
            .SelectMany(file => Codes().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["code"].Value)
            .Where(code => !code.StartsWith("fg_", StringComparison.Ordinal)) // a key
            .Distinct()
            .ToList();

        Assert.True(codes.Count > 60, "The codes are not where they were.");
        var page = Page;
        Assert.Empty(codes.Where(code => !page.Contains($"| `{code}` |", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void Its_examples_are_accepted()
    {
        var examples = Page.Split("```json\n")
            .Skip(1)
            .Select(block => JsonElement.Parse(block.Split("```")[0]))
            .Where(example => example.TryGetProperty("data", out _))
            .Select(example => example.GetProperty("data").GetProperty("attributes"))
            .Where(example => example.TryGetProperty("flowType", out _))
            .ToList();

        Assert.Superset(FlowTypes.Names.ToHashSet(), examples.Select(NameOf).ToHashSet());
        foreach (var example in examples)
        {
            var flowType = FlowTypes.Find(NameOf(example))!;
            var (parameters, context) = (Member(example, "parameters"), Member(example, "context"));
            Assert.Empty(flowType.Check(parameters, context));
            Assert.Empty(flowType.Unused(parameters, context));
        }

        static string NameOf(JsonElement example) => example.GetProperty("flowType").GetString()!;

        static JsonElement Member(JsonElement example, string name) =>
            example.TryGetProperty(name, out var member) ? member : default;
    }

    private FlowTypeCatalogue FlowTypes => api.Host.Services.GetRequiredService<FlowTypeCatalogue>();

    private static string With(string page, string part, string text)
    {
        var (begin, end) = ($"<!-- {part} -->\n", $"<!-- end of {part} -->");
        var (from, to) = (page.IndexOf(begin, StringComparison.Ordinal), page.IndexOf(end, StringComparison.Ordinal));
        Assert.True(from >= 0 && to > from, $"docs/requests.md lacks the marks {begin.Trim()} and {end}.");
        return page[..(from + begin.Length)] + text + page[to..];
    }

    private static string Parameters(FlowType flowType)
    {
        var table = new StringBuilder("| member | value | what it is for |\n| --- | --- | --- |\n");
        Rows("parameters", flowType.ParametersSchema);
        Rows("context", flowType.ContextSchema);
        return table.ToString();

        void Rows(string path, JsonElement schema)
        {
            var required = Strings(schema, "required");
            foreach (var member in schema.GetProperty("properties").EnumerateObject())
            {
                var name = $"{path}.{member.Name}";
                var isRequired = required.Contains(member.Name) ? "required; " : "";
                table.Append(null, $"| `{name}` | {isRequired}{Value(member.Value)} | {Description(member.Value)} |\n");
                if (member.Value.TryGetProperty("items", out var items))
                {
                    Rows($"{name}[]", items);
                }
                else if (member.Value.TryGetProperty("properties", out _))
                {
                    Rows(name, member.Value);
                }
            }
        }
    }

    private static string Value(JsonElement schema)
    {
        var parts = schema.TryGetProperty("enum", out var values)
            ? [string.Join(", ", values.EnumerateArray().Where(IsThere).Select(value => $"`{value}`"))]
            : new List<string> { string.Join(" or ", Strings(schema, "type").Where(type => type is not "null")) };
        Add("minimum", "from {0}");
        Add("maximum", "to {0}");
        Add("minItems", "at least {0} item");
        Add("maxItems", "at most {0} items");
        Add("maxLength", "at most {0} characters");
        Add("default", "by default `{0}`");
        return string.Join(", ", parts);

        void Add(string keyword, string words)
        {
            if (schema.TryGetProperty(keyword, out var value))
            {
                parts.Add(string.Format(null, words, value));
            }
        }

        static bool IsThere(JsonElement value) => value.ValueKind is not JsonValueKind.Null;
    }

    private static string Lists(JsonElement document)
    {
        var table = new StringBuilder(
            "| list | filters, with their operators | `sort` | `page[size]` |\n| --- | --- | --- | --- |\n"
        );
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            if (!path.Value.TryGetProperty("get", out var get) || !get.TryGetProperty("parameters", out var parameters))
            {
                continue;
            }

            var byName = parameters
                .EnumerateArray()
                .ToDictionary(one => one.GetProperty("name").GetString()!, one => one);
            if (!byName.TryGetValue("page[size]", out var size))
            {
                continue;
            }

            var filters = byName
                .Keys.Select(name => Filter().Match(name))
                .Where(match => match.Success)
                .GroupBy(match => match.Groups["attribute"].Value, match => match.Groups["operator"])
                .Select(one => $"`{one.Key}`: {string.Join(", ", one.Select(op => op.Success ? op.Value : "="))}");
            var sort = byName.TryGetValue("sort", out var keys)
                ? $"{SortKeys().Match(Description(keys)).Groups[1].Value}; by default `{keys.GetProperty("schema").GetProperty("default")}`"
                : "";
            var sizes = size.GetProperty("schema");
            table.Append(
                null,
                $"| `GET {path.Name}` | {string.Join("<br>", filters)} | {sort} | 1 to {sizes.GetProperty("maximum")}, by default {sizes.GetProperty("default")} |\n"
            );
        }

        return table.ToString();
    }

    private static string Description(JsonElement schema) => schema.GetProperty("description").GetString()!;

    private static IReadOnlyList<string> Strings(JsonElement schema, string keyword) =>
        !schema.TryGetProperty(keyword, out var value) ? []
        : value.ValueKind is JsonValueKind.String ? [value.GetString()!]
        : [.. value.EnumerateArray().Select(one => one.GetString()!)];

    [GeneratedRegex(@"^filter\[(?<attribute>\w+)\](?:\[(?<operator>\w+)\])?$")]
    private static partial Regex Filter();

    [GeneratedRegex(@"separated by commas: (.*?)\. A - before")]
    private static partial Regex SortKeys();

    // Where a code is given to an error; what stands before it may be a path, or a status and a pointer.
    [GeneratedRegex(
        """
            (?:WithErrorCode|ValidationError\.At|new\ RequestError|\bErrorOf|Refused|new\ DomainRuleException|=>\ new)\(
            \s*(?:(?:\$?"[^"]*"|[^",()]+(?:\([^()]*\))?)\s*,\s*){0,2}"(?<code>[a-z]+(?:_[a-z]+)*)"\s*[,)]
            | Add\(\s*new\(\s*"(?<code>[a-z]+(?:_[a-z]+)+)"\s*,
            | const\ string\ \w+\ =\ "(?<code>[a-z]+(?:_[a-z]+)+)";
            """,
        RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Codes();
}
