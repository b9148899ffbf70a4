using Flowgen.Application.History;
using Flowgen.Domain.FlowGenerations;

namespace Flowgen.Infrastructure.History;

/// <summary>The latest events of all organisations, for readers that follow the log.</summary>
/// <param name="Start">The position before the first event.</param>
/// <param name="End">The position up to which the log was read.</param>
/// <param name="Events">The events in the order of the log, each with its organisation.</param>
/// <param name="Length">The total length of their texts, in characters.</param>
/// <param name="Next">Completes when there are later events.</param>
internal sealed record RecentEvents(
    long Start,
    long End,
    IReadOnlyList<(string Organisation, RecordedEvent Event)> Events,
    long Length,
    Task Next
)
{
    internal const int MaxEvents = 2_000;
    internal const int MaxLength = 4 * 1024 * 1024;

    /// <summary>An instance without events, for events after a position.</summary>
    public static RecentEvents Empty(long end, Task next) => new(end, end, [], 0, next);

    /// <summary>Adds later events, and removes the oldest ones if there are too many or their texts are too long.</summary>
    public RecentEvents With(long end, IReadOnlyList<(string Organisation, RecordedEvent Event)> added, Task next)
    {
        List<(string Organisation, RecordedEvent Event)> events = [.. Events, .. added];
        var (start, length) = (Start, Length + added.Sum(one => LengthOf(one.Event)));
        var dropped = 0;
        while (events.Count - dropped > MaxEvents || length > MaxLength)
        {
            start = events[dropped].Event.Sequence;
            length -= LengthOf(events[dropped].Event);
            dropped++;
        }

        events.RemoveRange(0, dropped);
        return new(start, end, events, length, next);
    }

    /// <summary>The events after a position.</summary>
    public IEnumerable<(string Organisation, RecordedEvent Event)> After(long position)
    {
        var (low, high) = (0, Events.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Events[middle].Event.Sequence > position ? (low, middle) : (middle + 1, high);
        }

        return Events.Skip(low);
    }

    private static long LengthOf(RecordedEvent row) => (row.Event as FlowGenerationQueued)?.LengthOfTexts() ?? 0;
}
