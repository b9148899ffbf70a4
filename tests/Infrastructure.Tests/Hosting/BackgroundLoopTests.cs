using System.Threading.Channels;
using Flowgen.Infrastructure.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Flowgen.Infrastructure.Tests.Hosting;

public class BackgroundLoopTests
{
    private static readonly TimeSpan Cadence = TimeSpan.FromSeconds(10);
    private readonly SteppedClock clock = new();
    private readonly RecordedLog log = new();

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_step_follows_each_cadence()
    {
        using var loop = new Loop(this, Cadence);
        await loop.StartAsync(Test);

        await loop.EndStepAsync();
        Assert.Equal(Cadence, await clock.PauseAsync());
        await loop.EndStepAsync();
        Assert.Equal(Cadence, await clock.PauseAsync());

        await loop.StopAsync(Test);
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task A_step_that_fails_is_logged_without_its_message_and_repeated()
    {
        using var loop = new Loop(this, Cadence);
        await loop.StartAsync(Test);

        await loop.FailStepAsync();
        Assert.Equal(Cadence, await clock.PauseAsync());
        await loop.EndStepAsync();

        Assert.Equal(["Warning: Could not count: InvalidOperationException; trying again"], log.Lines);
    }

    [Fact]
    public async Task A_loop_without_a_cadence_backs_off_after_failures_and_no_longer_after_a_success()
    {
        using var loop = new Loop(this, TimeSpan.Zero);
        await loop.StartAsync(Test);

        await loop.FailStepAsync();
        Assert.InRange(await clock.PauseAsync(), TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(0.5));
        for (var i = 0; i < 3; i++)
        {
            await loop.FailStepAsync();
            Assert.InRange(await clock.PauseAsync(), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
        }

        await loop.EndStepAsync();
        await loop.FailStepAsync(); // without a pause before it
        Assert.InRange(await clock.PauseAsync(), TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public async Task The_first_step_may_come_after_a_pause()
    {
        using var loop = new Loop(this, Cadence) { Start = TimeSpan.FromSeconds(3) };
        await loop.StartAsync(Test);

        Assert.Equal(TimeSpan.FromSeconds(3), await clock.PauseAsync());
        await loop.EndStepAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stop_cancels_the_step_without_a_log_line_and_runs_the_end_once(bool early)
    {
        using var stopping = new CancellationTokenSource();
        using var loop = new Loop(this, Cadence, stopping.Token);
        await loop.StartAsync(Test);
        await loop.BeginStepAsync();

        if (early)
        {
            await stopping.CancelAsync();
            await loop.ExecuteTask!.WaitAsync(Test);
        }

        await loop.StopAsync(Test);

        Assert.Equal(1, loop.Ends);
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task A_stop_ends_the_pause()
    {
        using var loop = new Loop(this, Cadence);
        await loop.StartAsync(Test);
        await loop.EndStepAsync();

        await loop.StopAsync(Test);

        Assert.True(loop.ExecuteTask!.IsCompletedSuccessfully);
        Assert.Equal(1, loop.Ends);
    }

    [Fact]
    public async Task A_failure_at_the_end_is_logged()
    {
        using var loop = new Loop(this, Cadence) { EndFails = true };
        await loop.StartAsync(Test);
        await loop.EndStepAsync();

        await loop.StopAsync(Test);

        Assert.True(loop.ExecuteTask!.IsCompletedSuccessfully);
        Assert.Equal(["Warning: Could not count at the stop: TimeoutException"], log.Lines);
    }

    /// <summary>A loop whose steps begin and end when the test says so.</summary>
    private sealed class Loop(BackgroundLoopTests test, TimeSpan cadence, CancellationToken stopping = default)
        : BackgroundLoop("count", cadence, test.clock, test.log, stopping)
    {
        private readonly Channel<TaskCompletionSource> steps = Channel.CreateUnbounded<TaskCompletionSource>();

        public TimeSpan Start { get; init; }

        public bool EndFails { get; init; }

        public int Ends { get; private set; }

        public async Task<TaskCompletionSource> BeginStepAsync() => await steps.Reader.ReadAsync(Test);

        public async Task EndStepAsync() => (await BeginStepAsync()).SetResult();

        public async Task FailStepAsync() =>
            (await BeginStepAsync()).SetException(new InvalidOperationException("A client's text"));

        protected override TimeSpan StartsAfter => Start;

        protected override async Task RunOnceAsync(CancellationToken stoppingToken)
        {
            var step = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            steps.Writer.TryWrite(step);
            await step.Task.WaitAsync(stoppingToken);
        }

        protected override Task StopAfterLastAsync()
        {
            Ends++;
            return EndFails ? Task.FromException(new TimeoutException()) : Task.CompletedTask;
        }
    }

    /// <summary>A clock on which each pause ends as soon as the test has seen it.</summary>
    private sealed class SteppedClock : FakeTimeProvider
    {
        private readonly Channel<TimeSpan> pauses = Channel.CreateUnbounded<TimeSpan>();

        public async Task<TimeSpan> PauseAsync()
        {
            var pause = await pauses.Reader.ReadAsync(Test);
            Advance(pause);
            return pause;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            pauses.Writer.TryWrite(dueTime);
            return timer;
        }
    }
}
