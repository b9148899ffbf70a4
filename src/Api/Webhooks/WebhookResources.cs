using System.Text.Json;
using Flowgen.Api.FlowGenerations;
using Flowgen.Api.Flows;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Webhooks;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;

namespace Flowgen.Api.Webhooks;

/// <summary>STAND-IN of the other half, to be dropped when it is merged.</summary>
internal sealed class WebhookResources : IWebhookResources
{
    public JsonElement Render(FlowGeneration generation) =>
        JsonSerializer.SerializeToElement(FlowGenerationResource.From(generation), JsonApiAnswer.Options);

    public JsonElement Render(Flow flow) =>
        JsonSerializer.SerializeToElement(FlowResource.From(flow), JsonApiAnswer.Options);

    public IReadOnlyList<string> AttributesOf(string resourceType) => [];
}
