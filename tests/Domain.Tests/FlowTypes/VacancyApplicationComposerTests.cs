using System.Text.Json;
using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes;
using Flowgen.Domain.FlowTypes.VacancyApplication;
using FsCheck.Xunit;

namespace Flowgen.Domain.Tests.FlowTypes;

[Properties(Arbitrary = [typeof(RandomParameters)], MaxTest = 200)]
public class VacancyApplicationComposerTests
{
    private static readonly VacancyApplicationParameters Driver = new(
        "nl",
        EmojiUsage: 0,
        "Chauffeur",
        KnockoutRequirements: [new("Has drivers license B", "license"), new("Work permit?", "permit")],
        PreferredRequirements: [new("Lives in Amsterdam", "location")],
        RequiredFields: [new("firstName", "first_name"), new("email", "email"), new("Shoe size", "shoes")],
        OptionalFields: [new("linkedin", "linkedin")],
        Appointments: [new("nl", [1, 2, 3], new(AskDay: "Welke dag, {{session.first_name}}? 🗓️"))]
    );

    [Property]
    public void Every_invariant_holds_whatever_the_input(VacancyApplicationParameters parameters)
    {
        var design = VacancyApplicationComposer.Compose(parameters);

        Assert.Empty(FlowInvariants.Violations(design, VacancyApplicationComposer.Promises(parameters)));
    }

    [Property]
    public void The_same_input_composes_the_same_flow(VacancyApplicationParameters parameters) =>
        Assert.Equal(
            JsonSerializer.Serialize(VacancyApplicationComposer.Compose(parameters)),
            JsonSerializer.Serialize(VacancyApplicationComposer.Compose(parameters))
        );

    [Property]
    public void Every_text_has_its_blanks_filled_in(VacancyApplicationParameters parameters)
    {
        string[] blanks = ["{requirement}", "{field}", "{question}", "{slot}", "{name}", "{vacancy}", "{emoji}"];

        Assert.DoesNotContain(
            VacancyApplicationComposer.Compose(parameters).Nodes,
            node => blanks.Any(node.Action.Value.Text.Contains)
        );
    }

    [Fact]
    public void The_greeting_names_the_job()
    {
        var greeting = Node("greeting");

        Assert.True(greeting.IsStartFlow);
        Assert.Contains("“Chauffeur”", greeting.Action.Value.Text);
    }

    [Fact]
    public void A_no_to_a_knockout_declines()
    {
        var knockout = Node("knockout-1");

        Assert.Equal("license", knockout.Action.VariableName);
        Assert.Equal(
            "Laten we eerst kijken of deze functie bij je past. Heb je rijbewijs B? (1 van 7)",
            knockout.Action.Value.Text
        );
        Assert.Equal(["Ja", "Nee"], knockout.Action.Value.Options!.Select(option => option.Label));
        Assert.Equal("declined", Answer(knockout, "no"));
        Assert.Equal("knockout-2", Answer(knockout, "yes"));
    }

    [Fact]
    public void A_preferred_requirement_goes_on_whatever_the_answer()
    {
        var preferred = Node("preferred-1");

        Assert.Equal("details", Answer(preferred, "yes"));
        Assert.Equal("details", Answer(preferred, "no"));
    }

    [Fact]
    public void A_required_field_is_asked_twice_more_while_it_is_not_valid_and_then_kept_as_it_is()
    {
        var email = Node("required-2");
        var again = Next(email, ConditionOperator.IsInvalid);
        var last = Next(again, ConditionOperator.IsInvalid);

        Assert.Equal("Aangenaam, {{session.first_name}}! Wat is je e-mailadres? (5 van 7)", email.Action.Value.Text);
        Assert.StartsWith("Er lijkt een foutje in te zitten. Een e-mailadres ziet er", again.Action.Value.Text);
        Assert.StartsWith("Lukt het niet?", last.Action.Value.Text);
        Assert.EndsWith("Wat is je e-mailadres?", last.Action.Value.Text);
        Assert.All([email, again, last], node => Assert.Equal(AnswerFormat.Email, node.Action.Value.Format));
        Assert.All([email, again, last], node => Assert.Equal("email", node.Action.VariableName));
        Assert.All([email, again, last], node => Assert.Equal("required-3", Answer(node, "jo@example.com")));
        Assert.Single(last.Transitions);
    }

    [Theory]
    [InlineData("en", "Baker Leeds", "Leeds", "the “Baker Leeds” position. ")]
    [InlineData("en", "Baker", "Leeds", "the “Baker” position in Leeds. ")]
    [InlineData("fr", "Soudeur", "Le Creusot", "au Creusot. ")]
    [InlineData("fr", "Soudeur", "Les Andelys", "aux Andelys. ")]
    public void The_greeting_says_the_place_once_and_by_its_article(
        string language,
        string job,
        string place,
        string said
    ) =>
        Assert.Contains(
            said,
            VacancyApplicationComposer
                .Compose(new(language, 0, job, [], [], [], [], []) { Vacancy = new(Place: place) })
                .Nodes[0]
                .Action.Value.Text
        );

    [Fact]
    public void A_field_without_a_known_name_is_asked_in_its_own_words() =>
        Assert.StartsWith("Kun je me ook dit laten weten: Shoe size?", Node("required-3").Action.Value.Text);

    [Theory]
    [InlineData("Telefoonnummer", "phone", "Op welk telefoonnummer kunnen we je bereiken?", AnswerFormat.Phone)]
    [InlineData("GeboorteDatum", "x", "Wat is je geboortedatum?", AnswerFormat.Date)]
    [InlineData("prénom", "x", "Wat is je voornaam?", AnswerFormat.Text)]
    [InlineData("Mail us at", "ats_field:connexys:eMail_Address", "Wat is je e-mailadres?", AnswerFormat.Email)]
    [InlineData("ats_field:connexys:city", "ats_field:x:y", "In welke plaats woon je?", AnswerFormat.Text)]
    [InlineData("Waar mag ik je mailen?", "email", "Waar mag ik je mailen?", AnswerFormat.Email)]
    [InlineData("shoeSize", "x", "Kun je me ook dit laten weten: shoe size?", AnswerFormat.Text)]
    public void A_field_is_known_by_any_of_its_names(string value, string field, string text, AnswerFormat format)
    {
        var action = Node(
            "required-1",
            Driver with
            {
                KnockoutRequirements = [],
                PreferredRequirements = [],
                RequiredFields = [new(value, field)],
                OptionalFields = [],
            }
        ).Action;

        Assert.Equal(text, action.Value.Text);
        Assert.Equal(format, action.Value.Format);
        Assert.Equal(field, action.VariableName);
    }

    [Fact]
    public void Hours_and_salary_of_the_vacancy_are_told_before_asking_for_the_candidates()
    {
        var asked = Driver with
        {
            Language = "fr",
            RequiredFields = [new("hours", "hours"), new("salary", "salary")],
            Vacancy = new(Hours: new(32, 37.5m), Salary: new(2_500, 3_000, "EUR", SalaryPeriod.Month)),
        };

        Assert.StartsWith("Ce poste est de 32 à 37,5 heures par semaine.", Node("required-1", asked).Action.Value.Text);
        Assert.StartsWith(
            "L’annonce indique un salaire de 2\u202F500\u00A0€ à 3\u202F000\u00A0€ par mois.",
            Node("required-2", asked).Action.Value.Text
        );
    }

    [Theory]
    [InlineData("Driver", null, null, null, "the “Driver” position")]
    [InlineData(null, "Kok", "De Leeuw", "Utrecht", "the “Kok” position at De Leeuw in Utrecht")]
    [InlineData(null, "Kok", null, "Utrecht", "the “Kok” position in Utrecht")]
    [InlineData(null, null, "De Leeuw", null, "this position at De Leeuw")]
    [InlineData(null, null, null, null, "this position")]
    public void The_greeting_says_what_is_known_of_the_vacancy(
        string? name,
        string? title,
        string? organisation,
        string? place,
        string said
    ) =>
        Assert.Equal(
            $"Hi! Great to hear you’re interested in {said}. Shall we start?",
            Node(
                "greeting",
                new("en", 0, name, [], [], [], [], []) { Vacancy = new(title, organisation, place) }
            ).Action.Value.Text
        );

    [Fact]
    public void The_name_is_the_clients_or_the_title_or_the_heading_of_the_vacancy()
    {
        Assert.Equal("Chauffeur", VacancyApplicationComposer.Compose(Driver).Name);
        Assert.Equal("Kok", NameOf("Kok gezocht"));
        Assert.Equal("Wij zoeken jou", NameOf("Wij zoeken jou!"));
        Assert.Equal("Vacature", NameOf("***"));

        static string NameOf(string vacancy) =>
            VacancyApplicationComposer
                .Compose(Driver with { FlowName = null, Vacancy = VacancyReader.Read(vacancy) })
                .Name;
    }

    [Fact]
    public void Every_known_field_has_a_question_and_a_name_of_its_own()
    {
        string[] names =
        [
            .. "firstName lastName fullName address street city postalCode country nationality dateOfBirth motivation".Split(
                ' '
            ),
            .. "availability startDate noticePeriod hours salary driversLicense workPermit languages dutchLevel".Split(
                ' '
            ),
            .. "englishLevel germanLevel frenchLevel education experience currentJob source email phone linkedin".Split(
                ' '
            ),
            .. "portfolio website cv document".Split(' '),
        ];
        var asked = Driver with
        {
            RequiredFields = [.. names.Select(name => new Question(name, name))],
            OptionalFields = [],
        };

        var nodes = VacancyApplicationComposer.Compose(asked).Nodes;

        Assert.DoesNotContain(
            nodes.Where(node => node.Name.StartsWith("required", StringComparison.Ordinal)),
            node => node.Action.Value.Text.Contains('“')
        );
        var summary = nodes.Single(node => node.Name == "summary").Action.Value.Text;
        Assert.All(names.SkipLast(2), name => Assert.Contains($"{{{{session.{name}}}}}", summary)); // files are not read back
        Assert.DoesNotContain(names, name => summary.Contains($"{name}:"));
    }

    [Fact]
    public void The_summary_reads_the_required_answers_back_before_the_accepted_end()
    {
        var summary = Node("summary");

        Assert.Equal(
            "Tot slot nog even checken. Dit heb ik genoteerd:\nVoornaam: {{session.first_name}}\nE-mailadres: {{session.email}}\nShoe size: {{session.shoes}}\nKlopt dat?",
            summary.Action.Value.Text
        );
        Assert.Equal("accepted", Answer(summary, "yes"));
        Assert.Equal("correction", Answer(summary, "no"));
        Assert.Equal("accepted", Answer(Node("correction"), "Jo, not Joe"));
    }

    [Fact]
    public void A_field_of_an_applicant_tracking_system_is_in_no_text() =>
        Assert.DoesNotContain(
            "ats_field",
            string.Concat(
                VacancyApplicationComposer
                    .Compose(Driver with { RequiredFields = [new("firstName", "ats_field:connexys:first_name")] })
                    .Nodes.Select(node => node.Action.Value.Text)
            )
        );

    [Fact]
    public void One_question_is_not_counted() =>
        Assert.Equal(
            "Heb je rijbewijs B?",
            Node("knockout-1", new("nl", 0, "x", [new("Rijbewijs B", "license")], [], [], [], [])).Action.Value.Text
        );

    [Fact]
    public void An_optional_field_offers_to_skip_it()
    {
        var optional = Node("optional-1");

        Assert.Equal(new ActionOption("skip", "Overslaan"), Assert.Single(optional.Action.Value.Options!));
        Assert.Equal("appointment-1-day", Answer(optional, "skip"));
    }

    [Fact]
    public void An_appointment_uses_the_clients_texts_and_the_phrasebooks_where_there_are_none()
    {
        Assert.Equal("Welke dag, {{session.first_name}}?", Node("appointment-1-day").Action.Value.Text);
        Assert.Equal("Kies nu het tijdstip dat jou het beste uitkomt.", Node("appointment-1-slot").Action.Value.Text);
        Assert.Contains(
            "{{session._selectedAppointmentSlot.date_time_string}}",
            Node("appointment-1-confirm").Action.Value.Text
        );
    }

    [Fact]
    public void A_slot_that_is_denied_leads_back_to_the_days()
    {
        Assert.Equal("appointment-1-deny", Answer(Node("appointment-1-confirm"), "no"));
        Assert.Equal("appointment-1-day", Answer(Node("appointment-1-deny"), ""));
        Assert.Equal("summary", Answer(Node("appointment-1-confirm"), "yes"));
    }

    [Fact]
    public void The_accepted_end_thanks_by_name_where_the_name_is_known()
    {
        Assert.Contains("{{session.first_name}}", Node("accepted").Action.Value.Text);
        Assert.DoesNotContain("{{", Node("accepted", Driver with { RequiredFields = [] }).Action.Value.Text);
    }

    [Fact]
    public void A_clients_own_emoji_stay_once_emoji_are_asked_for() =>
        Assert.EndsWith("🗓️", Node("appointment-1-day", Driver with { EmojiUsage = 1 }).Action.Value.Text);

    [Fact]
    public void Words_that_are_nothing_but_emoji_are_replaced_where_none_may_appear()
    {
        var emoji = Driver with { FlowName = "🚚", Appointments = [new("nl", null, new(NoSlot: "😢"))] };

        Assert.Contains("in deze vacature.", Node("greeting", emoji).Action.Value.Text);
        Assert.StartsWith("Helaas", Node("appointment-1-no-slot", emoji).Action.Value.Text);
    }

    [Fact]
    public void More_emoji_appear_with_every_level()
    {
        var counts = Enumerable
            .Range(0, 6)
            .Select(level =>
                VacancyApplicationComposer
                    .Compose(Driver with { EmojiUsage = level, Appointments = [new("nl", null, new())] })
                    .Nodes.Sum(node => Emojis(node.Action.Value.Text) + Emojis(node.Action.Value.RepeatText ?? ""))
            )
            .ToList();

        Assert.Equal(0, counts[0]);
        Assert.Equal(counts.Distinct().Order(), counts);

        static int Emojis(string text) => Emoji.IsIn(text) ? 1 : 0;
    }

    [Fact]
    public void A_flow_that_asks_nothing_still_has_both_ends()
    {
        var design = VacancyApplicationComposer.Compose(new("en", 0, "Driver", [], [], [], [], Appointments: []));

        Assert.Equal(["greeting", "accepted", "declined"], design.Nodes.Select(node => node.Name));
    }

    private static Node Node(string name, VacancyApplicationParameters? parameters = null) =>
        VacancyApplicationComposer.Compose(parameters ?? Driver).Nodes.Single(node => node.Name == name);

    private static Node Next(Node node, ConditionOperator condition) =>
        VacancyApplicationComposer.Compose(Driver).Nodes[
            node.Transitions.First(way => way.Condition?.Operator == condition).TargetNode
        ];

    private static string Answer(Node node, string answer)
    {
        var taken = node.Transitions.First(t => t.Condition is null || t.Condition.Value == answer);
        return VacancyApplicationComposer.Compose(Driver).Nodes[taken.TargetNode].Name;
    }
}
