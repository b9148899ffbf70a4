namespace Flowgen.Application.Webhooks;

/// <summary>Where a delivery stands.</summary>
public enum DeliveryStatus
{
    /// <summary>A try is due, or will be.</summary>
    Waiting,

    /// <summary>The receiver took it.</summary>
    Delivered,

    /// <summary>The last try failed.</summary>
    Failed,

    /// <summary>It is not to be sent any more: its webhook is gone or disabled, or its text was erased.</summary>
    Cancelled,
}

/// <summary>What a webhook is to be told, and how far that is (contract, section 6).</summary>
/// <param name="Id">The <c>webhook-id</c>: the same on every try. A redelivery is a further try of the same.</param>
/// <param name="WebhookId">To which.</param>
/// <param name="Event"><c>create</c>, <c>update</c>, <c>delete</c>, or <c>ping</c>.</param>
/// <param name="ResourceType">Of the resource; null for a ping.</param>
/// <param name="ResourceId">The resource; null for a ping.</param>
/// <param name="FlowGenerationId">The stream that it is of; null for a ping.</param>
/// <param name="EventId">The event that it tells of; null for a ping, and where it is older than this.</param>
/// <param name="Version">Of the stream; 0 for a ping.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Tries">How many there were since it was made or redelivered.</param>
/// <param name="NextTryAt">When the next is due, UTC; null where none is.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record Delivery(
    Guid Id,
    Guid WebhookId,
    string Event,
    string? ResourceType,
    Guid? ResourceId,
    Guid? FlowGenerationId,
    Guid? EventId,
    int Version,
    DeliveryStatus Status,
    int Tries,
    DateTimeOffset? NextTryAt,
    DateTimeOffset CreatedAt
);

/// <summary>One try of a delivery.</summary>
/// <param name="At">When it began, UTC.</param>
/// <param name="StatusCode">What the receiver answered; null where it did not.</param>
/// <param name="Failure">Stable, snake_case: why it failed; null where it did not.</param>
/// <param name="DurationMs">Milliseconds.</param>
/// <param name="Answer">The first 1 KiB of the answer's body, as text; null where there was none.</param>
public sealed record DeliveryTry(DateTimeOffset At, int? StatusCode, string? Failure, int DurationMs, string? Answer);
