using Flowgen.Infrastructure.Persistence;

namespace Flowgen.Infrastructure.Tests.Persistence;

public class FlowGenerationSignalsTests
{
    private readonly FlowGenerationSignals signals = new();
    private readonly Guid one = Guid.CreateVersion7();
    private readonly Guid other = Guid.CreateVersion7();

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_end_of_a_generation_is_signalled_only_to_its_waiters()
    {
        using var first = signals.Listen(one);
        using var second = signals.Listen(one);
        using var stranger = signals.Listen(other);

        signals.Raise(one.ToString());

        await first.WaitAsync(Test);
        await second.WaitAsync(Test);
        Assert.False(stranger.WaitAsync(Test).IsCompleted);
    }

    [Fact]
    public async Task A_new_connection_signals_every_generation_since_an_end_may_have_been_missed()
    {
        using var first = signals.Listen(one);
        using var second = signals.Listen(other);

        signals.Raise(flowGenerationId: null);

        await first.WaitAsync(Test);
        await second.WaitAsync(Test);
    }

    [Fact]
    public void A_disposed_signal_is_not_raised()
    {
        var signal = signals.Listen(one);
        signal.Dispose();

        signals.Raise(one.ToString());

        Assert.False(signal.WaitAsync(Test).IsCompleted);
    }
}
