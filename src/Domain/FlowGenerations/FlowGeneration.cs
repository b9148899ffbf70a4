using static Flowgen.Domain.FlowGenerations.FlowGenerationStatus;

namespace Flowgen.Domain.FlowGenerations;

/// <summary>Where a flow generation stands (contract, section 2).</summary>
public enum FlowGenerationStatus
{
    /// <summary>Accepted, its work not yet begun.</summary>
    Queued,

    /// <summary>A worker is generating the flow.</summary>
    Processing,

    /// <summary>The flow exists.</summary>
    Finished,

    /// <summary>Retries are used up; no flow will come.</summary>
    Failed,

    /// <summary>Gone for clients; its history stays.</summary>
    Deleted,

    /// <summary>Deleted, and its texts are gone from its history too.</summary>
    Erased,
}

/// <summary>The failure of a flow generation.</summary>
/// <param name="Code">The code of the failure: stable, in snake_case.</param>
/// <param name="Detail">The cause of the failure in words. It contains no text of the vacancy.</param>
public sealed record FlowGenerationFailure(string Code, string Detail);

/// <summary>
/// The state of one flow generation: what its events say, folded. Stored as it is by the inline projection, so it is
/// also what the GETs read.
/// </summary>
/// <param name="Id">UUID, version 7 where the server made it.</param>
/// <param name="Status">See <see cref="FlowGenerationStatus"/>.</param>
/// <param name="FlowType">Name of the flow type.</param>
/// <param name="Parameters">A JSON object to the letter as it was sent.</param>
/// <param name="Context">A JSON object to the letter as it was sent, or null.</param>
/// <param name="FlowId">Null until finished.</param>
/// <param name="Cost">In credits; null until finished.</param>
/// <param name="Failure">Null unless failed.</param>
/// <param name="CreatedAt">When it was queued, UTC.</param>
/// <param name="UpdatedAt">When its last event happened, UTC.</param>
/// <param name="Version">Events in its stream so far, from 1.</param>
/// <param name="IsErased">Whether its texts were erased, even if later: no state that is folded after that has them.</param>
/// <param name="RegeneratedFrom">The generation that this one repeats, perhaps with changes; null where it repeats none.</param>
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
    /// <summary>Whether nothing but a deletion or an erasure can follow.</summary>
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

    /// <summary>Every state that these events led to, in order: one for each of them.</summary>
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
