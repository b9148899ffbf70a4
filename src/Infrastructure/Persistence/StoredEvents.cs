using System.Text.RegularExpressions;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Organisations;
using Flowgen.Domain.Webhooks;
using Marten;
using Marten.Events;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>
/// The name under which each event is stored, so that a type can be renamed or moved without losing its past, and how the forms
/// that it once had are read (docs/event-store.md, "How an event changes").
/// </summary>
internal static partial class StoredEvents
{
    private const int MostForms = 20;

    // The first has no number (docs/event-store.md).
    private static readonly string[] Forms = ["", .. Enumerable.Range(1, MostForms).Select(form => $"_v{form}")];

    public static void Map(IEventStoreOptions events)
    {
        events.MapEventType<FlowGenerationQueued>("flow_generation_queued");
        events.MapEventType<FlowGenerationProcessingStarted>("flow_generation_processing_started");
        events.MapEventType<FlowGenerationFinished>("flow_generation_finished");
        events.MapEventType<FlowGenerationFailed>("flow_generation_failed");
        events.MapEventType<FlowGenerationDeleted>("flow_generation_deleted");
        events.MapEventType<FlowGenerationErased>("flow_generation_erased");

        events.MapEventType<OrganisationCreated>("organisation_created");
        events.MapEventType<OrganisationDisabled>("organisation_disabled");
        events.MapEventType<OrganisationEnabled>("organisation_enabled");
        events.MapEventType<ApiKeyCreated>("api_key_created");
        events.MapEventType<ApiKeyRotated>("api_key_rotated");
        events.MapEventType<ApiKeyRevoked>("api_key_revoked");

        events.MapEventType<WebhookCreated>("webhook_created");
        events.MapEventType<WebhookChanged>("webhook_changed");
        events.MapEventType<WebhookSecretRotated>("webhook_secret_rotated");
        events.MapEventType<WebhookDisabled>("webhook_disabled");
        events.MapEventType<WebhookDeleted>("webhook_deleted");

        // A form that is not written any more is read by an upcaster, which goes here: events.Upcast<TOld, TEvent>(its name, …).
    }

    /// <summary>The name under which an event is stored today.</summary>
    public static string NameOf<TEvent>(IDocumentStore store) =>
        store.Options.Events.AllKnownEventTypes().Single(one => one.EventType == typeof(TEvent)).EventTypeName;

    /// <summary>The names under which events of these types are stored, and may once have been.</summary>
    public static string[] NamesOf(IEnumerable<Type> types, IDocumentStore store) =>
        [
            .. store
                .Options.Events.AllKnownEventTypes()
                .Where(one => types.Contains(one.EventType))
                .SelectMany(one => Forms.Select(form => Version.Replace(one.EventTypeName, "") + form)),
        ];

    [GeneratedRegex(@"_v\d+$")]
    private static partial Regex Version { get; }
}
