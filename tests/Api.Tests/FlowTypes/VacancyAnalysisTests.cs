using System.Text.Json;
using System.Text.Json.Nodes;
using Flowgen.Domain.Organisations;

namespace Flowgen.Api.Tests.FlowTypes;

/// <summary>What is read in a vacancy can be sent back as the input of a generation.</summary>
public class VacancyAnalysisTests(ApiFixture api)
{
    private const string Vacancy = """
        <h1>Hulpkok</h1>
        <p>Eetcafé De Waag zoekt een hulpkok voor 24 uur per week. Je verdient € 14,50 per uur.</p><p>Standplaats: Deventer</p>
        <h2>Wat breng je mee?</h2>
        <ul>
          <li>Minimaal 2 jaar ervaring in een keuken</li>
          <li>Een <b>diploma</b> van de koksopleiding is een pré.</li>
          <li>Je spreekt goed Nederlands;</li>
          <li>Kennis van HACCP</li>
          <li>Je kunt in het weekend werken</li>
        </ul>
        <h2>Wij bieden</h2>
        <ul><li>Een opleiding tot kok</li></ul>
        """;

    private static readonly string[] Names =
    [
        "language",
        "title",
        "organisation",
        "location",
        "hours",
        "salary",
        "requirements",
    ];

    [Fact]
    public async Task Facts_and_requirements_have_their_evidence()
    {
        var answer = await AnalyseAsync(Attributes());

        Assert.Equal(200, answer.Status);
        Assert.Equal(Names, answer.Attributes.EnumerateObject().Select(one => one.Name));
        Assert.Equal("nl", answer.Attributes.GetProperty("language").GetString());
        Assert.Equal(
            """{"value":"Hulpkok","evidence":"Hulpkok"}""",
            answer.Attributes.GetProperty("title").GetRawText()
        );
        Assert.Equal("Deventer", Value("location").GetString());
        Assert.Equal(24, Value("hours").GetProperty("from").GetDecimal());
        Assert.Equal(14.5m, Value("salary").GetProperty("to").GetDecimal());
        Assert.Equal("hour", Value("salary").GetProperty("period").GetString());

        Assert.Equal(
            [
                "experience Minimaal 2 jaar ervaring in een keuken True",
                "education Een diploma van de koksopleiding is een pré False",
                "language Je spreekt goed Nederlands True",
                "certificate Kennis van HACCP True",
                "availability Je kunt in het weekend werken True",
            ],
            Requirements(answer)
                .Select(one =>
                    $"{one.GetProperty("kind")} {one.GetProperty("value")} {one.GetProperty("isKnockout").GetBoolean()}"
                )
        );
        Assert.Equal(
            "Een <b>diploma</b> van de koksopleiding is een pré.",
            Requirements(answer)[1].GetProperty("evidence").GetString()
        );

        JsonElement Value(string name) => answer.Attributes.GetProperty(name).GetProperty("value");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("nl", "formal")]
    public async Task A_flow_from_the_requirements_asks_exactly_their_questions(string? language, string? tone)
    {
        var analysis = await AnalyseAsync(Attributes(language, tone));
        var parameters = new JsonObject
        {
            ["language"] = analysis.Attributes.GetProperty("language").GetString(),
            ["tone"] = tone,
            ["knockoutRequirements"] = SentBack(analysis, isKnockout: true),
            ["preferredRequirements"] = SentBack(analysis, isKnockout: false),
        };
        var generated = await api.Post(
            Requests.With(
                attributes =>
                {
                    attributes["parameters"] = parameters;
                    attributes["context"] = Attributes()["context"]!.DeepClone();
                },
                Requests.Smallest
            ),
            sync: true
        );

        Assert.Equal(201, generated.Status);
        Assert.False(generated.Document.TryGetProperty("meta", out _));
        var actions = await api.Get(
            $"/flows/{generated.Attributes.GetProperty("flowId")}/node-actions?filter[actionType]=ask&page[size]=100"
        );
        var asked = actions
            .Data.EnumerateArray()
            .Select(one => one.GetProperty("attributes"))
            .ToDictionary(
                one => one.GetProperty("variableName").GetString()!,
                one => one.GetProperty("value").GetProperty("text").GetString()!
            );
        Assert.All(
            Requirements(analysis),
            one =>
                Assert.Contains(
                    one.GetProperty("question").GetString()!,
                    asked[one.GetProperty("sessionField").GetString()!],
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public async Task The_same_vacancy_gets_the_same_analysis_and_another_language_other_questions()
    {
        var first = await AnalyseAsync(Attributes());
        var again = await AnalyseAsync(Attributes());
        var other = await AnalyseAsync(Attributes("en"));

        Assert.Equal(first.Document.GetRawText(), again.Document.GetRawText());
        Assert.NotEqual(first.Id, other.Id);
        Assert.Equal("en", other.Attributes.GetProperty("language").GetString());
        Assert.Equal("Do you speak good Dutch?", Requirements(other)[2].GetProperty("question").GetString());
    }

    [Fact]
    public async Task Facts_that_the_text_does_not_contain_are_null()
    {
        var answer = await AnalyseAsync(Attributes(text: "Hello."));

        Assert.All(
            Names[2..6],
            name => Assert.Equal(JsonValueKind.Null, answer.Attributes.GetProperty(name).ValueKind)
        );
        Assert.Empty(Requirements(answer));
    }

    [Fact]
    public async Task Every_error_has_a_pointer()
    {
        var attributes = new JsonObject
        {
            ["language"] = "es",
            ["tone"] = "rude",
            ["title"] = "Cook",
            ["colour"] = "red",
        };
        Assert.Equal(
            [
                "read_only_attribute at /data/attributes/title",
                "unknown_attribute at /data/attributes/colour",
                "required at /data/attributes",
                "unsupported_language at /data/attributes/language",
                "unsupported_tone at /data/attributes/tone",
            ],
            (await AnalyseAsync(attributes)).Errors
        );
        Assert.Equal(
            ["unsupported_context at /data/attributes/context/type", "too_long at /data/attributes/context/value"],
            await ErrorsAsync(new JsonObject { ["type"] = "html", ["value"] = new string('x', 100_001) })
        );
        Assert.Equal(["invalid_type at /data/attributes/context"], await ErrorsAsync("Cook wanted"));
        Assert.Equal(
            ["invalid_type at /data/attributes/context/value"],
            await ErrorsAsync(new JsonObject { ["type"] = "text", ["value"] = 1 })
        );
        Assert.Equal(
            ["required at /data/attributes/context/value"],
            await ErrorsAsync(new JsonObject { ["type"] = "text", ["value"] = " " })
        );

        async Task<IReadOnlyList<string>> ErrorsAsync(JsonNode context) =>
            [.. (await AnalyseAsync(new() { ["context"] = context })).Errors];
    }

    [Fact]
    public async Task Unknown_members_are_reported_or_refused()
    {
        var attributes = Attributes();
        attributes["context"]!["valeu"] = "x";

        var answer = await AnalyseAsync(attributes);
        var refused = await AnalyseAsync(attributes, ("Prefer", "handling=strict"));

        Assert.Equal(
            """[{"pointer":"/data/attributes/context/valeu","name":"valeu","nearest":"value"}]""",
            answer.Document.GetProperty("meta").GetProperty("unusedParameters").GetRawText()
        );
        Assert.Equal(["unused_parameter at /data/attributes/context/valeu"], refused.Errors);
        Assert.Equal("handling=strict", refused.Header("Preference-Applied"));
    }

    [Fact]
    public async Task It_needs_the_scope_to_read_generations()
    {
        var (reader, other) = (
            await api.CreateKeyAsync(Scope.ReadGenerations),
            await api.CreateKeyAsync(Scope.ReadEvents)
        );

        Assert.Equal(200, (await AnalyseAsync(Attributes(), ("Authorization", $"Bearer {reader.Text}"))).Status);
        Assert.Equal(403, (await AnalyseAsync(Attributes(), ("Authorization", $"Bearer {other.Text}"))).Status);
    }

    [Fact]
    public async Task Only_the_requested_fields_are_returned()
    {
        var answer = await api.Host.Send(
            HttpMethod.Post,
            "/vacancy-analyses?fields[vacancyAnalyses]=language,title",
            Body(Attributes())
        );

        Assert.Equal(["language", "title"], answer.Attributes.EnumerateObject().Select(one => one.Name));
    }

    private static JsonObject Attributes(string? language = null, string? tone = null, string text = Vacancy) =>
        new()
        {
            ["context"] = new JsonObject { ["type"] = "text", ["value"] = text },
            ["language"] = language,
            ["tone"] = tone,
        };

    private static List<JsonElement> Requirements(Answer answer) =>
        [.. answer.Attributes.GetProperty("requirements").EnumerateArray()];

    private static JsonArray SentBack(Answer answer, bool isKnockout) =>
        [
            .. Requirements(answer)
                .Where(one => one.GetProperty("isKnockout").GetBoolean() == isKnockout)
                .Select(one => JsonNode.Parse(one.GetRawText())),
        ];

    private static string Body(JsonObject attributes) =>
        new JsonObject
        {
            ["data"] = new JsonObject { ["type"] = "vacancyAnalyses", ["attributes"] = attributes.DeepClone() },
        }.ToJsonString();

    private Task<Answer> AnalyseAsync(JsonObject attributes, params (string Name, string Value)[] headers) =>
        api.Host.Send(
            HttpMethod.Post,
            "/vacancy-analyses",
            Body(attributes),
            request =>
            {
                foreach (var (name, value) in headers)
                {
                    request.Headers.Remove(name);
                    request.Headers.TryAddWithoutValidation(name, value);
                }
            }
        );
}
