using System.Text.Json;
using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes.Appointments;
using FsCheck.Xunit;

namespace Flowgen.Domain.Tests.FlowTypes;

[Properties(Arbitrary = [typeof(RandomParameters)], MaxTest = 200)]
public class AppointmentFlowComposerTests
{
    private static readonly AppointmentFlowParameters Intake = new(
        "nl",
        EmojiUsage: 0,
        "Intake",
        [new("nl", [1, 2], new(AskDay: "Welke dag?")), new("en", null, new())]
    );

    [Property]
    public void Every_invariant_holds_whatever_the_input(AppointmentFlowParameters parameters)
    {
        var design = AppointmentFlowComposer.Compose(parameters);

        Assert.Empty(FlowInvariants.Violations(design, AppointmentFlowComposer.Promises(parameters)));
    }

    [Property]
    public void The_same_input_composes_the_same_flow(AppointmentFlowParameters parameters) =>
        Assert.Equal(
            JsonSerializer.Serialize(AppointmentFlowComposer.Compose(parameters)),
            JsonSerializer.Serialize(AppointmentFlowComposer.Compose(parameters))
        );

    [Property]
    public void Every_appointment_is_asked_for_and_confirmed_and_nothing_else_is(AppointmentFlowParameters parameters)
    {
        var asked = AppointmentFlowComposer
            .Compose(parameters)
            .Nodes.Where(node => node.Action.ActionType is ActionType.Ask)
            .Select(node => node.Name);

        Assert.Equal(
            [
                "greeting",
                .. parameters.Appointments.SelectMany(
                    (_, i) =>
                        (string[])
                            [$"appointment-{i + 1}-day", $"appointment-{i + 1}-slot", $"appointment-{i + 1}-confirm"]
                ),
            ],
            asked
        );
    }

    [Fact]
    public void The_flow_greets_and_ends_by_its_name_and_in_its_language()
    {
        var design = AppointmentFlowComposer.Compose(Intake);

        Assert.Equal("Intake", design.Name);
        Assert.Equal("“Intake” is nog niet ingepland. Heb je even om verder te gaan?", design.ReminderMessage);
        Assert.Equal(
            "Hoi! Ik plan graag iets met je in: “Intake”. Zullen we een moment kiezen?",
            Text(design, "greeting")
        );
        Assert.StartsWith("Dank je wel!", Text(design, "accepted"), StringComparison.Ordinal);
        Assert.StartsWith("Geen probleem.", Text(design, "declined"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_appointment_speaks_its_own_language_and_follows_the_one_before()
    {
        var design = AppointmentFlowComposer.Compose(Intake);

        Assert.Equal("Welke dag?", Text(design, "appointment-1-day"));
        Assert.Equal("Now choose the time that suits you best.", Text(design, "appointment-2-slot"));
        Assert.Equal("appointment-2-day", Onward(design, "appointment-1-confirm"));
        Assert.Equal("accepted", Onward(design, "appointment-2-confirm"));
    }

    [Theory]
    [InlineData("nl", "Afspraak")]
    [InlineData("en", "Appointment")]
    public void Without_a_name_the_flow_has_a_neutral_one_in_its_language(string language, string name) =>
        Assert.Equal(name, AppointmentFlowComposer.Compose(Intake with { Language = language, FlowName = null }).Name);

    [Fact]
    public void A_name_of_nothing_but_emoji_is_kept_and_not_said_where_none_may_appear()
    {
        var design = AppointmentFlowComposer.Compose(Intake with { FlowName = "📅" });

        Assert.Equal("📅", design.Name);
        Assert.Contains("“Afspraak”", Text(design, "greeting"), StringComparison.Ordinal);
    }

    private static Node Node(FlowDesign design, string name) => design.Nodes.Single(node => node.Name == name);

    private static string Text(FlowDesign design, string node) => Node(design, node).Action.Value.Text;

    private static string Onward(FlowDesign design, string node) =>
        design.Nodes[Node(design, node).Transitions[^1].TargetNode].Name;
}
