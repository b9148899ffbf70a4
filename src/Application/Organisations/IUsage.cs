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
    /// <summary>The usage of one event of a generation.</summary>
    /// <param name="before">The state before the event; null for the first event.</param>
    /// <param name="after">The state after the event.</param>
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
/// The usage counters of each organisation. They are updated in the transactions of the counted events, so they are exact, and cheap to
/// read at any size. In a database that is older than the counters, they are complete only after a recount.
/// </summary>
public interface IUsage
{
    /// <summary>Adds usage to the counters of the session's tenant, in its transaction.</summary>
    void Add(IDocumentSession session, IEnumerable<DayOfUsage> steps);

    /// <summary>The usage from the first to the last day, both included, in order. Days without usage are absent.</summary>
    Task<IReadOnlyList<DayOfUsage>> OfDaysAsync(
        string organisation,
        DateOnly first,
        DateOnly last,
        CancellationToken cancellationToken
    );

    /// <summary>Recomputes the counters from events and states, also while other transactions count.</summary>
    /// <returns>The number of wrong counters.</returns>
    Task<int> RecountAsync(CancellationToken cancellationToken);

    /// <summary>The number of queued and processing generations. The value is at most a second old.</summary>
    Task<long> UnfinishedAsync(string organisation, CancellationToken cancellationToken);
}
