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
    [InlineData("", 0)]
    public void What_no_rule_is_sure_of_is_left_out(string text, int count) =>
        Assert.Equal(count, VacancyAnalysis.Of(text, "en", Tone.Informal).Requirements.Count);

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
