using System.Text.Json;
using Flowgen.Api.FlowGenerations;
using Flowgen.Api.Flows;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Webhooks;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;

namespace Flowgen.Api.Webhooks;

/// <summary>Renders the resources in deliveries exactly as a GET returns them.</summary>
internal sealed class WebhookResources : IWebhookResources
{
    private static readonly Dictionary<string, IReadOnlyList<string>> Attributes = new()
    {
        [FlowGenerationResource.Type] = [.. ResourceAttributes.NamesOf<FlowGenerationAttributes>()],
        [FlowResource.Type] = [.. ResourceAttributes.NamesOf<FlowAttributes>()],
    };

    public JsonElement Render(FlowGeneration generation) => Element(FlowGenerationResource.From(generation));

    public JsonElement Render(Flow flow) => Element(FlowResource.From(flow));

    public IReadOnlyList<string> AttributesOf(string resourceType) => Attributes[resourceType];

    private static JsonElement Element<T>(T resource) =>
        JsonSerializer.SerializeToElement(resource, JsonApiAnswer.Options);
}
