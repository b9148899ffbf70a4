using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Flowgen.Domain;
using Flowgen.Domain.FlowGenerations;

namespace Flowgen.Application.History;

/// <summary>
/// The digest of an event, which a seal of the log contains. It is the SHA-256 of the event in the form <c>flowgen.event.v1</c> (docs/events.md).
/// A stored event and its line in an export have the same digest. New members of events need a new form.
/// </summary>
public static class EventDigest
{
    private const string Form = "flowgen.event.v1";

    private static readonly string[] Common =
    [
        "sequence",
        "version",
        "eventType",
        "flowGenerationId",
        "occurredAt",
        "actor",
        "correlationId",
        "causationId",
        "traceparent",
    ];

    // The members of the data of each event type, without the texts.
    private static readonly Dictionary<string, string[]> Members = new()
    {
        [nameof(FlowGenerationQueued)] = ["flowType", "queuedAt", "regeneratedFrom"],
        [nameof(FlowGenerationProcessingStarted)] = ["startedAt"],
        [nameof(FlowGenerationFinished)] = ["flowId", "cost", "finishedAt"],
        [nameof(FlowGenerationFailed)] = ["code", "detail", "failedAt"],
        [nameof(FlowGenerationDeleted)] = ["deletedAt"],
        [nameof(FlowGenerationErased)] = ["erasedAt"],
    };

    private static readonly string[] GeneratedByMembers =
    [
        "generator",
        "model",
        "promptVersion",
        "inputTokens",
        "outputTokens",
        "worded",
        "kept",
        "problem",
    ];

    /// <summary>The digest of a stored event.</summary>
    public static byte[] Of(RecordedEvent row) =>
        Of([
            Form,
            $"{row.Id}",
            Text(row.Sequence),
            Text(row.Version),
            row.Event.GetType().Name,
            $"{row.Event.FlowGenerationId}",
            Text(row.Event.OccurredAt()),
            row.Actor,
            row.CorrelationId,
            row.CausationId,
            row.TraceParent,
            .. Data(row.Event),
        ]);

    /// <summary>The digest of an event in an export.</summary>
    /// <exception cref="FormatException">A member is missing: the export was made with a selection of fields, or it is not an export.</exception>
    public static byte[] Of(JsonElement resource)
    {
        var attributes = Member(resource, "attributes");
        var data = Member(attributes, "data");
        var type = $"{Member(attributes, "eventType")}";
        if (!Members.TryGetValue(type, out var names))
        {
            throw new FormatException($"this version does not know its event type {type}");
        }

        return Of([
            Form,
            Text(Member(resource, "id")),
            .. Common.Select(name => Text(Member(attributes, name))),
            .. names.Select(name => Text(Member(data, name))),
            .. type is nameof(FlowGenerationQueued) ? [TextDigest(data)] : Array.Empty<string?>(),
            .. data.TryGetProperty("generatedBy", out var by) && by.ValueKind is JsonValueKind.Object
                ? GeneratedByMembers.Select(name => Text(Member(by, name)))
                : [],
        ]);
    }

    private static IEnumerable<string?> Data(FlowGenerationEvent @event) =>
        @event switch
        {
            FlowGenerationQueued e =>
            [
                e.FlowType,
                Text(e.QueuedAt),
                e.RegeneratedFrom?.ToString(),
                e.IsErased ? e.TextDigest : FlowGenerationQueued.DigestOf(e.TextSalt, e.Parameters, e.Context),
            ],
            FlowGenerationProcessingStarted e => [Text(e.StartedAt)],
            FlowGenerationFinished e => [$"{e.FlowId}", Text(e.Cost), Text(e.FinishedAt), .. Data(e.GeneratedBy)],
            FlowGenerationFailed e => [e.Code, e.Detail, Text(e.FailedAt)],
            FlowGenerationDeleted e => [Text(e.DeletedAt)],
            FlowGenerationErased e => [Text(e.ErasedAt)],
            _ => throw new ArgumentOutOfRangeException(nameof(@event), @event, message: null),
        };

    // Empty for events from before Flowgen recorded the generator.
    private static IEnumerable<string?> Data(GeneratedBy? by) =>
        by is null
            ? []
            :
            [
                by.Generator,
                by.Model,
                by.PromptVersion,
                Count(by.InputTokens),
                Count(by.OutputTokens),
                Count(by.Worded),
                Count(by.Kept),
                by.Problem,
            ];

    private static string? TextDigest(JsonElement data)
    {
        if (Member(data, "isErased").ValueKind is JsonValueKind.True)
        {
            return Text(Member(data, "textDigest"));
        }

        var context = Member(data, "context");
        return FlowGenerationQueued.DigestOf(
            Text(Member(data, "textSalt")),
            Restored(data, "parameters"),
            context.ValueKind is JsonValueKind.Null ? null : Restored(data, "context")
        );
    }

    // The exact stored text.
    private static string Restored(JsonElement data, string name)
    {
        var text = Member(data, name).GetRawText();
        return
            data.TryGetProperty("replacedEscapes", out var replaced)
            && replaced.ValueKind is JsonValueKind.Object
            && replaced.TryGetProperty(name, out var escapes)
            ? JsonEscapes.Restore(
                text,
                escapes.EnumerateObject().Select(one => KeyValuePair.Create(one.Name, one.Value.GetString() ?? ""))
            )
            : text;
    }

    private static byte[] Of(IEnumerable<string?> fields)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var field in fields)
        {
            if (field is null)
            {
                hash.AppendData([0]);
                continue;
            }

            var bytes = Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData([1]);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var member)
            ? member
            : throw new FormatException($"it has no {name}");

    private static string? Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            _ => value.GetRawText(),
        };

    private static string? Count(int? number) => number is { } count ? Text(count) : null;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    // The same form as in responses of the API.
    private static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);
}
