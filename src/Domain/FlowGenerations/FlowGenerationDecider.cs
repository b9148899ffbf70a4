using Flowgen.Domain.Flows;
using static Flowgen.Domain.FlowGenerations.FlowGenerationStatus;

namespace Flowgen.Domain.FlowGenerations;

/// <summary>
/// What may happen to a flow generation, as pure functions from state to events. A command that was carried out before,
/// or came too late, yields no events: idempotency is a decision. A null state is a generation that is gone.
/// </summary>
public static class FlowGenerationDecider
{
    /// <summary>Accepts a new generation; its parameters and context are valid by now.</summary>
    /// <param name="id">Of the generation.</param>
    /// <param name="flowType">The name of a flow type.</param>
    /// <param name="parameters">A JSON object.</param>
    /// <param name="context">A JSON object, or null.</param>
    /// <param name="now">UTC.</param>
    /// <param name="regeneratedFrom">The generation that it repeats; null where it repeats none.</param>
    /// <param name="textSalt">Random bytes in hex.</param>
    public static FlowGenerationQueued Queue(
        Guid id,
        string flowType,
        string parameters,
        string? context,
        DateTimeOffset now,
        Guid? regeneratedFrom = null,
        string? textSalt = null
    ) => new(id, flowType, parameters, context, now, RegeneratedFrom: regeneratedFrom, TextSalt: textSalt);

    /// <summary>Marks a queued generation as being worked on.</summary>
    public static IReadOnlyList<FlowGenerationEvent> Start(FlowGeneration? state, DateTimeOffset now) =>
        state is { Status: Queued } ? [new FlowGenerationProcessingStarted(state.Id, now)] : [];

    /// <summary>Records the flow of a generation that is being worked on.</summary>
    /// <param name="state">The generation, null where it is gone.</param>
    /// <param name="flow">The flow, to be stored in the same transaction.</param>
    /// <param name="cost">In credits, 0 or more.</param>
    /// <param name="generatedBy">What made the flow.</param>
    /// <param name="now">UTC.</param>
    public static IReadOnlyList<FlowGenerationEvent> Finish(
        FlowGeneration? state,
        Flow flow,
        int cost,
        GeneratedBy generatedBy,
        DateTimeOffset now
    ) => state is { Status: Processing } ? [new FlowGenerationFinished(state.Id, flow.Id, cost, now, generatedBy)] : [];

    /// <summary>Gives up on a generation that has not ended.</summary>
    public static IReadOnlyList<FlowGenerationEvent> Fail(
        FlowGeneration? state,
        string code,
        string detail,
        DateTimeOffset now
    ) => state is { IsEnded: false } ? [new FlowGenerationFailed(state.Id, code, detail, now)] : [];

    /// <summary>Deletes a generation, whatever its status; one that was queued or processing never finishes.</summary>
    public static IReadOnlyList<FlowGenerationEvent> Delete(FlowGeneration? state, DateTimeOffset now) =>
        state is { Status: not (Deleted or Erased) } ? [new FlowGenerationDeleted(state.Id, now)] : [];

    /// <summary>Erases the texts of a generation, and deletes it unless it was deleted before.</summary>
    public static IReadOnlyList<FlowGenerationEvent> Erase(FlowGeneration? state, DateTimeOffset now) =>
        state is { Status: not Erased } ? [.. Delete(state, now), new FlowGenerationErased(state.Id, now)] : [];
}
