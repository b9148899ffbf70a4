using Flowgen.Domain.FlowGenerations;
using Marten;

namespace Flowgen.Application.Organisations;

/// <summary>The usage of an organisation on one day.</summary>
/// <param name="Day">The day (UTC).</param>
/// <param name="Queued">The number of generations that were created on the day.</param>
/// <param name="Finished">The number of generations that finished on the day, whenever they were created.</param>
/// <param name="Failed">The number of generations that failed on the day.</param>
/// <param name="DeletedBeforeEnd">The number of generations that were deleted on the day while they were queued or processing.</param>
/// <param name="Cost">The cost of the generations that finished on the day, in credits.</param>
public sealed record DayOfUsage(DateOnly Day, long Queued, long Finished, long Failed, long DeletedBeforeEnd, long Cost)
{
    /// <summary>What one step of a generation adds to its day.</summary>
    /// <param name="before">The state before it; null where it is the first.</param>
    /// <param name="after">The state that it led to.</param>
    public static DayOfUsage Of(FlowGeneration? before, FlowGeneration after)
    {
        var end = before is { IsEnded: false } ? after.Status : default(FlowGenerationStatus?);
        var isFinish = end is FlowGenerationStatus.Finished;
        return new(
            DateOnly.FromDateTime(after.UpdatedAt.UtcDateTime),
            Queued: before is null ? 1 : 0,
            Finished: isFinish ? 1 : 0,
            Failed: end is FlowGenerationStatus.Failed ? 1 : 0,
            DeletedBeforeEnd: end is FlowGenerationStatus.Deleted ? 1 : 0,
            Cost: isFinish ? after.Cost ?? 0 : 0
        );
    }
}

/// <summary>
/// The counters of each organisation, written in the transactions of what they count: exact, and cheap to read however much
/// there is. They begin with the database; where it is older, with the version that brought them, until they are recounted.
/// </summary>
public interface IUsage
{
    /// <summary>Counts steps in the session's transaction, for its tenant.</summary>
    void Add(IDocumentSession session, IEnumerable<DayOfUsage> steps);

    /// <summary>The days from the first to the last, both included, in order; those on which nothing happened are left out.</summary>
    Task<IReadOnlyList<DayOfUsage>> OfDaysAsync(
        string organisation,
        DateOnly first,
        DateOnly last,
        CancellationToken cancellationToken
    );

    /// <summary>Makes the counters what the events and the states say, while others count. Returns how many were wrong.</summary>
    Task<int> RecountAsync(CancellationToken cancellationToken);

    /// <summary>How many generations have not ended, as of a second ago at the most.</summary>
    Task<long> NotEndedAsync(string organisation, CancellationToken cancellationToken);
}
