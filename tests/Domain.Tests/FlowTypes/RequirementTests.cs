using Flowgen.Domain.FlowTypes;
using Flowgen.Domain.FlowTypes.VacancyApplication;

namespace Flowgen.Domain.Tests.FlowTypes;

public class RequirementTests
{
    // Understood, so asked in the language of the flow, whatever that of the requirement.
    [Theory]
    [InlineData("nl", "Has drivers license B", "Heb je rijbewijs B?")]
    [InlineData("en", "In het bezit van een geldig rijbewijs CE", "Do you have a category CE driving licence?")]
    [InlineData("de", "A driver’s license", "Hast du einen Führerschein?")]
    [InlineData("fr", "Führerschein Klasse B", "As-tu le permis B\u202F?")]
    [InlineData("nl", "Titulaire du permis B", "Heb je rijbewijs B?")]
    [InlineData("nl", "rijbewijs b", "Heb je rijbewijs B?")]
    [InlineData("nl", "Work permit?", "Mag je hier werken, bijvoorbeeld met een werkvergunning?")]
    [InlineData("nl", "Must be communicative", "Ben je communicatief sterk?")]
    [InlineData("de", "Lives in Amsterdam", "Wohnst du in Amsterdam?")]
    [InlineData("fr", "Woont in Den Haag", "Habites-tu à Den Haag\u202F?")]
    [InlineData("en", "Minimaal 2 jaar ervaring", "Do you have at least 2 years of work experience?")]
    [InlineData("nl", "At least 1 year of experience", "Heb je minimaal één jaar werkervaring?")]
    [InlineData("de", "18+ years old", "Bist du mindestens 18 Jahre alt?")]
    [InlineData("nl", "Speaks fluent German", "Spreek je vloeiend Duits?")]
    [InlineData("fr", "Gute Deutschkenntnisse", "Parles-tu allemand\u202F?")]
    [InlineData("nl", "Verfügbar am Wochenende", "Kun je in het weekend werken?")]
    // Said as a sentence of the flow's own language.
    [InlineData("en", "Has a forklift and a smile", "Do you have a forklift and a smile?")]
    [InlineData("nl", "Heeft een eigen auto", "Heb je een eigen auto?")]
    [InlineData("nl", "Minimaal 2 jaar ervaring als kok", "Heb je minimaal 2 jaar ervaring als kok?")]
    [InlineData("de", "Hat einen eigenen Pkw", "Hast du einen eigenen Pkw?")]
    [InlineData("fr", "Possède une voiture", "As-tu une voiture\u202F?")]
    // A question already.
    [InlineData("nl", "Can you lift 20 kilos?", "Can you lift 20 kilos?")]
    public void A_requirement_that_is_understood_becomes_a_question(
        string language,
        string requirement,
        string question
    ) => Assert.Equal(question, Asked(language, requirement));

    [Theory]
    [InlineData("own transport", "forklift licence", "weekends", "night shifts", "shifts", "full-time", "part-time")]
    [InlineData("flexible", "team player", "reliable", "stress resistant", "customer focused", "accurate")]
    [InlineData("speaks Dutch", "speaks English", "speaks German", "speaks French", "speaks Spanish", "speaks Polish")]
    public void Every_meaning_has_a_question(params string[] requirements) =>
        Assert.All(
            Phrasebook.Languages.SelectMany(language => requirements.Select(it => (language, it))),
            asked => Assert.DoesNotMatch("[“„«]", Asked(asked.language, asked.it))
        );

    // Nobody is asked for what is not wanted, or for half of what is.
    [Theory]
    [InlineData("nl", "No driver’s license needed")]
    [InlineData("nl", "Geen rijbewijs nodig")]
    [InlineData("nl", "Rijbewijs B of C")]
    [InlineData("en", "Driver’s license or own transport")]
    [InlineData("en", "Has no criminal record")]
    [InlineData("en", "Has a car and is flexible")]
    [InlineData("en", "Has his own car")]
    [InlineData("en", "Heeft een eigen auto")]
    [InlineData("en", "Less than 2 years of experience")]
    [InlineData("nl", "2 of 3 jaar ervaring")]
    [InlineData("nl", "Dutch or English speaking")]
    [InlineData("nl", "Lives in or near Amsterdam")]
    [InlineData("de", "Bereit, wenn Sie es sind")]
    [InlineData("nl", "Affiniteit met techniek")]
    public void Any_other_is_quoted(string language, string requirement) =>
        Assert.Contains(requirement, Asked(language, requirement));

    [Theory]
    [InlineData("nl", "Rijbewijs B", "Hebt u rijbewijs B?")]
    [InlineData("de", "Hat einen eigenen Pkw", "Haben Sie einen eigenen Pkw?")]
    [InlineData("fr", "Possède une voiture", "Avez-vous une voiture\u202F?")]
    public void A_formal_tone_asks_formally(string language, string requirement, string question) =>
        Assert.Equal(question, Asked(language, requirement, Tone.Formal));

    private static string Asked(string language, string requirement, Tone tone = Tone.Informal) =>
        VacancyApplicationComposer
            .Compose(new(language, 0, "x", [new(requirement, "field")], [], [], [], []) { Tone = tone })
            .Nodes.Single(node => node.Name == "knockout-1")
            .Action.Value.Text;
}
