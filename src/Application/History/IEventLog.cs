using Flowgen.Domain.FlowGenerations;

namespace Flowgen.Application.History;

/// <summary>Which events of an organisation's log are meant.</summary>
/// <param name="Organisation">Whose.</param>
public sealed record LogFilter(string Organisation)
{
    /// <summary>The types of the log's events. What else is appended is not part of it.</summary>
    public static IReadOnlySet<Type> AllTypes { get; } =
        typeof(FlowGenerationEvent)
            .Assembly.GetTypes()
            .Where(type => type.BaseType == typeof(FlowGenerationEvent))
            .ToHashSet();

    /// <summary>Of this generation alone.</summary>
    public Guid? FlowGenerationId { get; init; }

    /// <summary>Of these types alone; null for all.</summary>
    public IReadOnlySet<Type>? Types { get; init; }

    /// <summary>That happened then or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Whether it leaves out anything of the organisation's.</summary>
    public bool IsSelective => this != new LogFilter(Organisation);

    /// <summary>Whether an event of the organisation's is meant.</summary>
    public bool Matches(FlowGenerationEvent @event) =>
        (FlowGenerationId is null || @event.FlowGenerationId == FlowGenerationId)
        && (Types is null || Types.Contains(@event.GetType()))
        && (Since is null || @event.OccurredAt() >= Since);
}

/// <summary>A part of the log.</summary>
/// <param name="Events">In the order of their sequence numbers.</param>
/// <param name="Next">The position from which to go on: everything up to it was looked through.</param>
/// <param name="IsCaughtUp">Whether there was nothing more when it was read.</param>
public sealed record LogPage(IReadOnlyList<RecordedEvent> Events, long Next, bool IsCaughtUp)
{
    /// <summary>The most that a page and what is written of it can hold of memory, in bytes; two of the longest texts with their copies.</summary>
    public const long MaxMemory = 12 * 1024 * 1024;

    private const long LeastOfEvent = 2 * 1024;
    private const long CopiesOfText = 5;

    /// <summary>What this page and what is written of it hold of memory, in bytes: an estimate.</summary>
    public long Memory =>
        Math.Min(
            MaxMemory,
            Events.Sum(row =>
                LeastOfEvent + (CopiesOfText * ((row.Event as FlowGenerationQueued)?.LengthOfTexts() ?? 0))
            )
        );
}

/// <summary>
/// The log of everything, up to where it is settled: no event will ever appear at a position that was read past, whatever is being
/// committed or rolled back (docs/adr/0022). A position is a sequence number, 0 before the first.
/// </summary>
public interface IEventLog
{
    /// <summary>Where the log ends: the last event that nothing can appear before any more. It includes everything committed by now, unless an older transaction is still open.</summary>
    /// <exception cref="TimeoutException">The database can't be reached.</exception>
    Task<long> EndAsync(CancellationToken cancellationToken);

    /// <summary>What follows a position.</summary>
    /// <param name="filter">Which events.</param>
    /// <param name="after">The position.</param>
    /// <param name="size">How many at the most. A page of long texts, or one that much had to be read for, may end before.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PositionBeyondLogException">The log does not reach so far.</exception>
    Task<LogPage> ReadAsync(LogFilter filter, long after, int size, CancellationToken cancellationToken);

    /// <summary>What follows a position, and then what happens, as it happens: for ever.</summary>
    /// <param name="filter">Which events.</param>
    /// <param name="after">The position.</param>
    /// <param name="silence">After so long without an event there is an empty page.</param>
    /// <param name="cancellationToken">Ends it.</param>
    IAsyncEnumerable<LogPage> FollowAsync(
        LogFilter filter,
        long after,
        TimeSpan silence,
        CancellationToken cancellationToken
    );
}

/// <summary>A reader comes from a position that the log has not reached: it is another log, or one that was restored from a backup.</summary>
public sealed class PositionBeyondLogException : Exception
{
    /// <summary>With nothing more to say.</summary>
    public PositionBeyondLogException()
        : base("The log ends before this position.") { }
}
