using Flowgen.Domain.FlowTypes.VacancyApplication;

namespace Flowgen.Domain.Tests.FlowTypes;

/// <summary>Vacancies as they come out of pages, Word and PDF.</summary>
public class PastedVacancyTests
{
    [Theory]
    [InlineData(
        "&lt;p&gt;&lt;strong&gt;Chauffeur&lt;/strong&gt;&lt;/p&gt;&lt;p&gt;Plaats: Oss&lt;/p&gt;",
        "Chauffeur",
        "Oss"
    )]
    [InlineData(
        "&amp;lt;h1&amp;gt;Glazier&amp;lt;/h1&amp;gt;&amp;lt;p&amp;gt;City: Truro&amp;lt;/p&amp;gt;",
        "Glazier",
        "Truro"
    )]
    [InlineData("Wij zoeken een vrachtwagen-\nchauffeur in Oss.", "Vrachtwagenchauffeur", "Oss")]
    [InlineData("Wir suchen einen Lager\u00AD\nisten in Kiel.", "Lagerist", "Kiel")]
    [InlineData("<p>On recherche un chau-\n  dronnier à Dole.</p>", "Chaudronnier", "Dole")]
    [InlineData("\uF0B7 Kok bij Brasserie Noord in Goes", "Kok", "Goes")]
    [InlineData("▪\tFunctie: Kapper\n▪\tPlaats: Tiel", "Kapper", "Tiel")]
    [InlineData("o   Functie: Slager\no   Plaats: Weert", "Slager", "Weert")]
    [InlineData("§ Poste : Fleuriste\n§ Lieu : Vannes", "Fleuriste", "Vannes")]
    [InlineData("· Job: Fitter\n· Location: Whitby", "Fitter", "Whitby")]
    [InlineData(
        "STELLVERTRETENDE FILIALLEITUNG (M/W/D)\nOrt: Plauen",
        "Stellvertretende Filialleitung (m/w/d)",
        "Plauen"
    )]
    [InlineData("SALES-\nMITARBEITER (M/W/D)\nOrt: Jena", "Sales-Mitarbeiter (m/w/d)", "Jena")]
    [InlineData("Vendeur·euse\nVille : Rodez", "Vendeur·euse", "Rodez")]
    [InlineData("Coiffeur⋅euse\nVille : Dax", "Coiffeur·euse", "Dax")]
    [InlineData("⭐\uFE0F Kapper\uFE0F gezocht\nPlaats: Goes", "Kapper", "Goes")]
    [InlineData("Functie:\u00A0Bakker\nPlaats:\u202FDen\u00A0Haag", "Bakker", "Den Haag")]
    [InlineData("Func\u200Btie: Bak\u200Dker\nPla\u2060ats: Ede", "Bakker", "Ede")]
    [InlineData(
        "Ge\u0301rant de cafe\u0301, serveur\nVille : Saint-E\u0301tienne",
        "Gérant de café, serveur",
        "Saint-Étienne"
    )]
    [InlineData(
        "Wij gebruiken cookies\nDeel via WhatsApp\nTerug naar overzicht\nMetselaar\nPlaats: Hoorn",
        "Metselaar",
        "Hoorn"
    )]
    [InlineData(
        "Home\nJobs\nAbout us\nSave this job\nTheatre Technician\nLocation: Bath",
        "Theatre Technician",
        "Bath"
    )]
    [InlineData(
        "<nav><h1>Koch werden</h1></nav><h2>Tischler</h2><button>Bewerben</button><p>Ort: Gera</p>",
        "Tischler",
        "Gera"
    )]
    [InlineData("| Functie | Plaats | Uren |\n|---|---|---|\n| Slager | Sneek | 36 |", "Slager", "Sneek")]
    [InlineData("<dl><dt>Poste</dt><dd>Tapissier</dd><dt>Ville</dt><dd>Aurillac</dd></dl>", "Tapissier", "Aurillac")]
    [InlineData("<p title=\"a > b\">Stelle: Maler</p><p>Ort: Celle</p>", "Maler", "Celle")]
    public void A_vacancy_is_read_as_it_is_pasted(string text, string title, string place)
    {
        var vacancy = VacancyReader.Read(text);

        Assert.Equal((title, place), (vacancy.Title, vacancy.Place));
    }

    [Fact]
    public void An_entity_that_was_escaped_twice_is_read() =>
        Assert.Equal("Groen & Zoon", VacancyReader.Read("Bedrijf: Groen &amp;amp; Zoon").Organisation);

    // Each member of a posting that says less than a fact.
    [Theory]
    [InlineData("\"baseSalary\":{\"currency\":\"EUR\",\"value\":{\"minValue\":2500,\"unitText\":\"MONTH\"}}")]
    [InlineData("\"baseSalary\":{\"currency\":\"EUR\",\"value\":{\"value\":600,\"unitText\":\"WEEK\"}}")]
    [InlineData(
        "\"jobLocation\":[{\"address\":{\"addressLocality\":\"Sneek\"}},{\"address\":{\"addressLocality\":\"Ede\"}}]"
    )]
    [InlineData("\"workHours\":\"at least 20 hours per week\"")]
    public void A_posting_says_no_more_than_it_has(string member)
    {
        var text = $$"""<script type="application/ld+json">{"@type":"JobPosting","title":"Cook",{{member}}}</script>""";

        Assert.Equal(new("Cook"), VacancyReader.Read(text) with { Heading = null });
    }

    [Theory]
    [InlineData("<script type=\"application/ld+json\">")]
    [InlineData("<script type=\"application/ld+json\">{\"@type\":\"JobPosting\",\"title\":\"Cook")]
    [InlineData("&lt;script type=\"application/ld+json\"&gt;")]
    [InlineData("""<script type="application/ld+json">{"@type":"JobPosting","title":"\ud800"}</script>""")]
    [InlineData("""<script type="application/ld+json">{"@type":"JobPosting","\ud800":"Cook"}</script>""")]
    [InlineData("""<script type="application/ld+json">{"@type":"\ud800"}</script>""")]
    public void A_posting_that_cannot_be_read_leaves_the_text_around_it(string posting) =>
        Assert.Equal("Zwolle", VacancyReader.Read($"Kok\nPlaats: Zwolle\n{posting}").Place);

    [Fact]
    public void The_evidence_of_a_label_is_its_line()
    {
        var facts = VacancyReader.Analyse("<ul><li><b>Plaats:</b> Tiel</li><li>Uren: 24</li></ul>");

        Assert.Equal(("<b>Plaats:</b> Tiel"[3..], "Uren: 24"), (facts.Place?.Evidence, facts.Hours?.Evidence));
    }
}
