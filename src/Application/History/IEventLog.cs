using Flowgen.Domain.FlowGenerations;

namespace Flowgen.Application.History;

/// <summary>Selects events of an organisation's log.</summary>
/// <param name="Organisation">The organisation of the log.</param>
public sealed record LogFilter(string Organisation)
{
    /// <summary>The event types of the log. Events of webhooks and organisations are not part of it.</summary>
    public static IReadOnlySet<Type> AllTypes { get; } =
        typeof(FlowGenerationEvent)
            .Assembly.GetTypes()
            .Where(type => type.BaseType == typeof(FlowGenerationEvent))
            .ToHashSet();

    /// <summary>Selects the events of one generation; null for all generations.</summary>
    public Guid? FlowGenerationId { get; init; }

    /// <summary>Selects events of these types; null for all types.</summary>
    public IReadOnlySet<Type>? Types { get; init; }

    /// <summary>Selects events from this time on; null for all times.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Whether the filter can exclude events of the organisation.</summary>
    public bool IsSelective => this != new LogFilter(Organisation);

    /// <summary>Whether the filter includes an event of the organisation.</summary>
    public bool Matches(FlowGenerationEvent @event) =>
        (FlowGenerationId is null || @event.FlowGenerationId == FlowGenerationId)
        && (Types is null || Types.Contains(@event.GetType()))
        && (Since is null || @event.OccurredAt() >= Since);
}

/// <summary>A page of the log.</summary>
/// <param name="Events">The events in the order of their sequence.</param>
/// <param name="Next">The position for the next page: all events up to it were read.</param>
/// <param name="IsCaughtUp">Whether the page reached the end of the log at the time of the read.</param>
public sealed record LogPage(IReadOnlyList<RecordedEvent> Events, long Next, bool IsCaughtUp)
{
    /// <summary>The maximum memory of a page and its response, in bytes: two texts of maximum length with their copies.</summary>
    public const long MaxMemory = 12 * 1024 * 1024;

    private const long MinEvent = 2 * 1024;
    private const long CopiesOfText = 5;

    /// <summary>The estimated memory of this page and its response, in bytes.</summary>
    public long Memory =>
        Math.Min(
            MaxMemory,
            Events.Sum(row => MinEvent + (CopiesOfText * ((row.Event as FlowGenerationQueued)?.LengthOfTexts() ?? 0)))
        );
}

/// <summary>
/// Reads the log up to the high-water mark: no event can appear later at a position that was already read, also while transactions commit
/// or roll back (docs/adr/0022). A position is a sequence number, or 0 before the first event.
/// </summary>
public interface IEventLog
{
    /// <summary>
    /// The high-water mark: the position up to which no further event can appear. It includes all committed events, except events that are
    /// newer than an open transaction.
    /// </summary>
    /// <exception cref="TimeoutException">The database is unreachable.</exception>
    Task<long> EndAsync(CancellationToken cancellationToken);

    /// <summary>Reads a page of the events after a position.</summary>
    /// <param name="filter">The events to read.</param>
    /// <param name="after">The position.</param>
    /// <param name="size">The maximum number of events. A page is shorter if its texts are long, or if the filter skips many events.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="PositionBeyondLogException">The log has not reached the position.</exception>
    Task<LogPage> ReadAsync(LogFilter filter, long after, int size, CancellationToken cancellationToken);

    /// <summary>Reads the events after a position, and then each new event as it is committed, without end.</summary>
    /// <param name="filter">The events to read.</param>
    /// <param name="after">The position.</param>
    /// <param name="silence">The time without an event after which an empty page follows.</param>
    /// <param name="cancellationToken">Ends the sequence.</param>
    IAsyncEnumerable<LogPage> FollowAsync(
        LogFilter filter,
        long after,
        TimeSpan silence,
        CancellationToken cancellationToken
    );
}

/// <summary>The log has not reached the position of a reader: the position is from another log, or the log was restored from a backup.</summary>
public sealed class PositionBeyondLogException : Exception
{
    /// <summary>Creates the exception with a fixed message.</summary>
    public PositionBeyondLogException()
        : base("The log ends before this position.") { }
}
