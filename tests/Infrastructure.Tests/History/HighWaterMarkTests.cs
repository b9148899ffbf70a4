using Flowgen.Infrastructure.History;

namespace Flowgen.Infrastructure.Tests.History;

/// <summary>docs/adr/0022</summary>
public class HighWaterMarkTests
{
    [Theory]
    [InlineData(new long[] { }, null, 5)]
    [InlineData(new long[] { 6, 7, 8 }, null, 8)]
    [InlineData(new long[] { 7, 8 }, null, 5)]
    [InlineData(new long[] { 6, 8, 9 }, null, 6)]
    public void Without_final_gaps_the_mark_stops_at_the_first_gap(long[] following, long? dead, long expected) =>
        Assert.Equal(expected, HighWaterMark.Advance(5, following, dead));

    [Theory]
    [InlineData(new long[] { 8 }, 8L, 8)]
    [InlineData(new long[] { 7, 9 }, 7L, 7)]
    [InlineData(new long[] { 7, 8, 10, 11 }, 9L, 8)]
    [InlineData(new long[] { 7, 8, 10, 11 }, 10L, 11)]
    [InlineData(new long[] { 9 }, 8L, 5)]
    public void Only_final_gaps_are_skipped(long[] following, long? dead, long expected) =>
        Assert.Equal(expected, HighWaterMark.Advance(5, following, dead));
}
