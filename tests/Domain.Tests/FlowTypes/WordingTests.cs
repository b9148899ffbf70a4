using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes;
using Flowgen.Domain.FlowTypes.VacancyApplication;
using FsCheck.Xunit;

namespace Flowgen.Domain.Tests.FlowTypes;

/// <summary>What somebody else than the composer says in a flow, and what is not let in.</summary>
public class WordingTests
{
    [Theory]
    [InlineData("nl", Tone.Informal, "Has drivers license B", "Heb je rijbewijs B?", "Ja, dat heb ik", "Nee, nog niet")]
    [InlineData("nl", Tone.Formal, "min. 2 jr ervaring", "Hebt u minimaal 2 jaar ervaring?", "Ja", "Nee")]
    [InlineData("en", Tone.Informal, "Woont in Utrecht", "Do you live in Utrecht?", "Yes, I do", "No, I don’t")]
    [InlineData("en", Tone.Formal, "VCA (valid)", "Is your VCA certificate (still) valid?", "Yes", "No")]
    [InlineData("de", Tone.Informal, "C# / .NET", "Kennst du dich mit C# und .NET aus?", "Ja, gut", "Nein, eher nicht")]
    [InlineData("de", Tone.Formal, "Own car", "Ist Ihr Auto immer verfügbar?", "Ja, das ist es", "Nein")]
    [InlineData("fr", Tone.Informal, "Must have 18+ years", "As-tu 18 ans ou plus\u202F?", "Oui, c’est ça", "Non")]
    [InlineData("fr", Tone.Formal, "Work permit?", "Avez-vous un permis de travail\u00A0?", "Oui", "Non, pas encore")]
    public void A_question_as_a_person_would_put_it_is_said(
        string language,
        Tone tone,
        string requirement,
        string question,
        string yes,
        string no
    )
    {
        var flow = Compose(language, tone, requirement, new(question, yes, no));

        Assert.Equal(question, flow.Text);
        Assert.Equal([new("yes", yes), new("no", no)], flow.Options!);
    }

    [Theory]
    [InlineData("Heb je rijbewijs B")] // no question
    [InlineData("Heb je? Rijbewijs B?")]
    [InlineData("Heb je rijbewijs B? Ja toch!")]
    [InlineData("B?")]
    [InlineData("Do you have a category B driving licence?")] // another language
    [InlineData("Hebt u rijbewijs B?")] // another tone
    [InlineData("Heb je, mag ik u dat vragen, rijbewijs B?")]
    [InlineData("Rijbewijs B?")]
    [InlineData("Heb je rijbewijs C?")] // another category
    [InlineData("Heb je een rijbewijs?")]
    [InlineData("Heb je rijbewijs B en VCA?")]
    [InlineData("Heb je al 5 jaar rijbewijs B?")]
    [InlineData("Heb je geen rijbewijs B?")] // turned round
    [InlineData("Rijd je nooit zonder rijbewijs B?")]
    [InlineData("Heb je rijbewijs B, {{session.first_name}}?")] // nobody has told a name yet
    [InlineData("Heb je rijbewijs B {{session._start}}?")]
    [InlineData("Heb je rijbewijs B }}?")]
    [InlineData("Heb je <b>rijbewijs B</b>?")]
    [InlineData("Heb je **rijbewijs B**?")]
    [InlineData("Heb je [rijbewijs B](rijbewijs)?")]
    [InlineData("Heb je rijbewijs B?\n\nHeb je")]
    [InlineData("Heb je\nrijbewijs B?")]
    [InlineData("Heb je rijbewijs B\u202Eeen?")] // turns what follows round on the screen
    [InlineData("Heb je\u200B rijbewijs B?")]
    [InlineData("Heb je rijbewijs B, zie www.evil.example?")]
    [InlineData("Heb je rijbewijs B, zie http://evil?")]
    [InlineData("Heb je rijbewijs B, mail a@b?")]
    [InlineData("Heb je rijbewijs B? 🚗")] // no emoji at level 0
    public void A_question_with_a_fault_is_not(string question)
    {
        var flow = Compose("nl", Tone.Informal, "Has drivers license B", new(question, "Ja", "Nee"));

        Assert.Equal("Heb je rijbewijs B?", flow.Text); // the composer's
        Assert.NotEmpty(Faults("nl", Tone.Informal, "Has drivers license B", new(question)));
    }

    [Fact]
    public void Nor_is_one_of_any_length() =>
        Assert.NotEmpty(Faults("nl", Tone.Informal, "Auto", new($"Heb je een {new string('a', 300)}?")));

    [Theory]
    [InlineData("Nee", "Ja")] // each on the button of the other
    [InlineData("Ja", "Ja")]
    [InlineData("Nee", "Nee")]
    [InlineData("ja", "nee")]
    [InlineData("Jawel", "Nee")]
    [InlineData("Ja: dus niet", "Nee")]
    [InlineData("Ja, ik heb het niet", "Nee")]
    [InlineData("Ja", "Nee, maar ik haal het binnenkort")]
    [InlineData("Ja, 5 jaar", "Nee")]
    [InlineData("Ja <b>", "Nee")]
    [InlineData("Ja", "Nee, {{x}}")]
    [InlineData("Ja 👍", "Nee")]
    [InlineData("", "Nee")]
    public void A_label_with_a_fault_is_not(string yes, string no)
    {
        var flow = Compose("nl", Tone.Informal, "Auto", new("Heb je een auto?", yes, no));

        Assert.Equal([new("yes", "Ja"), new("no", "Nee")], flow.Options!);
        Assert.DoesNotContain("Heb je een auto?", flow.Text);
    }

    [Theory]
    [InlineData("No criminal record")]
    [InlineData("Geen strafblad")]
    [InlineData("Ohne Vorstrafen")]
    [InlineData("Pas de casier judiciaire")]
    [InlineData("12345")]
    public void A_requirement_that_is_easily_turned_round_is_left_to_the_composer(string requirement) =>
        Assert.Empty(VacancyApplicationComposer.Brief(Parameters("nl", Tone.Informal, requirement)).Items);

    [Fact]
    public void A_placeholder_of_the_recruiter_s_stays()
    {
        const string Requirement = "Can start on {{session.start}}";

        Assert.Empty(Faults("en", Tone.Informal, Requirement, new("Can you start on {{session.start}}?")));
        Assert.NotEmpty(Faults("en", Tone.Informal, Requirement, new("Can you start then?")));
        Assert.NotEmpty(Faults("en", Tone.Informal, Requirement, new("Can you start on {{session.email}}?")));
    }

    [Theory]
    [InlineData(0, "Heb je rijbewijs B? 🚗", false)]
    [InlineData(3, "Heb je rijbewijs B? 🚗", false)]
    [InlineData(4, "Heb je rijbewijs B? 🚗", true)]
    [InlineData(5, "Heb je rijbewijs B? 🚗🚗", false)]
    public void An_emoji_is_said_where_the_composer_would_have_one(int level, string question, bool isSaid)
    {
        var brief = new WordingBrief("nl", Tone.Informal, level, Job: null, [new("b", "Rijbewijs B")]);

        Assert.Equal(isSaid, WordingRules.Faults(brief, brief.Items[0], new(question)) is []);
    }

    [Fact]
    public void Progress_and_lead_are_still_the_composer_s()
    {
        var parameters = Parameters("nl", Tone.Informal, "Rijbewijs B", "Auto", "VCA") with
        {
            Wordings = new Dictionary<string, Wording> { ["0"] = new("Mag je met rijbewijs B de weg op?") },
        };

        Assert.Equal(
            "Laten we eerst kijken of deze functie bij je past. Mag je met rijbewijs B de weg op? (1 van 3)",
            VacancyApplicationComposer.Compose(parameters).Nodes[1].Action.Value.Text
        );
    }

    [Property(MaxTest = 500, Arbitrary = [typeof(RandomParameters)])]
    public void Whatever_is_proposed_every_invariant_holds(
        VacancyApplicationParameters parameters,
        string question,
        string yes,
        string no
    )
    {
        string[] made =
        [
            question ?? "",
            $"Heb je {question}?",
            $"Do you {yes}?",
            $"Hast du {no}?",
            $"As-tu {question} ?",
        ];
        var wordings = VacancyApplicationComposer
            .Brief(parameters)
            .Items.Select((item, i) => (item.SessionField, new Wording(made[i % made.Length], yes, no)))
            .DistinctBy(it => it.SessionField)
            .ToDictionary();

        var design = VacancyApplicationComposer.Compose(parameters with { Wordings = wordings });

        Assert.Empty(FlowInvariants.Violations(design, VacancyApplicationComposer.Promises(parameters)));
    }

    private static ActionValue Compose(string language, Tone tone, string requirement, Wording wording)
    {
        var parameters = Parameters(language, tone, requirement) with
        {
            Wordings = new Dictionary<string, Wording> { ["0"] = wording },
        };
        return VacancyApplicationComposer.Compose(parameters).Nodes[1].Action.Value;
    }

    private static IReadOnlyList<string> Faults(string language, Tone tone, string requirement, Wording wording)
    {
        var brief = new WordingBrief(language, tone, 0, Job: null, [new("0", requirement)]);
        return WordingRules.Faults(brief, brief.Items[0], wording);
    }

    private static VacancyApplicationParameters Parameters(
        string language,
        Tone tone,
        params IEnumerable<string> requirements
    ) =>
        new(language, 0, "Driver", [.. requirements.Select((it, i) => new Question(it, $"{i}"))], [], [], [], [])
        {
            Tone = tone,
        };
}
