using System.Text.Json;
using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes;
using Flowgen.Domain.FlowTypes.Languages;
using Flowgen.Domain.FlowTypes.VacancyApplication;

namespace Flowgen.Domain.Tests.FlowTypes;

/// <summary>Fields as recruiters name them, in <c>Cases/fields.json</c>, and the questions and formats that they get.</summary>
public class FieldTests
{
    public static TheoryData<string> Cases =>
        [
            .. JsonDocument
                .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", "fields.json")))
                .RootElement.EnumerateArray()
                .Select(one => one.GetRawText()),
        ];

    public static TheoryData<string> Languages => [.. Phrasebook.Languages];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_field_gets_its_question_and_its_format(string json)
    {
        var it = JsonSerializer.Deserialize<FieldCase>(json, JsonSerializerOptions.Web)!;
        var formal = it.Tone is "formal" ? Tone.Formal : Tone.Informal;
        var asked = Ask(it.Language, formal, it.Fields);
        var named = SessionFieldNames.Fill(
            new(it.Language, 0, "Job", [], [], [.. it.Fields.Select(field => new Question(field, ""))], [], [])
        );

        Assert.All(
            it.Right.Zip(named.RequiredFields).Where(one => one.First.SessionField is not null),
            one => Assert.Matches($"^{one.First.SessionField}(_2)?$", one.Second.SessionField)
        );
        foreach (var (right, action) in it.Right.Zip(asked))
        {
            var options = action.Value.Options?.Select(option => option.Label);
            var format =
                action.SubType is ActionSubType.List
                    ? "choice"
                    : JsonSerializer.SerializeToElement(action.Value.Format).GetString();
            Assert.Equal((right.Value, right.Format), (right.Value, format));
            Assert.Equal(right.Options, options);
            if (right.Questions is { } questions)
            {
                Assert.Contains(Plain(action.Value.Text), questions);
            }
        }
    }

    // So that the first meaning of a name does not hide another.
    [Theory]
    [MemberData(nameof(Languages))]
    public void A_name_means_one_field_of_its_language(string language)
    {
        var names = Lexicon
            .Of(language)
            .Fields.Names.SelectMany(field => field.Value.Select(name => (Key: Spelling.Key(name), Field: field.Key)))
            .Distinct();

        Assert.Empty(names.GroupBy(name => name.Key).Where(name => name.Count() > 1).Select(name => name.Key));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_language_has_what_every_language_has(string language)
    {
        var (english, fields) = (Lexicon.Of("en").Fields, Lexicon.Of(language).Fields);

        Assert.Equal(english.Names.Keys.Order(), fields.Names.Keys.Order());
        Assert.Equal(english.Asked.Keys.Order(), fields.Asked.Keys.Order());
        Assert.Equal(english.Files.Keys.Order(), fields.Files.Keys.Order());
        Assert.Equal(english.Answers.Options.Keys.Order(), fields.Answers.Options.Keys.Order());
        Assert.Equal((12, 13), (fields.Answers.Months.Count, fields.Answers.Numbers.Count));
        Assert.All(fields.Salutations, label => Assert.InRange(label.Length, 1, 20));
        Assert.All(fields.Asked.Keys, name => Assert.Contains(KnownFields.Of(name), KnownFields.All));
        Assert.All(
            fields.Names.Keys.Where(name => name is not ("Name" or "Document")),
            name => Assert.Contains($"Field.{name}", Lexicon.Of(language).Phrases.Keys)
        );
        Assert.All(
            KnownFields.All.Where(field => field.SubType is ActionSubType.Text && field.Name is not "IdentityNumber"),
            field => Assert.Contains($"Label.{field.Name}", Lexicon.Of(language).Phrases.Keys)
        );
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_format_has_a_question_for_an_answer_that_is_not_valid(string language) =>
        Assert.All(
            Enum.GetValues<AnswerFormat>(),
            format => Assert.Contains($"Repeat.{format}", Lexicon.Of(language).Phrases.Keys)
        );

    // What a re-ask gives as an example is accepted.
    [Theory]
    [InlineData("nl", "1 september", "Per direct")]
    [InlineData("en", "1 September", "straight away")]
    [InlineData("de", "1. September", "Ab sofort")]
    [InlineData("fr", "1er septembre", "tout de suite")]
    public void A_start_date_needs_no_year(string language, string date, string soon)
    {
        Assert.Contains(date, Lexicon.Of(language).Phrases["Repeat.Date.StartDate"]);
        Assert.All(
            [date, soon],
            answer => Assert.NotNull(DateAnswers.Read(answer, Lexicon.Of(language).Fields.Answers))
        );
    }

    [Theory]
    [InlineData("nl", Tone.Formal, "Welke dagdelen kun je werken?", "Welke dagdelen kunt u werken?")]
    [InlineData("nl", Tone.Formal, "Hoe kom je naar je werk?", "Hoe komt u naar uw werk?")]
    [InlineData("nl", Tone.Formal, "Wat is je mooiste project?", "Wat is uw mooiste project?")]
    [InlineData("nl", Tone.Informal, "Hoe bent u bij ons terechtgekomen?", "Hoe ben je bij ons terechtgekomen?")]
    [InlineData(
        "nl",
        Tone.Informal,
        "Wat wilt u over uw loopbaan vertellen?",
        "Wat wil je over je loopbaan vertellen?"
    )]
    [InlineData("de", Tone.Formal, "Wie kommst du zur Arbeit?", "Wie kommen Sie zur Arbeit?")]
    [InlineData("de", Tone.Informal, "Was können Sie besonders gut?", "Was kannst du besonders gut?")]
    public void A_question_of_the_recruiter_is_asked_in_the_tone_of_the_flow(
        string language,
        Tone tone,
        string field,
        string question
    ) => Assert.Equal(question, Ask(language, tone, [field])[0].Value.Text);

    [Theory]
    [MemberData(nameof(Languages))]
    public void An_optional_question_is_said_to_be_so_before_it_is_asked(string language)
    {
        var say = new Phrasebook(language, 0, Tone.Informal);
        var nodes = VacancyApplicationComposer.Compose(new(language, 0, "Job", [], [], [], [new("x", "f0")], [])).Nodes;

        Assert.StartsWith(
            say.Say("Optional.One") + " ",
            nodes.Single(node => node.Action.VariableName is "f0").Action.Value.Text
        );
    }

    private static List<NodeAction> Ask(string language, Tone tone, IReadOnlyList<string> fields) =>
        [
            .. VacancyApplicationComposer
                .Compose(
                    new(language, 0, "Job", [], [], [.. fields.Select((it, i) => new Question(it, $"f{i}"))], [], [])
                    {
                        Tone = tone,
                    }
                )
                .Nodes.Where(node => node.Action.VariableName is ['f', ..])
                .Select(node => node.Action)
                .DistinctBy(action => action.VariableName),
        ];

    // Without the greeting by name and the count, and as a keyboard types it.
    private static string Plain(string text) =>
        System
            .Text.RegularExpressions.Regex.Replace(text, @"^[^!.]*\{\{.*?\}\}[^ ]*\s?[!]? | \(\d+ \w+ \d+\)$", "")
            .Replace('\u00A0', ' ')
            .Replace('\u202F', ' ')
            .Replace('\'', '’');

    private sealed record FieldCase(
        string Language,
        string Tone,
        IReadOnlyList<string> Fields,
        IReadOnlyList<RightField> Right
    );

    private sealed record RightField(
        string Value,
        IReadOnlyList<string>? Questions,
        string Format,
        string? SessionField,
        IReadOnlyList<string>? Options
    );
}
