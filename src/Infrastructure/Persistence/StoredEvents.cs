using System.Text.RegularExpressions;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Organisations;
using Flowgen.Domain.Webhooks;
using Marten;
using Marten.Events;

namespace Flowgen.Infrastructure.Persistence;

/// <summary>
/// The stored name of each event type, so that a type can be renamed or moved without losing its old events. Upcasters read the old forms
/// of an event (docs/event-store.md, "How an event changes").
/// </summary>
internal static partial class StoredEvents
{
    private const int MaxForms = 20;

    // The name of the first form has no number (docs/event-store.md).
    private static readonly string[] Forms = ["", .. Enumerable.Range(1, MaxForms).Select(form => $"_v{form}")];

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

        // Add here an upcaster for each old form: events.Upcast<TOld, TEvent>(its name, …).
    }

    /// <summary>The stored name of the current form of an event.</summary>
    public static string NameOf<TEvent>(IDocumentStore store) =>
        store.Options.Events.AllKnownEventTypes().Single(one => one.EventType == typeof(TEvent)).EventTypeName;

    /// <summary>The stored names of all forms of these types, current and old.</summary>
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
