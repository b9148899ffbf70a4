using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Flowgen.Domain.Webhooks;

namespace Flowgen.Application.Webhooks;

/// <summary>The body of a delivery (contract, section 6): written once, so that every try sends the same bytes.</summary>
public static class WebhookPayload
{
    // It is never put into HTML: plain characters are smaller and can be read.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the body.</summary>
    /// <param name="deliveryId">The <c>webhook-id</c> as well.</param>
    /// <param name="webhook">To which.</param>
    /// <param name="event"><c>create</c>, <c>update</c>, <c>delete</c> or <c>ping</c>.</param>
    /// <param name="version">Of the generation's stream; 0 for a ping.</param>
    /// <param name="resource">To the letter as the API shows it; null for a ping.</param>
    public static byte[] Write(Guid deliveryId, Webhook webhook, string @event, int version, JsonElement? resource)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, Plain))
        {
            json.WriteStartObject();
            json.WriteStartObject("data");
            json.WriteString("type", "webhookPayload");
            json.WriteString("id", deliveryId);
            json.WriteStartObject("attributes");
            json.WriteString("webhookId", webhook.Id);
            json.WriteString("event", @event);
            json.WritePropertyName("fields");
            JsonSerializer.Serialize(json, webhook.Settings.Fields);
            json.WriteNumber("version", version);
            json.WritePropertyName("resource");
            json.WriteRawValue(resource?.GetRawText() ?? "null");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }
}
