using Flowgen.Application.Common;
using Flowgen.Infrastructure.Logging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Flowgen.Infrastructure.Hosting;

/// <summary>
/// Background work that repeats one step until the process stops. A step that fails is logged, and repeated after the cadence or
/// a back-off with jitter, whichever is longer: no failure ends the loop.
/// </summary>
/// <param name="work">The purpose of a step, for the log: "Could not {work}: …".</param>
/// <param name="cadence">The pause between two steps. Zero where a step waits for its work.</param>
/// <param name="clock">Measures the pauses.</param>
/// <param name="logger">The logger of the derived class.</param>
/// <param name="stopping">Stops the loop before the host does; as a rule <see cref="IHostApplicationLifetime.ApplicationStopping"/>.</param>
internal abstract partial class BackgroundLoop(
    string work,
    TimeSpan cadence,
    TimeProvider clock,
    ILogger logger,
    CancellationToken stopping = default
) : BackgroundService
{
    /// <summary>At most a second, so that the work continues soon after an outage.</summary>
    internal static readonly BackOff AfterFailures = new(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));

    private readonly ILogger logger = logger;

    protected TimeProvider Clock { get; } = clock;

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, stopping);
        await WaitAsync(StartsAfter, stop.Token);
        for (var failures = 0; !stop.IsCancellationRequested; )
        {
            try
            {
                await RunOnceAsync(stop.Token);
                failures = 0;
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                break; // a cancelled step may throw any exception
            }
            catch (Exception e)
            {
                failures++;
                LogFailed(work, FailureReason.Of(e));
            }

            var backOff = failures == 0 ? TimeSpan.Zero : AfterFailures.After(failures);
            await WaitAsync(backOff > cadence ? backOff : cadence, stop.Token);
        }

        try
        {
            await StopAfterLastAsync();
        }
        catch (Exception e)
        {
            LogUnfinished(work, FailureReason.Of(e));
        }
    }

    /// <summary>The pause before the first step.</summary>
    protected virtual TimeSpan StartsAfter => TimeSpan.Zero;

    /// <summary>Runs one step. It may throw any exception, also when it is cancelled.</summary>
    protected abstract Task RunOnceAsync(CancellationToken stoppingToken);

    /// <summary>Runs once after the last step. The host waits for it until the end of its shutdown timeout.</summary>
    protected virtual Task StopAfterLastAsync() => Task.CompletedTask;

    private async Task WaitAsync(TimeSpan pause, CancellationToken stoppingToken)
    {
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Could not {Work}: {Reason}; trying again")]
    private partial void LogFailed(string work, string reason);

    [LoggerMessage(LogLevel.Warning, "Could not {Work} at the stop: {Reason}")]
    private partial void LogUnfinished(string work, string reason);
}
