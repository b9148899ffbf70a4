using System.Text.Json;
using Flowgen.Domain.Flows;
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
        string[] blanks = ["{requirement}", "{field}", "{question}", "{slot}", "{name}"];

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
    public void A_knockout_quotes_the_requirement_inside_a_question_and_no_declines()
    {
        var knockout = Node("knockout-1");

        Assert.Equal("license", knockout.Action.VariableName);
        Assert.Equal(
            "Om te beginnen een vereiste voor deze functie: “Has drivers license B”. Geldt dat voor jou?",
            knockout.Action.Value.Text
        );
        Assert.Equal(["Ja", "Nee"], knockout.Action.Value.Options!.Select(option => option.Label));
        Assert.Equal("declined", Answer(knockout, "no"));
        Assert.Equal("knockout-2", Answer(knockout, "yes"));
    }

    [Fact]
    public void A_requirement_that_is_a_question_already_is_asked_as_one() =>
        Assert.EndsWith("“Work permit?” Wat is je antwoord?", Node("knockout-2").Action.Value.Text);

    [Fact]
    public void A_preferred_requirement_goes_on_whatever_the_answer()
    {
        var preferred = Node("preferred-1");

        Assert.Equal("details", Answer(preferred, "yes"));
        Assert.Equal("details", Answer(preferred, "no"));
    }

    [Fact]
    public void A_required_field_is_asked_again_until_it_is_valid()
    {
        var email = Node("required-2");

        Assert.Equal("Wat is je e-mailadres?", email.Action.Value.Text);
        Assert.Equal(AnswerFormat.Email, email.Action.Value.Format);
        var again = email.Transitions[0];
        Assert.Equal(new("email", ConditionOperator.IsInvalid), again.Condition);
        Assert.Equal(email.Index, again.TargetNode);
    }

    [Fact]
    public void A_field_nobody_knows_is_quoted() =>
        Assert.Equal("Wil je voor ons het volgende invullen: “Shoe size”?", Node("required-3").Action.Value.Text);

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
        Assert.Equal("accepted", Answer(Node("appointment-1-confirm"), "yes"));
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

        Assert.Contains("“openstaande functie”", Node("greeting", emoji).Action.Value.Text);
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

    private static string Answer(Node node, string answer)
    {
        var taken = node.Transitions.First(t => t.Condition is null || t.Condition.Value == answer);
        return VacancyApplicationComposer.Compose(Driver).Nodes[taken.TargetNode].Name;
    }
}
