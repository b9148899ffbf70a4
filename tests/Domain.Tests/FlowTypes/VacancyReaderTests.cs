using System.Globalization;
using System.Text.Json;
using Flowgen.Domain.FlowTypes.VacancyApplication;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Flowgen.Domain.Tests.FlowTypes;

/// <summary>Vacancies as people write them, each a file of <c>Vacancies</c>: what is to be found in it, a line, and the text.</summary>
public class VacancyReaderTests
{
    private static readonly string[] Attacks =
    [
        "{{",
        "}}",
        "{{session.first_name}}",
        "{\n{session.x}\n}",
        "<script>alert(1)</script>",
        "<",
        ">",
        "<!--",
        "</",
        "&lt;b&gt;",
        "&amp;lt;",
        "&#123;&#123;",
        "&ltb",
        "\u202E",
        "\u200B",
        "\0",
        "a\u0300\u0301\u0302\u0303",
        "Functie: ",
        "Bedrijf: ",
        "Plaats: ",
        "Chauffeur ",
        "Jansen B.V. ",
        " in Utrecht",
        "wij zoeken een ",
        "32-40 uur per week",
        "€ 2.500 - 3.000 per maand",
        "\n",
        " ",
    ];

    public static TheoryData<string> Files =>
        [
            .. Directory
                .GetFiles(Path.Combine(AppContext.BaseDirectory, "Vacancies"))
                .Select(file => Path.GetFileNameWithoutExtension(file))
                .Order(),
        ];

    public static Arbitrary<string> Hostile() =>
        Gen.OneOf(Gen.Elements(Attacks), ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get))
            .ListOf()
            .Select(string.Concat)
            .ToArbitrary();

    [Theory]
    [MemberData(nameof(Files))]
    public void What_a_vacancy_says_is_found_and_nothing_else(string file)
    {
        var parts = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vacancies", $"{file}.txt"))
            .Split("---\n", 2);

        Assert.Equal(parts[0], Told(VacancyReader.Read(parts[1])));
    }

    public static TheoryData<string> Cases =>
        [
            .. JsonDocument
                .Parse(File.ReadAllText(CaseFile))
                .RootElement.EnumerateArray()
                .Select(it => it.GetProperty("name").GetString()!),
        ];

    private static string CaseFile => Path.Combine(AppContext.BaseDirectory, "Cases", "facts.json");

    // Null among the right values: nothing need be said. A figure of one end, or pro rata, is no value that may be said.
    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fact_is_found_or_left_out_and_never_wrong(string name)
    {
        var it = JsonDocument
            .Parse(File.ReadAllText(CaseFile))
            .RootElement.EnumerateArray()
            .Single(it => it.GetProperty("name").GetString() == name);
        var vacancy = VacancyReader.Read(it.GetProperty("context").GetString()!);
        var right = it.GetProperty("right").EnumerateArray().ToList();

        var found = it.GetProperty("fact").GetString() switch
        {
            "title" => vacancy.Title,
            "organisation" => vacancy.Organisation,
            "place" => vacancy.Place,
            "hours" => vacancy.Hours is { } hours ? Range(hours.From, hours.To) : null,
            _ => Paid(vacancy.Salary),
        };

        Assert.Contains(found, right.ConvertAll(Value));

        static string? Value(JsonElement value) =>
            value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => value.GetString(),
                _ when !value.TryGetProperty("from", out _) || value.TryGetProperty("proRata", out _) =>
                    "may not be said as a plain figure",
                _ when !value.TryGetProperty("currency", out _) => Range(
                    value.GetProperty("from").GetDecimal(),
                    value.GetProperty("to").GetDecimal()
                ),
                _ => Paid(
                    new(
                        value.GetProperty("from").GetDecimal(),
                        value.GetProperty("to").GetDecimal(),
                        value.GetProperty("currency").GetString()!,
                        Enum.Parse<SalaryPeriod>(value.GetProperty("period").GetString()!),
                        value.TryGetProperty("net", out _)
                    )
                ),
            };
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_fact_has_its_evidence(string file)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vacancies", $"{file}.txt"))
            .Split("---\n", 2)[1];

        AssertEvidence(VacancyReader.Analyse(text), text);
    }

    [Property(MaxTest = 1_000, Arbitrary = [typeof(VacancyReaderTests)])]
    public void Evidence_is_a_part_of_the_text(string text) => AssertEvidence(VacancyReader.Analyse(text), text);

    [Fact]
    public void There_are_vacancies_of_every_language() =>
        Assert.All(
            ["nl", "en", "de", "fr"],
            language => Assert.True(Files.Count(it => it.Data.StartsWith(language, StringComparison.Ordinal)) >= 6)
        );

    [Property(MaxTest = 1_000, Arbitrary = [typeof(VacancyReaderTests)])]
    public void Neither_markup_nor_a_placeholder_of_a_vacancy_reaches_a_flow(string vacancy)
    {
        var design = VacancyApplicationComposer.Compose(
            new("nl", 5, null, [], [], [new("hours", "hours"), new("salary", "salary")], [], [])
            {
                Vacancy = VacancyReader.Read(vacancy),
            }
        );

        Assert.All(
            design.Nodes.Select(node => node.Action.Value.Text).Append(design.Name).Append(design.ReminderMessage),
            text =>
            {
                var own = text.Replace("{{session.hours}}", "", StringComparison.Ordinal)
                    .Replace("{{session.salary}}", "", StringComparison.Ordinal);
                Assert.DoesNotContain(own, it => it is '{' or '}' or '<' or '>' or '\0' or '\u202E' or '\u200B');
                Assert.DoesNotMatch("&[a-z#]", own);
            }
        );
        Assert.InRange(design.Name.Length, 1, 80);
    }

    // Each would take a rule that looks ahead again and again, or a pattern that backtracks, hours or more.
    [Theory]
    [InlineData("<")]
    [InlineData("<a")]
    [InlineData("<script>")]
    [InlineData("<!--")]
    [InlineData("&amp;")]
    [InlineData("A ")]
    [InlineData("Jansen van ")]
    [InlineData("wij zoeken een ")]
    [InlineData("1 - ")]
    [InlineData("€ 1.000 - ")]
    [InlineData("1.000")]
    [InlineData("a\u0301")]
    [InlineData("in Utrecht te ")]
    [InlineData("Functie: \n")]
    public void The_longest_text_is_read_whatever_it_repeats(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 100_000 / part.Length)) + "\nBedrijf: Jansen";

        var vacancy = VacancyReader.Read(text);

        Assert.Null(vacancy.Salary);
        Assert.Equal(part[0] is '<' && part.Length > 1 ? null : "Jansen", vacancy.Organisation);
    }

    private static void AssertEvidence(VacancyFacts facts, string text) =>
        Assert.All(
            [
                facts.Title?.Evidence,
                facts.Organisation?.Evidence,
                facts.Place?.Evidence,
                facts.Hours?.Evidence,
                facts.Salary?.Evidence,
            ],
            evidence =>
            {
                Assert.NotEqual("", evidence);
                Assert.True(evidence is null || text.Contains(evidence, StringComparison.Ordinal), evidence);
            }
        );

    private static string? Paid(Salary? salary) =>
        salary is null
            ? null
            : $"{Range(salary.From, salary.To)} {salary.Currency} a {salary.Period}{(salary.IsNet ? " net" : "")}";

    private static string Told(Vacancy vacancy) =>
        $"""
            title: {vacancy.Title}
            organisation: {vacancy.Organisation}
            place: {vacancy.Place}
            hours: {(vacancy.Hours is { } hours ? Range(hours.From, hours.To) : "")}
            salary: {Paid(vacancy.Salary)}

            """;

    private static string Range(decimal from, decimal to) =>
        from == to
            ? from.ToString("0.##", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{from:0.##} to {to:0.##}");
}
