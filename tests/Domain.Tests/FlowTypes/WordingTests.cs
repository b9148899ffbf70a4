using System.Text.Json;
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
    [InlineData("nl", Tone.Informal, "32-40 hours", "Ben je 32 tot 40 uur per week beschikbaar?")]
    [InlineData("en", Tone.Informal, "Eigen vervoer", "May I ask whether you have your own transport?")]
    [InlineData("en", Tone.Informal, "40h per week", "Can you work 40 hours a week?")]
    [InlineData("en", Tone.Formal, "2+ years in R&D", "Do you have two or more years of experience in R&D?")]
    [InlineData("en", Tone.Formal, "Node.js", "Do you know your way around Node.js?")]
    [InlineData("de", Tone.Informal, "C#, Node.js", "Hast du C#- und Node.js-Kenntnisse?")]
    [InlineData(
        "de",
        Tone.Informal,
        "Tiere",
        "Magst du Tiere, und kannst du mit ihnen umgehen, wenn sie unruhig sind?"
    )]
    [InlineData("de", Tone.Formal, "Own car", "Sie haben ein eigenes Auto, richtig?")]
    [InlineData("fr", Tone.Informal, "Sales", "Est-ce que la vente t’intéresse\u202F?")]
    [InlineData("fr", Tone.Informal, "Organised", "Es-tu une personne organisée\u202F?")]
    [InlineData("fr", Tone.Informal, "Visits", "Peux-tu aller à des rendez-vous\u202F?")]
    [InlineData("fr", Tone.Formal, "Diploma", "Votre diplôme a-t-il été reconnu\u202F?")]
    [InlineData("fr", Tone.Formal, "Mobile", "Seriez-vous prêt·e à vous déplacer\u202F?")]
    public void So_is_one_that_a_language_has_its_own_way_for(
        string language,
        Tone tone,
        string requirement,
        string question
    ) => Assert.Empty(Faults(language, tone, requirement, new(question)));

    [Theory]
    [InlineData("nl", Tone.Informal, "Permis B", "Puis-je vous demander si vous avez le permis B?")] // other languages, by a word that both have
    [InlineData("fr", Tone.Informal, "Travel", "Bereid om te reizen voor het werk\u202F?")]
    [InlineData("de", Tone.Informal, "Temps", "As-tu du temps le matin?")]
    [InlineData("en", Tone.Informal, "Rijbewijs B", "Hast du Führerschein B, do you?")]
    [InlineData("de", Tone.Formal, "Own car", "Haben sie ein eigenes Auto?")] // they
    [InlineData("de", Tone.Informal, "Own car", "Hast du Ihr Auto dabei?")]
    [InlineData("en", Tone.Informal, "Licence", "Wasn’t your licence valid?")] // turned round
    [InlineData("en", Tone.Informal, "Able to drive", "Are you unable to drive?")]
    [InlineData("en", Tone.Informal, "Licence", "Don\u02BCt you have a licence?")]
    [InlineData("de", Tone.Informal, "Führerschein", "Hast du keinerlei Führerschein?")]
    [InlineData("fr", Tone.Informal, "Permis", "N’as-tu ni permis\u202F?")]
    [InlineData("en", Tone.Informal, "Welder", "Do you have five years of experience?")] // other figures, written out
    [InlineData("de", Tone.Informal, "2 Jahre", "Hast du 2 oder besser zehn Jahre Erfahrung?")]
    [InlineData("en", Tone.Informal, "C++", "Do you know C?")]
    [InlineData("en", Tone.Informal, "C#", "Do you know C?")]
    [InlineData("nl", Tone.Informal, "5* hotel", "Heb je **altijd** in een 5* hotel gewerkt?")] // more of a mark than the recruiter has
    [InlineData("nl", Tone.Informal, "C#", "# Ken je C#?")]
    [InlineData("nl", Tone.Informal, "mail b@c", "Heb je mail b@c of evil@evil?")]
    [InlineData("en", Tone.Informal, "acme.com", "Do you know evil-acme.com?")]
    [InlineData(
        "en",
        Tone.Informal,
        "Start on {{session.start}}",
        "Can you start on {{session.start}} {{session.start}}?"
    )]
    [InlineData("en", Tone.Informal, "Start on {{session.start}}", "Can you see evil.{{session.start}}com?")]
    public void One_that_only_looks_like_it_is_not(string language, Tone tone, string requirement, string question) =>
        Assert.NotEmpty(Faults(language, tone, requirement, new(question)));

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
    [InlineData("Heb je\u3164 rijbewijs B?")] // a letter that is not seen
    [InlineData("Heb je rij\u034Fbewijs B?")]
    [InlineData("Heb je rijbewijs B\uFE01\U000E0100?")]
    [InlineData("Heb je rijb\u0435wijs B?")] // one of another script
    [InlineData("Heb je \u0645\u0631 rijbewijs B?")] // which turns what follows round
    [InlineData("Heb je \U0001D7D7 jaar rijbewijs B?")]
    [InlineData("Heb je \uD835 rijbewijs B?")] // half a character
    [InlineData("Heb je &lt;b&gt;rijbewijs B?")]
    [InlineData("Heb je rijbewijs B, zie evil&period;com?")]
    [InlineData("Heb je rijbewijs B, zie //evil/x?")]
    [InlineData("Heb je rijbewijs B, tel:B?")]
    [InlineData("Heb je          rijbewijs B?")]
    [InlineData("- Heb je rijbewijs B?")]
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
    [InlineData("Ja", "Nee, ja dus")]
    [InlineData("Ja, nee dus", "Nee")]
    [InlineData("Ja", "Nee, geen probleem")]
    [InlineData("Ja", "Nee problemen")]
    [InlineData("Ja, \u0645\u0631", "Nee")]
    [InlineData("Ja, ik heb het niet", "Nee")]
    [InlineData("Ja", "Nee, maar ik haal het binnenkort")]
    [InlineData("Ja, 5 jaar", "Nee")]
    [InlineData("Ja <b>", "Nee")]
    [InlineData("Ja", "Nee, {{x}}")]
    [InlineData("Ja 👍", "Nee")]
    [InlineData("", "Nee")]
    public void A_label_with_a_fault_is_not(string yes, string no)
    {
        var flow = Compose("nl", Tone.Informal, "Auto", new("Rijd je een auto?", yes, no));

        Assert.Equal([new("yes", "Ja"), new("no", "Nee")], flow.Options!);
        Assert.DoesNotContain("Rijd je", flow.Text);
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
    [InlineData(5, "Heb je rijbewijs B? ❤️", true)]
    [InlineData(5, "🚗 Heb je rijbewijs B?", false)]
    [InlineData(5, "Heb je B, zie evil.🚗com?", false)]
    [InlineData(5, "Heb je rijbewijs B? <\u20E3", false)] // a mark of markup with a keycap on top is a picture
    [InlineData(5, "Heb je rijbewijs B? \U0001F3F4\U000E0065\U000E0076\U000E007F", false)] // so is a flag that spells what is not seen
    [InlineData(5, "Heb je rijbewijs B? 🚗\U000E0100\U000E0101", false)]
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

    public static TheoryData<string> Proposals => [.. Proposed.Keys];

    private static readonly Dictionary<string, Proposal> Proposed = JsonSerializer
        .Deserialize<List<Proposal>>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Requirements", "model-wordings.json")),
            JsonSerializerOptions.Web
        )!
        .ToDictionary(it => it.Id);

    // What a language model proposed, and whether it may be said.
    [Theory]
    [MemberData(nameof(Proposals))]
    public void A_proposal_is_said_where_it_means_the_requirement(string id)
    {
        var it = Proposed[id];

        var faults = Faults(
            it.Language,
            Enum.Parse<Tone>(it.Tone, ignoreCase: true),
            it.Requirement,
            new(it.Question, it.Yes, it.No)
        );

        Assert.Equal(it.IsGood, faults is [] && WordingRules.IsOpen(it.Requirement));
    }

    private sealed record Proposal(
        string Id,
        bool IsGood,
        string Language,
        string Tone,
        string Requirement,
        string Question,
        string Yes,
        string No
    );

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
