using System.Text;
using System.Text.Json;
using Flowgen.Domain.FlowTypes;
using Flowgen.Domain.FlowTypes.Languages;
using Flowgen.Domain.FlowTypes.VacancyApplication.Requirements;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Flowgen.Domain.Tests.FlowTypes;

/// <summary>What each language must know of requirements, and what no requirement may lose.</summary>
[Properties(Arbitrary = [typeof(LanguageTests)], MaxTest = 300)]
public class LanguageTests
{
    public static TheoryData<string> Languages => [.. Phrasebook.Languages];

    /// <summary>A requirement of one language in its parts.</summary>
    public sealed record Parts(string Language, Tone Tone, string Core, string Tail, string Verb, string Negation)
    {
        /// <summary>As a recruiter writes it.</summary>
        public string Weighed => $"{Core} {Tail}";
    }

    private static readonly Dictionary<string, string[]> Cores = new()
    {
        ["nl"] =
        [
            "Ervaring in de horeca",
            "Rijbewijs C",
            "Mbo-diploma niveau 4",
            "3 jaar ervaring als kok",
            "Goed Engels",
            "Zorblexen 7",
        ],
        ["en"] =
        [
            "Experience in a bakery",
            "A forklift licence",
            "NVQ level 3 in care",
            "5 years of experience as a chef",
            "Zorblex 7",
        ],
        ["de"] =
        [
            "Erfahrung in der Pflege",
            "Führerschein der Klasse C",
            "Abgeschlossene Ausbildung als Koch",
            "Mindestens 3 Jahre Erfahrung",
            "Zorblex 7",
        ],
        ["fr"] =
        [
            "Expérience en cuisine",
            "Permis C",
            "Diplôme de niveau 4",
            "3 ans d’expérience en vente",
            "Zorblex 7",
        ],
    };

    /// <summary>Requirements of known parts.</summary>
    public static Arbitrary<Parts> Requirements() =>
        (
            from language in Gen.Elements(Phrasebook.Languages.ToArray())
            from tone in Gen.Elements(Tone.Informal, Tone.Formal)
            let words = Lexicon.Of(language).Requirements
            from core in Gen.Elements(Cores[language])
            from tail in Gen.Elements(words.Tails.Split(' '))
            from verb in Gen.Elements(
                words.Verbs.Select(it => it.Split(' ')[^1]).Except(words.AlsoNouns.Split(' ')).ToArray()
            )
            from negation in Gen.Elements(words.Negations.Split(' '))
            select new Parts(language, tone, core, tail.Replace('_', ' '), verb, negation)
        ).ToArbitrary();

    [Property]
    public void An_end_that_weighs_a_requirement_never_survives(Parts it) =>
        Assert.Equal(Asked(it, it.Core).Text, Asked(it, it.Weighed).Text);

    [Property]
    public void A_negation_is_never_lost(Parts it) =>
        Assert.True(WordingRules.Negates(Asked(it, $"{it.Negation} {it.Core}").Text));

    // Of the tails of a language, those that make a must of nothing.
    [Property]
    public void What_is_only_wished_for_beside_a_requirement_is_not_asked_for(Parts it)
    {
        var words = Lexicon.Of(it.Language).Requirements;
        var must = words.Musts.Split(' ')[0].Replace('_', ' ');
        var wish = words.Tails.Split(' ').Except(words.Musts.Split(' ')).First().Replace('_', ' ');
        var lead = words.WishLeads.Split(' ')[0].Replace('_', ' ');

        Assert.Equal(Asked(it, it.Core).Text, Asked(it, $"{it.Core} {must}, Zorblexing {wish}").Text);
        Assert.Equal(Asked(it, it.Core).Text, Asked(it, $"{it.Core}, {lead} Zorblexing").Text);
    }

    [Property]
    public void What_stands_in_brackets_stays_in_brackets(Parts it) =>
        Assert.Contains(" (Zorb 17)", Asked(it, $"{it.Core} (Zorb 17) {it.Tail}").Text, StringComparison.Ordinal);

    [Property]
    public void A_reason_is_no_part_of_the_question(Parts it)
    {
        var reason = Lexicon.Of(it.Language).Requirements.Reasons.Split(' ')[0].Replace('_', ' ');

        Assert.Equal(Asked(it, it.Core).Text, Asked(it, $"{it.Core} {reason} 17 Zorblexen").Text);
    }

    [Property]
    public void Figures_stand(Parts it)
    {
        var asked = Asked(it, it.Weighed).Text;

        Assert.Equal(it.Core.Where(char.IsDigit), asked.Where(char.IsDigit));
    }

    [Property]
    public void A_second_verb_makes_a_rule_give_up_or_turns_it_as_well(Parts it)
    {
        var question = Requirement.AsQuestion(Say(it), $"{it.Core} {it.Verb}");

        Assert.True(
            question is null
                || !RequirementGrammar.Of(Lexicon.Of(it.Language)).IsFinite(new(it.Verb, Spelling.Fold(it.Verb), true))
                || !question.Text.TrimEnd('?', '\u202F').EndsWith($" {it.Verb}", StringComparison.Ordinal)
        );
    }

    [Property]
    public void A_question_has_no_quotation_marks(Parts it) =>
        Assert.DoesNotMatch("[“”„«»\"]", Asked(it, $"“{it.Core}” {it.Tail}").Text);

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_language_lacks_nothing(string language)
    {
        var words = JsonSerializer.SerializeToElement(Lexicon.Of(language).Requirements);
        string[] everyOne =
        [
            "Informal",
            "Formal",
            "Everyday",
            "Small",
            "Negations",
            "Denials",
            "Harmless",
            "Numbers",
            "Private",
            "Reversals",
            "Opposites",
            "Sayings",
            "Meanings",
            "Fillers",
            "Experience",
            "Years",
            "Living",
            "Tongues",
            "Levels",
            "Tails",
            "Heads",
            "Remarks",
            "Musts",
            "WishLeads",
            "NotRequired",
            "But",
            "Reasons",
            "And",
            "Or",
            "To",
            "Subjects",
            "Relatives",
            "VerbAsks",
            "CanAsks",
            "AdjectiveAsks",
            "Verbs",
            "Having",
            "Being",
            "Finite",
            "Determiners",
            "Indefinite",
            "Genders",
            "Frames",
            "Nouns",
            "Bounds",
            "Adjectives",
            "Adverbs",
            "Tools",
            "ToolAsks",
            "Rules",
            "Fallbacks",
            "NegativeFallbacks",
            "Interrogatives",
        ];

        Assert.DoesNotContain(everyOne, name => words.GetProperty(name).GetRawText() is "\"\"" or "[]" or "{}");
        Assert.Equal(
            Lexicon.Of("en").Requirements.Meanings.Keys.Order(),
            Lexicon.Of(language).Requirements.Meanings.Keys.Order()
        );
        Assert.All(
            Lexicon.Of(language).Requirements.Tongues.Keys,
            tongue => Assert.Contains($"Tongue.{tongue}", Lexicon.Of(language).Phrases.Keys)
        );
        Assert.True(Lexicon.Of(language).Requirements.Fallbacks.Distinct().Count() >= 6);
    }

    private static readonly string[] Labels =
    [
        "Yes",
        "No",
        "Yes.Sure",
        "No.Sure",
        "Greeting.Yes",
        "Greeting.No",
        "Summary.Yes",
        "Summary.No",
        "Optional.Skip",
    ];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_label_fits_a_button(string language) =>
        Assert.All(
            from name in Labels
            from tone in Enum.GetValues<Tone>()
            select new Phrasebook(language, 0, tone).Say(name),
            label => Assert.InRange(label.Length, 2, 20)
        );

    // A fifth language is a file.
    [Fact]
    public void A_language_is_added_by_its_words_alone()
    {
        const string Toy = """
            "requirements": {
              "informal": "ti", "formal": "vu", "small": "la kun de por",
              "and": "kaj", "or": "aŭ", "tails": "dezirata estas_dezirata", "negations": "ne sen",
              "bounds": "en de kun por", "genders": { "x": "iun" },
              "frames": { "have": "[ĉu ti havas|ĉu vu havas] {x}" },
              "nouns": { "have": "sperto sperton scio", "have x": "diplomo" },
              "fallbacks": [ "{x} – ĉu jes?" ], "negativeFallbacks": [ "{x} – ĉu vere?" ]
            }
            """;
        using var english = new StreamReader(typeof(Lexicon).Assembly.GetManifestResourceStream("Languages/en.json")!);
        var text = english.ReadToEnd();
        var (from, to) = (
            text.IndexOf("\"requirements\"", StringComparison.Ordinal),
            text.IndexOf("\"vacancy\"", StringComparison.Ordinal)
        );
        using var file = new MemoryStream(Encoding.UTF8.GetBytes($"{text[..from]}{Toy},\n{text[to..]}"));
        var lexicon = Lexicon.Parse(file);

        Assert.Equal("Ĉu ti havas sperton?", Ask("Sperton", Tone.Informal));
        Assert.Equal(
            "Ĉu vu havas scio kaj iun diplomo de kuiristo?",
            Ask("Scio kaj diplomo de kuiristo dezirata", Tone.Formal)
        );

        string Ask(string requirement, Tone tone) =>
            Requirement.AsQuestion(new("eo", 0, tone, lexicon), requirement)!.Text;
    }

    private static AskedRequirement Asked(Parts it, string requirement) =>
        Requirement.AsQuestion(Say(it), requirement) ?? Requirement.Around(Say(it), requirement, 0);

    private static Phrasebook Say(Parts it) => new(it.Language, 0, it.Tone);
}
