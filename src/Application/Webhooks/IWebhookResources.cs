using System.Text.Json;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;

namespace Flowgen.Application.Webhooks;

/// <summary>Resources as deliveries show them: as the API does.</summary>
public interface IWebhookResources
{
    /// <summary>A flow generation in one of its states, as a JSON:API resource.</summary>
    JsonElement Render(FlowGeneration generation);

    /// <summary>A flow, as a JSON:API resource.</summary>
    JsonElement Render(Flow flow);

    /// <summary>The attributes that a resource type has, by which deliveries can be filtered.</summary>
    IReadOnlyList<string> AttributesOf(string resourceType);
}
