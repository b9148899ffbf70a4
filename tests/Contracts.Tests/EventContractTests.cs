using System.Text;
using System.Text.Json.Nodes;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Contracts.Tests;

/// <summary>Events are kept for ever: their names and their JSON may grow, and never change.</summary>
public class EventContractTests(ContractsFixture api)
{
    private static readonly Guid Id = Guid.Parse("01900000-0000-7000-8000-000000000001");
    private static readonly DateTimeOffset At = new(2026, 11, 24, 9, 0, 0, 123, TimeSpan.Zero);

    public static TheoryData<FlowGenerationEvent> Events() =>
        new()
        {
            new FlowGenerationQueued(
                Id,
                "vacancy_application_flow",
                """{"language": "nl"}""",
                """{"type":"text"}""",
                At
            ),
            new FlowGenerationProcessingStarted(Id, At),
            new FlowGenerationFinished(Id, Guid.Parse("01900000-0000-7000-8000-000000000002"), Cost: 1, At),
            new FlowGenerationFailed(Id, "generator_failed", "The flow could not be generated.", At),
            new FlowGenerationDeleted(Id, At),
            new FlowGenerationErased(Id, At),
        };

    [Theory]
    [MemberData(nameof(Events), DisableDiscoveryEnumeration = true)]
    public void The_stored_json_of_an_event_is_the_approved_one(FlowGenerationEvent @event)
    {
        var json = api.Store.Options.Serializer().ToJson(@event);

        Approved.Matches(json, "tests", "Contracts.Tests", "Events", $"{Alias(@event.GetType())}.json");
    }

    [Theory]
    [MemberData(nameof(Events), DisableDiscoveryEnumeration = true)]
    public void An_event_that_was_stored_as_approved_is_still_read(FlowGenerationEvent @event)
    {
        var path = Repository.Path("tests", "Contracts.Tests", "Events", $"{Alias(@event.GetType())}.json");
        using var approved = File.OpenRead(path);

        Assert.Equal(@event, api.Store.Options.Serializer().FromJson(@event.GetType(), approved));
    }

    [Fact]
    public void A_queued_event_from_before_there_were_erasures_is_still_read()
    {
        var queued = new FlowGenerationQueued(Id, "some_type", "{}", Context: null, At);
        var stored = JsonNode.Parse(api.Store.Options.Serializer().ToJson(queued))!.AsObject();
        stored.Remove("isErased");

        using var json = new MemoryStream(Encoding.UTF8.GetBytes(stored.ToJsonString()));

        Assert.Equal(queued, api.Store.Options.Serializer().FromJson<FlowGenerationQueued>(json));
    }

    [Fact]
    public void Every_event_has_an_alias_and_an_approved_json()
    {
        var events = typeof(FlowGenerationEvent)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(FlowGenerationEvent)));
        var aliases = events.Select(Alias).Order().ToList();
        var approved = Directory
            .GetFiles(Repository.Path("tests", "Contracts.Tests", "Events"), "*.json")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => !name.EndsWith(".received", StringComparison.Ordinal))
            .Order();

        Assert.Equal(
            [
                "flow_generation_deleted",
                "flow_generation_erased",
                "flow_generation_failed",
                "flow_generation_finished",
                "flow_generation_processing_started",
                "flow_generation_queued",
            ],
            aliases
        );
        Assert.Equal(aliases, approved);
    }

    private string Alias(Type type) =>
        api.Store.Options.Events.AllKnownEventTypes().Single(mapping => mapping.EventType == type).EventTypeName;
}
