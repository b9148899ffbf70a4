using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flowgen.Harness;

/// <summary>Requests for webhooks.</summary>
public static class WebhookRequests
{
    /// <summary>Creates a webhook for all changes of flow generations, and returns its secret.</summary>
    public static async Task<string> AddWebhookAsync(this HttpClient client, string url) =>
        (await client.CreateWebhookAsync(url)).Secret;

    /// <summary>Creates a webhook for all changes of flow generations.</summary>
    public static async Task<(Guid Id, string Secret)> CreateWebhookAsync(this HttpClient client, string url)
    {
        using var body = Document(
            new()
            {
                ["url"] = url,
                ["events"] = new JsonArray("create", "update", "delete"),
                ["resource"] = "flowGenerations",
            }
        );
        using var answer = await client.PostAsync("/webhooks", body);
        answer.EnsureSuccessStatusCode();
        var created = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data");
        return (
            created.GetProperty("id").GetGuid(),
            created.GetProperty("attributes").GetProperty("secret").GetString()!
        );
    }

    /// <summary>Changes the URL of a webhook.</summary>
    public static async Task LeadWebhookAsync(this HttpClient client, Guid id, string url)
    {
        using var body = Document(new() { ["url"] = url });
        using var answer = await client.PatchAsync($"/webhooks/{id}", body);
        answer.EnsureSuccessStatusCode();
    }

    private static StringContent Document(JsonObject attributes) =>
        new(
            new JsonObject
            {
                ["data"] = new JsonObject { ["type"] = "webhooks", ["attributes"] = attributes },
            }.ToJsonString(),
            Encoding.UTF8,
            new MediaTypeHeaderValue("application/json")
        );
}
