using System.Runtime.InteropServices;
using System.Text.Json;
using Flowgen.Application.Common;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;
using Flowgen.Domain.Webhooks;
using Marten;

namespace Flowgen.Application.Webhooks;

/// <summary>A delivery whose body is not rendered yet.</summary>
/// <param name="Id">The delivery.</param>
/// <param name="Webhook">The webhook that it goes to.</param>
/// <param name="FlowGenerationId">The stream of its event.</param>
/// <param name="Version">The version of the stream after its event.</param>
/// <param name="ResourceType">See <see cref="WebhookChange.ResourceType"/>.</param>
/// <param name="Event">See <see cref="WebhookChange.Event"/>.</param>
public sealed record UnrenderedDelivery(
    Guid Id,
    Webhook Webhook,
    Guid FlowGenerationId,
    int Version,
    string ResourceType,
    string Event
);

/// <summary>Renders the bodies of deliveries from the event log: each shows its resource as a GET did after the event.</summary>
public sealed class WebhookBodies(IDocumentStore store, IWebhookResources resources)
{
    /// <summary>Renders the bodies of one organisation's deliveries, the resource of an event once however many webhooks get it.</summary>
    /// <returns>In the order of the deliveries; null where the resource is erased.</returns>
    /// <exception cref="InvalidOperationException">A stream is corrupt.</exception>
    public async Task<IReadOnlyList<WebhookPayload?>> RenderAsync(
        string organisation,
        IReadOnlyList<UnrenderedDelivery> deliveries,
        CancellationToken cancellationToken
    )
    {
        await using var session = store.QuerySession(Sessions.Of(organisation));
        var histories = await HistoriesAsync(session, deliveries, cancellationToken);
        var flows = await FlowsAsync(session, deliveries, histories, cancellationToken);
        var rendered = new Dictionary<(Guid, int, string), byte[]?>();
        return
        [
            .. deliveries.Select(delivery =>
            {
                var key = (delivery.FlowGenerationId, delivery.Version, delivery.ResourceType);
                if (!rendered.TryGetValue(key, out var resource))
                {
                    rendered[key] = resource = Resource(delivery, histories[delivery.FlowGenerationId], flows);
                }

                return resource is null
                    ? null
                    : WebhookPayload.Of(delivery.Id, delivery.Webhook, delivery.Event, delivery.Version, resource);
            }),
        ];
    }

    private byte[]? Resource(
        UnrenderedDelivery delivery,
        IReadOnlyList<FlowGeneration> history,
        Dictionary<Guid, Flow> flows
    )
    {
        JsonElement? resource = (delivery.ResourceType, delivery.Event) switch
        {
            (WebhookChange.Flows, "delete") => JsonSerializer.SerializeToElement(
                new { type = WebhookChange.Flows, id = FlowIdOf(delivery, history) }
            ),
            (WebhookChange.Flows, _) => flows.TryGetValue(FlowIdOf(delivery, history)!.Value, out var flow)
                ? resources.Render(flow)
                : null,
            // A deleted generation is shown as a client could read it last.
            (_, "delete") => resources.Render(history[delivery.Version - 2]),
            _ => resources.Render(history[delivery.Version - 1]),
        };
        return resource is { } json ? JsonMarshal.GetRawUtf8Value(json).ToArray() : null;
    }

    private static Guid? FlowIdOf(UnrenderedDelivery delivery, IReadOnlyList<FlowGeneration> history) =>
        history[delivery.Version - 1].FlowId;

    private static async Task<Dictionary<Guid, IReadOnlyList<FlowGeneration>>> HistoriesAsync(
        IQuerySession session,
        IReadOnlyList<UnrenderedDelivery> deliveries,
        CancellationToken cancellationToken
    )
    {
        var streams = deliveries.Select(delivery => delivery.FlowGenerationId).Distinct().ToArray();
        var last = deliveries.Max(delivery => delivery.Version);
        var rows = await session
            .Events.QueryAllRawEvents()
            .Where(row => row.StreamId.IsOneOf(streams) && row.Version <= last)
            .ToListAsync(cancellationToken);
        return rows.GroupBy(row => row.StreamId)
            .ToDictionary(
                stream => stream.Key,
                stream =>
                    (IReadOnlyList<FlowGeneration>)
                        [
                            .. FlowGeneration.History(
                                stream.OrderBy(row => row.Version).Select(row => row.Data).OfType<FlowGenerationEvent>()
                            ),
                        ]
            );
    }

    private static async Task<Dictionary<Guid, Flow>> FlowsAsync(
        IQuerySession session,
        IReadOnlyList<UnrenderedDelivery> deliveries,
        Dictionary<Guid, IReadOnlyList<FlowGeneration>> histories,
        CancellationToken cancellationToken
    )
    {
        var ids = deliveries
            .Where(delivery => delivery is { ResourceType: WebhookChange.Flows, Event: not "delete" })
            .Select(delivery => FlowIdOf(delivery, histories[delivery.FlowGenerationId])!.Value)
            .Distinct()
            .ToList();
        var flows = ids is [] ? [] : await session.LoadManyAsync<Flow>(cancellationToken, ids);
        return flows.ToDictionary(flow => flow.Id);
    }
}
