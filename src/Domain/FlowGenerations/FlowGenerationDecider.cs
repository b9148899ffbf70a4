using Flowgen.Domain.Flows;
using static Flowgen.Domain.FlowGenerations.FlowGenerationStatus;

namespace Flowgen.Domain.FlowGenerations;

/// <summary>
/// The decisions about a flow generation: pure functions from a state and a command to events. A command that was carried out before,
/// or that comes too late, returns no events: idempotency is a decision. A null state is a generation that does not exist any more.
/// </summary>
public static class FlowGenerationDecider
{
    /// <summary>Accepts a new generation. The caller has validated its parameters and context.</summary>
    /// <param name="id">The id of the generation.</param>
    /// <param name="flowType">The name of a flow type.</param>
    /// <param name="parameters">A JSON object.</param>
    /// <param name="context">A JSON object, or null.</param>
    /// <param name="now">The present time, UTC.</param>
    /// <param name="regeneratedFrom">The generation that it repeats; null if it repeats none.</param>
    /// <param name="textSalt">Random bytes in hexadecimal, for the digest of the texts.</param>
    public static FlowGenerationQueued Queue(
        Guid id,
        string flowType,
        string parameters,
        string? context,
        DateTimeOffset now,
        Guid? regeneratedFrom = null,
        string? textSalt = null
    ) => new(id, flowType, parameters, context, now, RegeneratedFrom: regeneratedFrom, TextSalt: textSalt);

    /// <summary>Marks a queued generation as processing.</summary>
    public static IReadOnlyList<FlowGenerationEvent> Start(FlowGeneration? state, DateTimeOffset now) =>
        state is { Status: Queued } ? [new FlowGenerationProcessingStarted(state.Id, now)] : [];

    /// <summary>Records the flow of a generation that is processing.</summary>
    /// <param name="state">The generation; null if it does not exist any more.</param>
    /// <param name="flow">The flow. The caller stores it in the same transaction.</param>
    /// <param name="cost">The cost in credits, 0 or more.</param>
    /// <param name="generatedBy">The generator of the flow.</param>
    /// <param name="now">The present time, UTC.</param>
    public static IReadOnlyList<FlowGenerationEvent> Finish(
        FlowGeneration? state,
        Flow flow,
        int cost,
        GeneratedBy generatedBy,
        DateTimeOffset now
    ) => state is { Status: Processing } ? [new FlowGenerationFinished(state.Id, flow.Id, cost, now, generatedBy)] : [];

    /// <summary>Records the failure of a generation that has not ended.</summary>
    public static IReadOnlyList<FlowGenerationEvent> Fail(
        FlowGeneration? state,
        string code,
        string detail,
        DateTimeOffset now
    ) => state is { IsEnded: false } ? [new FlowGenerationFailed(state.Id, code, detail, now)] : [];

    /// <summary>Deletes a generation with any status. A generation that was queued or processing never finishes.</summary>
    public static IReadOnlyList<FlowGenerationEvent> Delete(FlowGeneration? state, DateTimeOffset now) =>
        state is { Status: not (Deleted or Erased) } ? [new FlowGenerationDeleted(state.Id, now)] : [];

    /// <summary>Erases the texts of a generation, and deletes it unless it was deleted before.</summary>
    public static IReadOnlyList<FlowGenerationEvent> Erase(FlowGeneration? state, DateTimeOffset now) =>
        state is { Status: not Erased } ? [.. Delete(state, now), new FlowGenerationErased(state.Id, now)] : [];
}
