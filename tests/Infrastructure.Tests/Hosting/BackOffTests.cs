using Flowgen.Application.Common;

namespace Flowgen.Infrastructure.Tests.Hosting;

public class BackOffTests
{
    private static readonly BackOff BackOff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(4, 5)]
    [InlineData(10_000, 5)]
    public void A_pause_doubles_up_to_the_maximum_and_has_jitter_of_at_most_half(int failures, double seconds)
    {
        var pauses = Enumerable.Range(0, 1_000).Select(_ => BackOff.After(failures).TotalSeconds).ToList();

        Assert.All(pauses, pause => Assert.InRange(pause, seconds / 2, seconds));
        Assert.True(pauses.Max() - pauses.Min() > seconds / 4);
    }
}
