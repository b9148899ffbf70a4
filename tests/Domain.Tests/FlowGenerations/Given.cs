using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;

namespace Flowgen.Domain.Tests.FlowGenerations;

/// <summary>Histories, and the state they lead to.</summary>
internal static class Given
{
    public static readonly Guid Id = Guid.Parse("01900000-0000-7000-8000-000000000001");
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    public static readonly Flow SomeFlow = new(
        Guid.Parse("01900000-0000-7000-8000-000000000002"),
        Id,
        new("Driver", "en", 1, "", 1, []),
        Now
    );

    public static readonly FlowGenerationQueued Queued = new(Id, "vacancy_application_flow", "{}", null, Now);
    public static readonly FlowGenerationProcessingStarted Started = new(Id, Now.AddSeconds(1));
    public static readonly FlowGenerationFinished Finished = new(Id, SomeFlow.Id, 1, Now.AddSeconds(2));
    public static readonly FlowGenerationFailed Failed = new(Id, "generator_failed", "Try again.", Now.AddSeconds(2));
    public static readonly FlowGenerationDeleted Deleted = new(Id, Now.AddSeconds(3));
    public static readonly FlowGenerationErased Erased = new(Id, Now.AddSeconds(4));

    public static FlowGeneration History(params IEnumerable<FlowGenerationEvent> events) =>
        FlowGeneration.History(events).Last();

    /// <summary>The same as it is once it is erased.</summary>
    public static FlowGenerationQueued WithoutTexts(FlowGenerationQueued queued) =>
        queued with
        {
            Parameters = "{}",
            Context = null,
            IsErased = true,
        };
}
