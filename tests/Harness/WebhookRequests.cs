using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flowgen.Harness;

/// <summary>What an organisation asks for, to be told.</summary>
public static class WebhookRequests
{
    /// <summary>Creates a webhook for all that happens to flow generations, and returns its secret.</summary>
    public static async Task<string> AddWebhookAsync(this HttpClient client, string url)
    {
        var document = new JsonObject
        {
            ["data"] = new JsonObject
            {
                ["type"] = "webhooks",
                ["attributes"] = new JsonObject
                {
                    ["url"] = url,
                    ["events"] = new JsonArray("create", "update", "delete"),
                    ["resource"] = "flowGenerations",
                },
            },
        };
        using var body = new StringContent(
            document.ToJsonString(),
            Encoding.UTF8,
            new MediaTypeHeaderValue("application/json")
        );
        using var answer = await client.PostAsync("/webhooks", body);
        answer.EnsureSuccessStatusCode();
        var created = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return created.GetProperty("data").GetProperty("attributes").GetProperty("secret").GetString()!;
    }
}
