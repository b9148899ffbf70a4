using static Flowgen.Domain.FlowGenerations.FlowGenerationStatus;

namespace Flowgen.Domain.FlowGenerations;

/// <summary>The status of a flow generation (contract, section 2).</summary>
public enum FlowGenerationStatus
{
    /// <summary>The generation is accepted; its work has not begun.</summary>
    Queued,

    /// <summary>A worker is generating the flow.</summary>
    Processing,

    /// <summary>The flow exists.</summary>
    Finished,

    /// <summary>The last attempt failed; there will be no flow.</summary>
    Failed,

    /// <summary>Clients can't read the generation any more; its history stays.</summary>
    Deleted,

    /// <summary>The generation is deleted, and its texts are removed from its history too.</summary>
    Erased,
}

/// <summary>The failure of a flow generation.</summary>
/// <param name="Code">The code of the failure: stable, in snake_case.</param>
/// <param name="Detail">The cause of the failure in words. It contains no text of the vacancy.</param>
public sealed record FlowGenerationFailure(string Code, string Detail);

/// <summary>
/// The state of one flow generation: the fold of its events. The inline projection stores it as it is, and the GET
/// endpoints read it.
/// </summary>
/// <param name="Id">A UUID; version 7 if the server created it.</param>
/// <param name="Status">The status after the last event.</param>
/// <param name="FlowType">The name of the flow type.</param>
/// <param name="Parameters">A JSON object, exactly as the client sent it.</param>
/// <param name="Context">A JSON object, exactly as the client sent it; null if there was none.</param>
/// <param name="FlowId">The id of the flow; null unless finished.</param>
/// <param name="Cost">The cost in credits; null unless finished.</param>
/// <param name="Failure">The failure; null unless failed.</param>
/// <param name="CreatedAt">The time at which it was queued, UTC.</param>
/// <param name="UpdatedAt">The time of its last event, UTC.</param>
/// <param name="Version">The number of events in its stream, from 1.</param>
/// <param name="IsErased">Whether its texts were erased. Erasure also changes the first event, so every later fold has this flag.</param>
/// <param name="RegeneratedFrom">The generation that this one repeats, possibly with changes; null if it repeats none.</param>
public sealed record FlowGeneration(
    Guid Id,
    FlowGenerationStatus Status,
    string FlowType,
    string Parameters,
    string? Context,
    Guid? FlowId,
    int? Cost,
    FlowGenerationFailure? Failure,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    int Version,
    bool IsErased = false,
    Guid? RegeneratedFrom = null
)
{
    /// <summary>Whether only a deletion or an erasure can follow.</summary>
    public bool IsEnded => Status is not (Queued or Processing);

    /// <summary>Folds the next event into the state.</summary>
    /// <exception cref="InvalidOperationException">The event cannot follow this state: the stream is corrupt.</exception>
    public static FlowGeneration Evolve(FlowGeneration? state, FlowGenerationEvent @event) =>
        (state, @event) switch
        {
            (null, FlowGenerationQueued e) => new(
                e.FlowGenerationId,
                Queued,
                e.FlowType,
                e.Parameters,
                e.Context,
                FlowId: null,
                Cost: null,
                Failure: null,
                CreatedAt: e.QueuedAt,
                UpdatedAt: e.QueuedAt,
                Version: 1,
                e.IsErased,
                e.RegeneratedFrom
            ),
            ({ Status: Queued }, FlowGenerationProcessingStarted e) => state.Next(Processing, e.StartedAt),
            ({ Status: Processing }, FlowGenerationFinished e) => state.Next(Finished, e.FinishedAt) with
            {
                FlowId = e.FlowId,
                Cost = e.Cost,
            },
            ({ Status: Queued or Processing }, FlowGenerationFailed e) => state.Next(Failed, e.FailedAt) with
            {
                Failure = new(e.Code, e.Detail),
            },
            ({ Status: not (Deleted or Erased) }, FlowGenerationDeleted e) => state.Next(Deleted, e.DeletedAt),
            ({ Status: Deleted }, FlowGenerationErased e) => state.Next(Erased, e.ErasedAt) with
            {
                Parameters = "{}",
                Context = null,
                IsErased = true,
            },
            _ => throw new InvalidOperationException(
                $"{@event.GetType().Name} cannot follow {state?.Status.ToString() ?? "nothing"}."
            ),
        };

    /// <summary>The state after each of these events, in order.</summary>
    /// <param name="events">A stream from its beginning.</param>
    /// <exception cref="InvalidOperationException">The stream is corrupt.</exception>
    public static IEnumerable<FlowGeneration> History(IEnumerable<FlowGenerationEvent> events)
    {
        FlowGeneration? state = null;
        foreach (var @event in events)
        {
            yield return state = Evolve(state, @event);
        }
    }

    private FlowGeneration Next(FlowGenerationStatus status, DateTimeOffset at) =>
        this with
        {
            Status = status,
            UpdatedAt = at,
            Version = Version + 1,
        };
}
