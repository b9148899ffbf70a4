using System.Text.Json.Serialization;

namespace Flowgen.Domain.FlowGenerations;

/// <summary>A fact in the stream of one flow generation (contract, section 5). What it says stays, but for the texts of an erased generation.</summary>
public abstract record FlowGenerationEvent(Guid FlowGenerationId) : DomainEvent;

/// <summary>A client asked for a flow. Always the first event of its stream.</summary>
/// <param name="FlowGenerationId">The stream.</param>
/// <param name="FlowType">Name of a flow type, such as <c>vacancy_application_flow</c>.</param>
/// <param name="Parameters">A JSON object, kept to the letter as the client sent it.</param>
/// <param name="Context">A JSON object, kept to the letter; null where none was sent. Holds the vacancy text.</param>
/// <param name="QueuedAt">UTC.</param>
/// <param name="IsErased">Whether the texts were erased since: then the parameters are empty and the context is null.</param>
/// <param name="RegeneratedFrom">The generation that this one repeats, perhaps with changes; null where it repeats none.</param>
public sealed record FlowGenerationQueued(
    Guid FlowGenerationId,
    string FlowType,
    string Parameters,
    string? Context,
    DateTimeOffset QueuedAt,
    bool IsErased = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? RegeneratedFrom = null
) : FlowGenerationEvent(FlowGenerationId)
{
    /// <summary>The same without its texts.</summary>
    public FlowGenerationQueued Erased() => this with { Parameters = "{}", Context = null, IsErased = true };

    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => QueuedAt;
}

/// <summary>The background work began.</summary>
public sealed record FlowGenerationProcessingStarted(Guid FlowGenerationId, DateTimeOffset StartedAt)
    : FlowGenerationEvent(FlowGenerationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => StartedAt;
}

/// <summary>The flow exists. Saved in one transaction with the flow itself. Terminal but for a deletion.</summary>
/// <param name="FlowGenerationId">The stream.</param>
/// <param name="FlowId">The flow that was generated.</param>
/// <param name="Cost">In credits, 0 or more.</param>
/// <param name="FinishedAt">UTC.</param>
public sealed record FlowGenerationFinished(Guid FlowGenerationId, Guid FlowId, int Cost, DateTimeOffset FinishedAt)
    : FlowGenerationEvent(FlowGenerationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => FinishedAt;
}

/// <summary>No flow will come of it. Terminal but for a deletion.</summary>
/// <param name="FlowGenerationId">The stream.</param>
/// <param name="Code">Stable, snake_case.</param>
/// <param name="Detail">For a person. Holds no vacancy text.</param>
/// <param name="FailedAt">UTC.</param>
public sealed record FlowGenerationFailed(Guid FlowGenerationId, string Code, string Detail, DateTimeOffset FailedAt)
    : FlowGenerationEvent(FlowGenerationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => FailedAt;
}

/// <summary>A client deleted the generation; nothing but an erasure follows. A flow that it had finished stays.</summary>
public sealed record FlowGenerationDeleted(Guid FlowGenerationId, DateTimeOffset DeletedAt)
    : FlowGenerationEvent(FlowGenerationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => DeletedAt;
}

/// <summary>
/// The texts of a deleted generation were erased, in the transaction of this event: parameters, context and flow are nowhere
/// any more. Nothing follows.
/// </summary>
public sealed record FlowGenerationErased(Guid FlowGenerationId, DateTimeOffset ErasedAt)
    : FlowGenerationEvent(FlowGenerationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => ErasedAt;
}
