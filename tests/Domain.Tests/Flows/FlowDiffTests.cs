using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes.VacancyApplication;
using Flowgen.Domain.Tests.FlowTypes;
using FsCheck.Xunit;

namespace Flowgen.Domain.Tests.Flows;

[Properties(Arbitrary = [typeof(RandomParameters)], MaxTest = 50)]
public class FlowDiffTests
{
    private static readonly VacancyApplicationParameters Driver = new(
        "nl",
        EmojiUsage: 0,
        "Chauffeur",
        KnockoutRequirements: [new("License?", "license"), new("Permit?", "permit")],
        PreferredRequirements: [],
        RequiredFields: [new("email", "email")],
        OptionalFields: [],
        Appointments: []
    );

    [Property]
    public void A_flow_has_no_difference_from_itself(VacancyApplicationParameters parameters)
    {
        var diff = Diff(parameters, parameters);

        Assert.Empty(diff.Flow);
        Assert.Empty(diff.Nodes);
    }

    [Property]
    public void An_added_node_is_a_removed_node_in_the_reverse_comparison(
        VacancyApplicationParameters one,
        VacancyApplicationParameters other
    )
    {
        var (there, back) = (Diff(one, other), Diff(other, one));

        Assert.Equal(
            Names(there, Change.Added, node => node.NameAfter),
            Names(back, Change.Removed, node => node.NameBefore)
        );
        Assert.Equal(
            Names(there, Change.Changed, node => node.NameAfter),
            Names(back, Change.Changed, node => node.NameBefore)
        );

        static IEnumerable<string?> Names(FlowDiff diff, Change change, Func<NodeChange, string?> name) =>
            diff.Nodes.Where(node => node.Change == change).Select(name).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void A_question_that_moved_up_is_still_recognised()
    {
        var diff = Diff(Driver, Driver with { KnockoutRequirements = [Driver.KnockoutRequirements[1]] });

        var removed = Assert.Single(diff.Nodes, node => node.Change is Change.Removed);
        Assert.Equal(("license", "knockout-1", null), (removed.VariableName, removed.NameBefore, removed.NameAfter));
        Assert.Contains(
            removed.Values,
            value => value is { Name: "text", After: null } && value.Before!.Contains("License")
        );
        var moved = Assert.Single(diff.Nodes, node => node.VariableName is "permit");
        Assert.Equal((Change.Changed, "knockout-2", "knockout-1"), (moved.Change, moved.NameBefore, moved.NameAfter));
        Assert.Equal(["text"], moved.Values.Select(value => value.Name)); // the first, and the number, are said
        var greeting = Assert.Single(diff.Nodes, node => node.VariableName is "_start");
        Assert.Equal(["text", "transitions"], greeting.Values.Select(value => value.Name));
        Assert.EndsWith("otherwise: permit", greeting.Values[1].After);
    }

    [Fact]
    public void Another_language_changes_texts_and_no_transitions()
    {
        var diff = Diff(Driver, Driver with { Language = "en" });

        Assert.Equal(["language", "reminderMessage"], diff.Flow.Select(value => value.Name));
        Assert.All(diff.Nodes, node => Assert.Equal(Change.Changed, node.Change));
        var email = diff.Nodes.First(node => node.VariableName is "email").Values; // asked for the first time
        Assert.Contains(new("text", "Wat is je e-mailadres? (3 van 3)", "What’s your email address? (3 of 3)"), email);
        Assert.DoesNotContain(diff.Nodes, node => node.Values.Any(value => value.Name is "transitions" or "follows"));
    }

    [Fact]
    public void Questions_that_changed_places_have_a_changed_predecessor()
    {
        var diff = Diff(Driver, Driver with { KnockoutRequirements = [.. Driver.KnockoutRequirements.Reverse()] });

        Assert.Contains(
            new("follows", "license", "_start"),
            diff.Nodes.Single(node => node.VariableName is "permit").Values
        );
        Assert.Contains(
            new("follows", "_start", "permit"),
            diff.Nodes.Single(node => node.VariableName is "license").Values
        );
    }

    private static FlowDiff Diff(VacancyApplicationParameters before, VacancyApplicationParameters after) =>
        FlowDiff.Between(VacancyApplicationComposer.Compose(before), VacancyApplicationComposer.Compose(after));
}
