using System.Text.Json;
using Flowgen.Application.Webhooks;
using Flowgen.Domain.FlowGenerations;

namespace Flowgen.Infrastructure.Tests.Webhooks;

/// <summary>The changes that webhooks can subscribe to follow from the types of events alone; so these types must say what really changes.</summary>
public class WebhookChangeTests
{
    private static readonly Guid Id = Guid.CreateVersion7();
    private static readonly Guid FlowId = Guid.CreateVersion7();
    private static readonly DateTimeOffset Time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly FlowGenerationQueued Queued = new(Id, "vacancy_application_flow", "{}", null, Time);
    private static readonly FlowGenerationProcessingStarted Started = new(Id, Time.AddSeconds(1));
    private static readonly FlowGenerationFinished Finished = new(Id, FlowId, 100, Time.AddSeconds(2));
    private static readonly FlowGenerationFailed Failed = new(Id, "generator_failed", "It failed.", Time.AddSeconds(2));
    private static readonly FlowGenerationDeleted Deleted = new(Id, Time.AddSeconds(3));
    private static readonly FlowGenerationErased Erased = new(Id, Time.AddSeconds(4));

    public static TheoryData<FlowGenerationEvent[]> Streams =>
        [
            new FlowGenerationEvent[] { Queued, Started, Finished, Deleted, Erased },
            new FlowGenerationEvent[] { Queued, Started, Failed, Deleted, Erased },
            new FlowGenerationEvent[] { Queued, Failed, Deleted },
            new FlowGenerationEvent[] { Queued, Deleted, Erased },
        ];

    [Fact]
    public void Every_type_of_event_of_a_generation_has_its_changes() =>
        Assert.Equal(
            typeof(FlowGenerationEvent)
                .Assembly.GetTypes()
                .Where(type => type.IsSubclassOf(typeof(FlowGenerationEvent)))
                .OrderBy(type => type.Name),
            WebhookChange.EventTypes.OrderBy(type => type.Name)
        );

    [Theory]
    [MemberData(nameof(Streams))]
    public void An_update_names_exactly_the_attributes_that_it_changes(FlowGenerationEvent[] stream)
    {
        FlowGeneration? before = null;
        foreach (var (@event, after) in stream.Zip(FlowGeneration.History(stream)))
        {
            foreach (var change in Of(@event, after).Where(change => change.Event == "update"))
            {
                Assert.Equal(Differences(before!, after).Order(), change.Fields!.Order());
            }

            before = after;
        }
    }

    [Fact]
    public void A_generation_is_created_updated_and_deleted_and_its_flow_outlives_the_deletion() =>
        Assert.Equal(
            [
                "flowGenerations create",
                "flowGenerations update",
                "flowGenerations update",
                "flows create",
                "flowGenerations delete",
                "flows delete",
            ],
            AllOf(Queued, Started, Finished, Deleted, Erased)
        );

    [Fact]
    public void Without_a_flow_there_is_no_change_of_one() =>
        Assert.Equal(["flowGenerations create", "flowGenerations delete"], AllOf(Queued, Deleted, Erased));

    private static IEnumerable<string> AllOf(params FlowGenerationEvent[] stream) =>
        stream
            .Zip(FlowGeneration.History(stream))
            .SelectMany(of => Of(of.First, of.Second))
            .Select(change => $"{change.ResourceType} {change.Event}");

    private static IEnumerable<WebhookChange> Of(FlowGenerationEvent @event, FlowGeneration after) =>
        WebhookChange.Of(
            @event.GetType(),
            Guid.CreateVersion7(),
            @event.OccurredAt(),
            (after.Id, after.Version, after.FlowId, TextLength: 0),
            parentId: null
        );

    private static IEnumerable<string> Differences(FlowGeneration before, FlowGeneration after) =>
        typeof(FlowGeneration)
            .GetProperties()
            .Where(property => property.Name is not (nameof(FlowGeneration.Version) or nameof(FlowGeneration.IsEnded)))
            .Where(property => !Equals(property.GetValue(before), property.GetValue(after)))
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));
}
