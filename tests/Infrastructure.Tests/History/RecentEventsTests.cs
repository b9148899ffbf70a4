using Flowgen.Application.History;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Infrastructure.History;

namespace Flowgen.Infrastructure.Tests.History;

public class RecentEventsTests
{
    private static readonly RecentEvents None = RecentEvents.Empty(10, Task.CompletedTask);

    [Fact]
    public void Later_events_come_after_the_earlier_ones_and_the_end_may_lie_beyond_the_last()
    {
        var recent = With(With(None, 12, Event(11)), 20, Event(13), Event(15));

        Assert.Equal([11L, 13, 15], Sequences(recent));
        Assert.Equal((10, 20), (recent.Start, recent.End));
    }

    [Theory]
    [InlineData(10, new[] { 11L, 13, 15 })]
    [InlineData(11, new[] { 13L, 15 })]
    [InlineData(12, new[] { 13L, 15 })]
    [InlineData(15, new long[0])]
    public void A_reader_gets_the_events_after_its_position(long position, long[] expected)
    {
        var recent = With(None, 20, Event(11), Event(13), Event(15));

        Assert.Equal(expected, recent.After(position).Select(one => one.Event.Sequence));
    }

    [Fact]
    public void Beyond_2000_events_the_oldest_are_dropped_and_the_start_follows_them()
    {
        var all = Enumerable.Range(11, RecentEvents.MaxEvents).Select(sequence => Event(sequence)).ToArray();
        var full = With(None, 3_000, all);
        Assert.Equal((10, RecentEvents.MaxEvents), (full.Start, full.Events.Count));

        var over = With(full, 3_002, Event(3_001), Event(3_002));

        Assert.Equal(RecentEvents.MaxEvents, over.Events.Count);
        Assert.Equal(12, over.Start);
        Assert.Equal((13L, 3_002L), (Sequences(over)[0], Sequences(over)[^1]));
    }

    [Fact]
    public void Beyond_four_million_characters_the_oldest_are_dropped_even_a_single_one_that_is_longer()
    {
        const int half = RecentEvents.MaxLength / 2;
        var full = With(None, 12, Event(11, half), Event(12, half));
        Assert.Equal([11L, 12], Sequences(full));

        var over = With(full, 13, Event(13, 1));
        Assert.Equal([12L, 13], Sequences(over));
        Assert.Equal((11, half + 1), (over.Start, over.Length));

        var tooLong = With(over, 14, Event(14, RecentEvents.MaxLength + 1));
        Assert.Empty(tooLong.Events);
        Assert.Equal((14, 14, 0), (tooLong.Start, tooLong.End, tooLong.Length));
    }

    private static RecentEvents With(RecentEvents before, long end, params RecordedEvent[] added) =>
        before.With(end, [.. added.Select(one => ("an organisation", one))], Task.CompletedTask);

    private static long[] Sequences(RecentEvents recent) => [.. recent.Events.Select(one => one.Event.Sequence)];

    private static RecordedEvent Event(long sequence, int length = 0) =>
        new(
            Guid.CreateVersion7(),
            sequence,
            Version: 1,
            new FlowGenerationQueued(Guid.Empty, "a type", new string('x', length), Context: null, default),
            Actor: null,
            CorrelationId: null,
            CausationId: null,
            TraceParent: null
        );
}
