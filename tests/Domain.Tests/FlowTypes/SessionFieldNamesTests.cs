using Flowgen.Domain.FlowTypes;
using Flowgen.Domain.FlowTypes.VacancyApplication;
using FsCheck.Xunit;

namespace Flowgen.Domain.Tests.FlowTypes;

[Properties(Arbitrary = [typeof(RandomParameters)], MaxTest = 200)]
public class SessionFieldNamesTests
{
    private static readonly VacancyApplicationParameters Empty = new("nl", 0, "Job", [], [], [], [], []);

    [Theory]
    [InlineData("nl", "Has drivers license B", "drivers_license_b")]
    [InlineData("nl", "Beschikt over rijbewijs B", "drivers_license_b")]
    [InlineData("nl", "In het bezit zijn van een geldig rijbewijs CE", "drivers_license_ce")]
    [InlineData("nl", "Rijbewijs is een pré", "drivers_license")]
    [InlineData("de", "Führerschein der Klasse B", "drivers_license_b")]
    [InlineData("de", "Fahrerlaubnis für den Kleinbus (B genügt)", "drivers_license_b")]
    [InlineData("fr", "Permis C valide (CE apprécié)", "drivers_license_c")]
    [InlineData("fr", "Permis de conduire exigé", "drivers_license")]
    [InlineData("en", "A full, clean driving licence", "drivers_license")]
    [InlineData("en", "Full driving licence, category A", "drivers_license_a")]
    [InlineData("en", "Forklift licence", "forklift_licence")]
    [InlineData("en", "Work permit?", "work_permit")]
    [InlineData("en", "Entitled to work in the UK", "work_permit")]
    [InlineData("de", "Gültige Arbeitserlaubnis", "work_permit")]
    [InlineData("fr", "Titre de séjour en cours de validité", "work_permit")]
    [InlineData("nl", "Recht om te werken in Nederland", "work_permit")]
    [InlineData("en", "2+ yrs' driving of anything bigger than a car", "experience_2_years")]
    [InlineData("nl", "Minstens 4 jaar ervaring in renovatie van bewoonde huizen", "experience_4_years")]
    [InlineData("nl", "Twee jaar ervaring als kok", "experience_2_years")]
    [InlineData("en", "At least 1 year in a similar role", "experience_1_year")]
    [InlineData("fr", "4 années de pratique de la paie au minimum", "experience_4_years")]
    [InlineData("de", "Mindestens 5 Jahre Berufserfahrung", "experience_5_years")]
    [InlineData("de", "Ein Herz für alte Menschen, auch an schwierigen Tagen", "herz_fur_alte_menschen")]
    [InlineData("fr", "La FIMO marchandises, ou la FCO si elle a plus de cinq ans", "fimo_marchandises")]
    [InlineData("nl", "Zes jaar beroepsschool", "zes_jaar_beroepsschool")]
    [InlineData("nl", "Een paar jaar in TIA Portal geprogrammeerd", "paar_jaar_in_tia_portal_geprogrammeerd")]
    [InlineData("nl", "Een winkel geleid, liefst een jaar of vier", "winkel_geleid")]
    [InlineData("fr", "Une formation en paie, et quatre ans de pratique", "formation_en_paie")]
    [InlineData("nl", "18 jaar of ouder", "age_18")]
    [InlineData("en", "At least 21 years old", "age_21")]
    [InlineData("nl", "Netjes en beleefd, je komt immers in hun badkamer", "netjes_en_beleefd")]
    [InlineData("nl", "Kennis van warmtepompen strekt tot aanbeveling", "kennis_van_warmtepompen")]
    [InlineData("nl", "Passend diploma (onderwijsassistent of SPW 4)", "passend_diploma")]
    [InlineData("nl", "18-22 uur p/w inzetbaar", "uur_p_w_inzetbaar_18_22")]
    [InlineData("de", "Bereitschaft, den Fahrdienst zu übernehmen", "bereitschaft_fahrdienst_zu_ubernehmen")]
    [InlineData("de", "Größe und Straße wünschenswert", "grosse_und_strasse")]
    [InlineData("fr", "CAP agent polyvalent apprécié", "cap_agent_polyvalent")]
    [InlineData("fr", "Maîtrise de Silae ou de Sage Paie", "maitrise_silae_ou_sage_paie")]
    [InlineData("en", "Must have Salesforce", "salesforce")]
    [InlineData("en", "Wheelchair clamp training a bonus", "wheelchair_clamp_training")]
    [InlineData("en", "Required", "required")]
    [InlineData("en", "Łódź, Gdańsk", "lodz_gdansk")]
    [InlineData("en", "24/7", "n_24_7")]
    [InlineData("en", "電話", "question")]
    [InlineData("en", "👩‍👩‍👧", "question")]
    [InlineData("en", "ats_field:otys:phone", "ats_field:otys:phone")]
    public void A_requirement_has_a_readable_name(string language, string value, string name) =>
        Assert.Equal(name, SessionFieldNames.OfRequirement(language, value));

    [Fact]
    public void Names_that_are_sent_win_and_later_ones_are_numbered()
    {
        var named = SessionFieldNames.Fill(
            Empty with
            {
                KnockoutRequirements = [new("Rijbewijs B", ""), new("Has drivers license B", "")],
                PreferredRequirements = [new("Werkvergunning", "phone")],
                RequiredFields = [new("telefoon", ""), new("mobiel", ""), new("Naam", ""), new("電話", "")],
                OptionalFields = [new("voornaam", ""), new("Iets anders", "phone_2")],
            }
        );

        Assert.Equal(["drivers_license_b", "drivers_license_b_2"], Names(named.KnockoutRequirements));
        Assert.Equal(["phone"], Names(named.PreferredRequirements));
        Assert.Equal(["phone_3", "phone_4", "last_name", "field"], Names(named.RequiredFields));
        Assert.Equal(["first_name", "phone_2"], Names(named.OptionalFields));
    }

    [Property]
    public void Whatever_is_asked_gets_a_name_of_its_own(VacancyApplicationParameters parameters)
    {
        var unnamed = parameters with
        {
            KnockoutRequirements = Unnamed(parameters.KnockoutRequirements, keep: 2),
            PreferredRequirements = Unnamed(parameters.PreferredRequirements, keep: 3),
            RequiredFields = Unnamed(parameters.RequiredFields, keep: 4),
            OptionalFields = Unnamed(parameters.OptionalFields, keep: 2),
        };

        var names = All(SessionFieldNames.Fill(unnamed));

        Assert.Equal(names, All(SessionFieldNames.Fill(unnamed)));
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(
            All(unnamed).Zip(names),
            it => Assert.True(it.First is "" ? IsName(it.Second) : it.First == it.Second, it.Second)
        );
    }

    private static bool IsName(string name) =>
        name is [>= 'a' and <= 'z', ..]
        && name.Length <= 60
        && name.All(it => char.IsAsciiLetterLower(it) || char.IsAsciiDigit(it) || it is '_');

    private static List<Question> Unnamed(IReadOnlyList<Question> asked, int keep) =>
        [.. asked.Select((it, i) => i % keep == 1 ? it : it with { SessionField = "" })];

    private static List<string> All(VacancyApplicationParameters parameters) =>
        [
            .. Names(parameters.KnockoutRequirements),
            .. Names(parameters.PreferredRequirements),
            .. Names(parameters.RequiredFields),
            .. Names(parameters.OptionalFields),
        ];

    private static IEnumerable<string> Names(IEnumerable<Question> asked) => asked.Select(it => it.SessionField);
}
