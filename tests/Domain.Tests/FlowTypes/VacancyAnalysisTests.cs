using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Flowgen.Domain.FlowTypes;
using Flowgen.Domain.FlowTypes.VacancyApplication;
using FsCheck.Xunit;

namespace Flowgen.Domain.Tests.FlowTypes;

/// <summary>What a vacancy asks of a candidate, found in vacancies as people write them.</summary>
public class VacancyAnalysisTests
{
    [Theory]
    [InlineData(
        "nl",
        """
            Verkoper in een tuincentrum

            Wij zoeken een collega die planten kent. Rijbewijs BE is een vereiste. Ervaring met kassawerk is mooi meegenomen.

            Je taken:
            - Planten verzorgen
            - Klanten helpen met rijbewijs of zonder

            **Wie ben jij?**
            * Minimaal een mbo-diploma niveau 2
            * Je bent minimaal 18 jaar;
            * Je kunt op zaterdag werken, en
            * Kennis van vaste planten is een pré.
            * Ervaring is niet vereist
            * Wij helpen je met de rest

            Wij bieden:
            - Een opleiding tot hovenier
            """,
        """
            licence! Rijbewijs BE is een vereiste
            experience? Ervaring met kassawerk is mooi meegenomen
            education! Minimaal een mbo-diploma niveau 2
            age! Je bent minimaal 18 jaar
            availability! Je kunt op zaterdag werken
            skill? Kennis van vaste planten is een pré
            """
    )]
    [InlineData(
        "en",
        """
            <h1>Night porter</h1>
            <p>The Gannet Hotel is looking for a night porter. No experience required.</p>
            <h3>What you'll do</h3>
            <ul><li>Check guests in</li><li>Keep a valid log of licences</li></ul>
            <h3>About you:</h3>
            <ul>
              <li>The right to work in the UK</li>
              <li>Fluent English &amp; some French</li>
              <li>Able to work nights and weekends</li>
              <li>A calm voice</li>
            </ul>
            <h3>Nice to have</h3>
            <ul><li>A <b>first aid</b> certificate</li></ul>
            <h3>What we offer</h3>
            <ul><li>A degree in hotel management, paid by us</li></ul>
            """,
        """
            workPermit! The right to work in the UK
            language! Fluent English & some French
            availability! Able to work nights and weekends
            other! A calm voice
            certificate? A first aid certificate
            """
    )]
    [InlineData(
        "de",
        """
            Fahrer für Getränke (m/w/d)

            Deine Aufgaben
            Du bringst Getränke zu unseren Kunden und nimmst das Leergut mit.

            Das bringst du mit
            Einen Führerschein der Klasse C, mind. seit zwei Jahren.
            Gute Deutschkenntnisse in Wort und Schrift.
            Der Hof liegt am Rand der Stadt.

            Von Vorteil:
            - Erfahrung mit dem Gabelstapler
            - Ein Staplerschein

            Wir bieten
            - Eine Ausbildung zum Lageristen
            """,
        """
            licence! Einen Führerschein der Klasse C, mind. seit zwei Jahren
            language! Gute Deutschkenntnisse in Wort und Schrift
            experience? Erfahrung mit dem Gabelstapler
            certificate? Ein Staplerschein
            """
    )]
    [InlineData(
        "fr",
        """
            Boulanger (H/F)

            Vos missions :
            - Pétrir et façonner le pain

            Profil recherché :
            - CAP boulanger exigé
            - Deux ans d'expérience en boulangerie souhaités
            - Vous êtes disponible le samedi
            - Permis B, sans être exigé

            Nous offrons :
            - Une formation de pâtissier
            """,
        """
            education! CAP boulanger exigé
            experience? Deux ans d'expérience en boulangerie souhaités
            availability! Vous êtes disponible le samedi
            """
    )]
    public void Requirements_are_found_and_nothing_else(string language, string text, string expected)
    {
        var analysis = VacancyAnalysis.Of(text, language: null, Tone.Informal);

        Assert.Equal(language, analysis.Language);
        Assert.Equal(
            expected.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries),
            analysis.Requirements.Select(it =>
                $"{char.ToLowerInvariant($"{it.Kind}"[0])}{$"{it.Kind}"[1..]}{(it.IsKnockout ? '!' : '?')} {it.Value}"
            )
        );
        Assert.All(analysis.Requirements, it => Assert.Contains(it.Evidence, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Requirements: driving licence B, first aid certificate", 2)]
    [InlineData("Requirements: driving licence B, patience with customers of all sorts", 0)]
    [InlineData("Requirements:\n- {{session.first_name}} has experience\n- <b\n- Experience, mail jobs@example.com", 0)]
    [InlineData("We ask you to send your CV. A cover letter is required. Registration is required.", 0)]
    [InlineData("Experience is not required. A licence would be nice.", 1)]
    [InlineData("Education\nYour college education is paid by us", 0)]
    [InlineData("Education: provided", 0)]
    [InlineData("What we offer\n- Education: college education in your own time", 0)]
    [InlineData("Education: bachelor's degree", 1)]
    [InlineData("", 0)]
    public void What_no_rule_is_sure_of_is_left_out(string text, int count) =>
        Assert.Equal(count, VacancyAnalysis.Of(text, "en", Tone.Informal).Requirements.Count);

    public static TheoryData<string> Analyses =>
        [
            .. Directory
                .GetFiles(Path.Combine(AppContext.BaseDirectory, "Analyses"))
                .Select(file => Path.GetFileName(file))
                .Order(),
        ];

    /// <summary>
    /// Vacancies with what a person finds in them: "!" a condition, "?" a wish; "~" before it where no rule is sure, so that it is left out.
    /// </summary>
    [Theory]
    [MemberData(nameof(Analyses))]
    public void What_a_person_finds_is_found_and_nothing_else(string file)
    {
        var parts = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Analyses", file))
            .ReplaceLineEndings("\n")
            .Split("---\n", 2);

        var analysis = VacancyAnalysis.Of(parts[1], null, Tone.Informal);

        Assert.Equal(file[..2], analysis.Language);
        Assert.Equal(
            parts[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(it => it[0] != '~').Order(),
            analysis.Requirements.Select(it => $"{(it.IsKnockout ? '!' : '?')} {it.Value}").Order()
        );
    }

    [Theory]
    [InlineData("nl", "Zonder rijbewijs kun je ook beginnen")]
    [InlineData("nl", "Ervaring hoeft niet, dat leer je bij ons")]
    [InlineData("nl", "Geen diploma's nodig")]
    [InlineData("nl", "Ook zonder ervaring ben je welkom")]
    [InlineData("nl", "Starters welkom")]
    [InlineData("en", "No experience needed")]
    [InlineData("en", "You can start without a licence, even without experience")]
    [InlineData("en", "A degree is not required")]
    [InlineData("en", "No driving licence is no problem")]
    [InlineData("de", "Erfahrung ist nicht notwendig")]
    [InlineData("de", "Ohne Führerschein geht es auch")]
    [InlineData("de", "Quereinsteiger willkommen")]
    [InlineData("de", "Keine Ausbildung erforderlich")]
    [InlineData("fr", "Débutant accepté")]
    [InlineData("fr", "Pas d'expérience exigée")]
    [InlineData("fr", "Sans permis, pas de problème")]
    [InlineData("fr", "Le diplôme n'est pas obligatoire")]
    public void A_permission_asks_nothing(string language, string said) =>
        Assert.DoesNotContain(Below(language, said), it => it.Evidence.Contains(said, StringComparison.Ordinal));

    [Theory]
    [InlineData("en", "Our customers must have a driving licence")]
    [InlineData("en", "Customers must have a driving licence")]
    [InlineData("en", "The vehicles must have a certificate")]
    [InlineData("nl", "Onze klanten moeten een rijbewijs hebben")]
    [InlineData("nl", "Leveranciers moeten een certificaat hebben")]
    [InlineData("de", "Unsere Kunden müssen einen Führerschein haben")]
    [InlineData("de", "Lieferanten müssen Zertifikate haben")]
    [InlineData("fr", "Nos clients doivent avoir le permis B")]
    [InlineData("fr", "Les fournisseurs doivent avoir une certification")]
    public void What_others_must_have_is_not_asked_of_the_candidate(string language, string said)
    {
        Assert.DoesNotContain(Below(language, said), it => it.Evidence.Contains(said, StringComparison.Ordinal));
        Assert.Empty(VacancyAnalysis.Of($"{said}.", language, Tone.Informal).Requirements);
    }

    [Theory]
    [InlineData("en", "The nurse must have a driving licence")]
    [InlineData("en", "You must speak English")]
    [InlineData("nl", "Je moet een rijbewijs hebben")]
    [InlineData("nl", "Het rijbewijs moet geldig zijn")]
    [InlineData("de", "Du musst einen Führerschein haben")]
    [InlineData("fr", "Vous devez avoir le permis B")]
    public void What_the_candidate_must_have_is_asked(string language, string said) =>
        Assert.Contains(Below(language, said), it => it.Value == said && it.IsKnockout);

    [Theory]
    [InlineData("nl", "Ervaring is van pré")]
    [InlineData("nl", "Ervaring is een pré, maar geen vereiste")]
    [InlineData("nl", "Experience with SAP is a plus")]
    [InlineData("en", "A first aid certificate is a plus")]
    [InlineData("en", "French is a plus, not a must")]
    [InlineData("de", "Englischkenntnisse von Vorteil")]
    [InlineData("fr", "Anglais serait un plus")]
    public void A_wish_is_no_condition_wherever_it_stands(string language, string said)
    {
        var found = Assert.Single(Below(language, said), it => it.Evidence.Contains(said, StringComparison.Ordinal));

        Assert.Equal((said, false), (found.Value, found.IsKnockout));
    }

    [Theory]
    [InlineData("1. Driving licence B\n2. First aid certificate\n3. Fluent English")]
    [InlineData("1) Driving licence B\n2) First aid certificate\n3) Fluent English")]
    [InlineData("a) Driving licence B\nb) First aid certificate\nc) Fluent English")]
    [InlineData("☐ Driving licence B\n☐ First aid certificate\n☐ Fluent English")]
    [InlineData("👉 Driving licence B\n🚑 First aid certificate\n✔️ Fluent English")]
    [InlineData("1️⃣ Driving licence B\n2️⃣ First aid certificate\n3️⃣ Fluent English")]
    [InlineData("[ ] Driving licence B\n[x] First aid certificate\n[ ] Fluent English")]
    [InlineData("- Driving licence B\n1. First aid certificate\n* Fluent English")]
    [InlineData("• Driving licence B\nFirst aid certificate\n✅ Fluent English")]
    [InlineData("- Driving licence B; First aid certificate; Fluent English")]
    [InlineData("You will need a driving licence B, a First aid certificate and Fluent English.")]
    public void However_a_list_is_marked_each_item_is_read_without_its_mark(string list)
    {
        var found = VacancyAnalysis.Of($"Driver\n\nRequirements:\n{list}\n", null, Tone.Informal).Requirements;

        Assert.Equal(
            ["driving licence b", "first aid certificate", "fluent english"],
            found.Select(it => it.Value.ToLowerInvariant().Replace("a ", "", StringComparison.Ordinal))
        );
        Assert.All(found, it => Assert.True(it.IsKnockout));
    }

    [Fact]
    public void The_page_of_requests_shows_an_analysis_as_it_is()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "requests.md"));
        var examples = page.Split("```json").Skip(1).Select(block => block.Split("```")[0]).ToList();
        var at = examples.FindIndex(example => example.Contains("vacancyAnalyses", StringComparison.Ordinal));
        var text = JsonNode.Parse(examples[at])!["data"]!["attributes"]!["context"]!["value"]!.GetValue<string>();
        var shown = JsonNode.Parse(examples[at + 1]);

        var (language, facts, requirements) = VacancyAnalysis.Of(text, null, Tone.Informal);

        var expected = JsonSerializer.SerializeToNode(
            new
            {
                Language = language,
                facts.Title,
                facts.Organisation,
                Location = facts.Place,
                facts.Hours,
                facts.Salary,
                Requirements = requirements,
            },
            Web
        );
        Assert.True(JsonNode.DeepEquals(expected, shown), $"docs/requests.md shows another response than {expected}");
    }

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    [Fact]
    public void The_members_of_a_posting_are_read()
    {
        const string Text = """
            <script type="application/ld+json">{"@type": "JobPosting", "title": "Nurse", "description": "<p>You care.</p>",
            "qualifications": "<ul><li>An NMC pin</li><li>Driving licence<\/li></ul>", "skills": ["Patience", "Caf\u00e9 skills"],
            "experienceRequirements": "Two years on a ward", "educationRequirements": {"credentialCategory": "bachelor degree"}}</script>
            """;

        var found = VacancyAnalysis.Of(Text, "en", Tone.Informal).Requirements;

        Assert.Equal(
            [
                "Certificate! An NMC pin",
                "Licence! Driving licence",
                "Education! bachelor degree",
                "Experience! Two years on a ward",
                "Skill? Patience",
                "Skill? Café skills",
            ],
            found.Select(it => $"{it.Kind}{(it.IsKnockout ? '!' : '?')} {it.Value}")
        );
        Assert.All(found, it => Assert.Contains(it.Evidence, Text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_rows_of_a_table_are_read()
    {
        var found = VacancyAnalysis.Of(
            "<table><tr><td>Functie</td><td>Kok</td></tr><tr><td>Ervaring</td><td>2 jaar ervaring als kok</td></tr>"
                + "<tr><td>Talen</td><td>Nederlands</td></tr><tr><td>Rijbewijs</td><td>Rijbewijs B</td></tr></table><p>Rijbewijs: B</p>",
            null,
            Tone.Informal
        );

        Assert.Equal(
            ["2 jaar ervaring als kok", "Nederlands", "Rijbewijs B"],
            found.Requirements.Select(it => it.Value)
        );
        Assert.Null(found.Facts.Place);
    }

    [Theory]
    [InlineData("nl", "Chauffeur gezocht. Rijbewijs B vereist.")]
    [InlineData("nl", "Kok gevraagd in Utrecht")]
    [InlineData("nl", "Monteur, fulltime, Rotterdam, rijbewijs verplicht")]
    [InlineData("nl", "Kassamedewerker in de supermarkt, ervaring een pré")]
    [InlineData("nl", "Wij zoeken een teamleider")]
    [InlineData("en", "Driver wanted in Utrecht. Licence required.")]
    [InlineData("en", "Nurse, part time, London")]
    [InlineData("de", "Koch gesucht in Köln")]
    [InlineData("de", "Fahrer, Vollzeit, Führerschein erforderlich")]
    [InlineData("fr", "Serveur à Lyon, permis exigé")]
    [InlineData("fr", "Cuisinier, temps plein")]
    public void The_language_of_a_short_text_is_known(string language, string text) =>
        Assert.Equal(language, VacancyAnalysis.Of(text, null, Tone.Informal).Language);

    [Theory]
    [InlineData("Bakkerij De Korenaar in Utrecht zoekt een bakker.", "Utrecht")]
    [InlineData("In Utrecht zoeken wij een bakker.", "Utrecht")]
    [InlineData("Bäckerei Krume in Köln sucht einen Bäcker (m/w/d).", "Köln")]
    [InlineData("Northwind recherche un cuisinier à Lyon.", "Lyon")]
    [InlineData("Notre restaurant à Lyon recrute un cuisinier.", "Lyon")]
    [InlineData("Northwind in Leeds is looking for a cook.", "Leeds")]
    [InlineData("Hill & Sons in Leeds is looking for a cook.", "Leeds")]
    [InlineData("Northwind was founded in Leeds and is looking for a cook in York.", "York")]
    public void The_place_stands_beside_the_verb_that_seeks(string text, string place) =>
        Assert.Equal(place, VacancyReader.Read(text).Place);

    [Fact]
    public void The_town_of_the_employer_may_stand_before_the_verb() =>
        Assert.Equal("Hill & Sons", VacancyReader.Read("Hill & Sons in Leeds is looking for a cook.").Organisation);

    [Theory]
    [InlineData("Chauffeur gezocht\n\nRijbewijs B vereist.\n\n© 2026 Zorggroep BV")]
    [InlineData("Chauffeur gezocht\n\nRijbewijs B vereist.\n\nZorggroep BV © 2026")]
    public void Who_made_the_page_is_not_the_employer(string text) =>
        Assert.Null(VacancyReader.Read(text).Organisation);

    [Theory]
    [InlineData("Hours: 24,0 uur per week", "24")]
    [InlineData("Hours: 37,50 uur per week", "37.5")]
    public void A_figure_has_no_zeros_at_its_end(string text, string figure) =>
        Assert.Equal(figure, FormattableString.Invariant($"{VacancyReader.Read(text).Hours?.From}"));

    // Below a heading, beside another requirement, so that the language is known.
    private static IReadOnlyList<VacancyRequirement> Below(string language, string said)
    {
        var (heading, other) = language switch
        {
            "nl" => ("Wat vragen wij van jou:", "Je bent minimaal 18 jaar en je woont in de buurt"),
            "de" => ("Das bringst du mit:", "Du bist mindestens 18 Jahre alt und wohnst in der Nähe"),
            "fr" => ("Votre profil :", "Vous avez au moins 18 ans et vous habitez dans la région"),
            _ => ("What you need:", "You are at least 18 years old and live near our office"),
        };
        return VacancyAnalysis.Of($"{heading}\n- {other}\n- {said}\n", null, Tone.Informal).Requirements;
    }

    [Fact]
    public void There_are_no_more_than_a_generation_takes()
    {
        var items = string.Concat(
            Enumerable.Range(1, 120).Select(n => $"- Experience with tool {n}\n- Skill {n} is a plus\n")
        );

        var found = VacancyAnalysis.Of($"Your profile:\n{items}", null, Tone.Formal).Requirements;

        Assert.Equal(Question.MaxListed, found.Count(it => it.IsKnockout));
        Assert.Equal(Question.MaxListed, found.Count(it => !it.IsKnockout));
        Assert.Equal(found.Count, found.Select(it => it.SessionField).Distinct().Count());
    }

    [Property(MaxTest = 500, Arbitrary = [typeof(VacancyReaderTests)])]
    public void Each_requirement_of_a_hostile_text_has_its_evidence_and_can_be_asked(string part)
    {
        var text =
            $"Profile:\n- Experience {part}\nRequirements: {part}\n{part} is required.\n- Licence B {part} preferred\n";

        var analysis = VacancyAnalysis.Of(text, "en", Tone.Informal);

        Assert.Equal(analysis.Requirements, VacancyAnalysis.Of(text, "en", Tone.Informal).Requirements);
        Assert.All(
            analysis.Requirements,
            it =>
            {
                Assert.Contains(it.Evidence, text, StringComparison.Ordinal);
                Assert.InRange(it.Value.Length, 1, Question.MaxValue);
                Assert.DoesNotContain(it.Value, "{}<>", StringComparison.Ordinal);
                Assert.NotEqual("", it.SessionField);
                Assert.EndsWith("?", it.Question, StringComparison.Ordinal);
            }
        );
    }
}
