using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Flowgen.Domain.Webhooks;

namespace Flowgen.Application.Webhooks;

/// <summary>
/// The body of a delivery (contract, section 6). It is rendered for the first attempt, and every attempt sends the same bytes. The resource is
/// apart, because all deliveries of an event show the same one.
/// </summary>
/// <param name="Envelope">Without the resource; all of it where there is none.</param>
/// <param name="ResourceAt">Where in the envelope the resource goes, in bytes; 0 where there is none.</param>
/// <param name="Resource">To the letter as the API shows it, as JSON; null for a ping.</param>
public sealed record WebhookPayload(byte[] Envelope, int ResourceAt, byte[]? Resource)
{
    // It is never put into HTML: plain characters are smaller and can be read.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the envelope.</summary>
    /// <param name="deliveryId">The <c>webhook-id</c> as well.</param>
    /// <param name="webhook">To which.</param>
    /// <param name="event"><c>create</c>, <c>update</c>, <c>delete</c> or <c>ping</c>.</param>
    /// <param name="version">Of the generation's stream; 0 for a ping.</param>
    /// <param name="resource">What goes in, as JSON; null for a ping.</param>
    public static WebhookPayload Of(Guid deliveryId, Webhook webhook, string @event, int version, byte[]? resource)
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
            json.WriteNull("resource");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        var all = body.WrittenSpan;
        if (resource is null)
        {
            return new(all.ToArray(), 0, null);
        }

        var resourceAt = all.LastIndexOf("null"u8);
        return new([.. all[..resourceAt], .. all[(resourceAt + "null".Length)..]], resourceAt, resource);
    }
}
