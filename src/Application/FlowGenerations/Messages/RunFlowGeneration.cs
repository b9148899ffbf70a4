using System.Buffers.Binary;
using System.ComponentModel.DataAnnotations;
using Flowgen.Application.Common;
using Flowgen.Domain;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;
using Microsoft.Extensions.Logging;
using Wolverine.Attributes;

namespace Flowgen.Application.FlowGenerations.Messages;

/// <summary>Message to run one queued generation. It is durable: saved in the transaction of the queued event.</summary>
/// <param name="FlowGenerationId">The stream.</param>
/// <param name="Length">The length of its texts in characters; 0 if it is unknown.</param>
[MessageIdentity("Flowgen.Application.FlowGenerations.RunFlowGeneration")] // its stored name
public sealed record RunFlowGeneration(Guid FlowGenerationId, int Length = 0)
{
    /// <summary>
    /// The id of the message: the id of the generation, with the queued time as its first 48 bits. The queue is sorted by this time. (A
    /// UUIDv7 from the server already has it.) Since the id is deterministic, a generation has at most one queued message, and the
    /// reconciler can look for it.
    /// </summary>
    public static Guid MessageId(Guid flowGenerationId, DateTimeOffset queuedAt)
    {
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, queuedAt.ToUnixTimeMilliseconds());
        Span<byte> id = stackalloc byte[16];
        flowGenerationId.TryWriteBytes(id, bigEndian: true, out _);
        time[2..].CopyTo(id);
        return new(id, bigEndian: true);
    }
}

/// <summary>The attempts and time limits of generations: the section <c>Generation</c>.</summary>
public sealed record GenerationLimits
{
    /// <summary>The number of attempts before a generation fails, 1 to 20. Transient errors of the database do not count.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; init; } = 4;

    /// <summary>The time limit of a generator for one attempt, 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The pause before the second attempt, 10 ms to 1 min. Each further pause is four times as long, at most 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The pause after a number of failures, from 1.</summary>
    public TimeSpan PauseAfter(int failures) => Growing(RetryDelay, failures);

    /// <summary>A back-off: the pause grows fourfold each time, up to 1 min.</summary>
    internal static TimeSpan Growing(TimeSpan first, int times) =>
        TimeSpan.FromTicks(Math.Min(TimeSpan.TicksPerMinute, first.Ticks << (2 * Math.Min(times - 1, 10))));
}

/// <summary>
/// Runs one queued generation in three steps: start it, generate the flow without a transaction, finish it. The handler is idempotent, and
/// safe to kill at any point: the decider checks each step, and only the transaction of the last step removes the message. A transient
/// error of the database is retried until it is over. Any other error is retried a few times; then the generation fails.
/// </summary>
public static partial class RunFlowGenerationHandler
{
    /// <summary>The counter of failed attempts. The queue's own count also includes transient errors of the database.</summary>
    public const string Failures = "flowgen-failures";

    // The counter of attempts to save the failure of a generation.
    private const string SaveFailures = "flowgen-unsaved";
    private const int MaxSaveRetries = 3;
    private static readonly TimeSpan SaveRetryDelay = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan ReadRetryDelay = TimeSpan.FromSeconds(1);

    // The composer alone ends sooner, so its generation is not watched.
    private static readonly TimeSpan WatchDelay = TimeSpan.FromMilliseconds(100);

    private static readonly FlowGenerationFailure GeneratorFailed = new(
        "generator_failed",
        "The generator could not create the flow. Post the generation again, and report the error if it persists."
    );

    private static readonly FlowGenerationFailure InternalError = new(
        "internal_error",
        "An internal error occurred. Post the generation again, and report its id if the error persists."
    );

    /// <summary>Handles one delivery of the message.</summary>
    public static async Task Handle(
        RunFlowGeneration message,
        IWork work,
        FlowGenerationStreams streams,
        IFlowGenerator generator,
        IFlowGenerationSignals signals,
        IQueuedWork queue,
        GenerationLimits limits,
        MemoryBudgets memory,
        TimeProvider clock,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        using var inProgress = queue.BeginHandling(work);
        using var reservation = await memory.TakeWorkAsync(
            work.Organisation,
            message.Length,
            Timeout.InfiniteTimeSpan,
            cancellationToken
        );
        FlowGenerationFailure failure;
        try
        {
            var start = Change(message, work, state => new(FlowGenerationDecider.Start(state, clock.GetUtcNow())));
            var generation = await streams.DecideAsync(
                start with
                {
                    CompletesMessage = state => state is not { Status: FlowGenerationStatus.Processing },
                },
                work.Stopping
            );
            if (generation is not { Status: FlowGenerationStatus.Processing })
            {
                return; // deleted, or ended by an earlier delivery
            }

            var generated = await Generate(
                generation,
                work,
                streams,
                generator,
                signals,
                limits.Timeout,
                cancellationToken
            );

            // Not the handler's token: it may be cancelled by the time limit, and the save must still run.
            var finish = Change(message, work, state => Finish(state, generated, clock.GetUtcNow()));
            await streams.DecideAsync(finish with { CompletesMessage = _ => true }, work.Stopping);
            return;
        }
        catch (DomainRuleException e)
        {
            failure = new(e.Code, e.Message);
        }
        catch (Exception e) when (CountsAsFailure(e) && !work.Stopping.IsCancellationRequested)
        {
            var failures = work.Count(Failures);
            var attempt = new FailedAttemptException(e) { Pause = limits.PauseAfter(failures) };
            if (failures < limits.MaxAttempts)
            {
                throw attempt;
            }

            LogLastAttempt(logger, message.FlowGenerationId, attempt.Message);
            failure = e is GeneratorException ? GeneratorFailed : InternalError;
        }

        LogFailed(logger, message.FlowGenerationId, failure.Code);
        var end = Change(
            message,
            work,
            state => new(FlowGenerationDecider.Fail(state, failure.Code, failure.Detail, clock.GetUtcNow()))
        );
        try
        {
            await streams.DecideAsync(end with { CompletesMessage = _ => true }, work.Stopping);
        }
        catch (Exception e) when (CountsAsFailure(e))
        {
            var failures = work.Count(SaveFailures);
            if (failures <= MaxSaveRetries)
            {
                throw new FailedAttemptException(e) { Pause = GenerationLimits.Growing(SaveRetryDelay, failures) };
            }

            work.Forget(SaveFailures); // a replay of the dead letter counts from the start
            throw;
        }
    }

    private static FlowGenerationChange Change(
        RunFlowGeneration message,
        IWork work,
        Func<FlowGeneration?, Decision> decide
    ) => new(work.Organisation, message.FlowGenerationId, decide) { Message = work };

    // Null if the generation was deleted in the meantime, or ended by another node.
    private static async Task<GeneratedFlow?> Generate(
        FlowGeneration generation,
        IWork work,
        FlowGenerationStreams streams,
        IFlowGenerator generator,
        IFlowGenerationSignals signals,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        using var ended = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, cancellationToken);
        either.CancelAfter(limit);
        try
        {
            // In its own task, because it can block.
            var generating = Task.Run(
                () => generator.GenerateAsync(work.Organisation, generation, either.Token),
                either.Token
            );
            await Task.WhenAny(generating, Task.Delay(WatchDelay, either.Token));
            if (generating.IsCompleted)
            {
                return await generating;
            }

            var watching = CancelWhenEnded();
            try
            {
                return await generating.WaitAsync(either.Token); // also if the generator ignores its token
            }
            finally
            {
                await either.CancelAsync();
                await watching;
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e is not DomainRuleException)
        {
            throw new GeneratorException(e);
        }

        async Task CancelWhenEnded()
        {
            using var signal = signals.Listen(generation.Id);
            while (!either.IsCancellationRequested)
            {
                try
                {
                    var state = await streams.FindAsync(work.Organisation, generation.Id, either.Token);
                    if (state is not { Status: FlowGenerationStatus.Processing })
                    {
                        await ended.CancelAsync();
                        return;
                    }

                    await signal.WaitAsync(either.Token);
                }
                catch (Exception)
                {
                    // The database is unavailable: the next read follows. After a cancellation, the loop ends.
                    await Task.Delay(ReadRetryDelay, either.Token)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
    }

    // A transient error of the database does not count, unless the generator threw it.
    private static bool CountsAsFailure(Exception exception) =>
        exception is GeneratorException || !Outage.IsTransient(exception);

    private static Decision Finish(FlowGeneration? state, GeneratedFlow? generated, DateTimeOffset now)
    {
        if (state is null || generated is null)
        {
            return new([]); // the flow is no longer needed
        }

        var flow = new Flow(Guid.CreateVersion7(now), state.Id, generated.Design, now);
        var events = FlowGenerationDecider.Finish(state, flow, generated.Cost, generated.By, now);
        return new(events) { Flow = events is [] ? null : flow };
    }

    [LoggerMessage(LogLevel.Error, "Flow generation {FlowGenerationId} failed: {Code}")]
    private static partial void LogFailed(ILogger logger, Guid flowGenerationId, string code);

    [LoggerMessage(LogLevel.Error, "The last attempt of flow generation {FlowGenerationId} failed. {Reason}")]
    private static partial void LogLastAttempt(ILogger logger, Guid flowGenerationId, string reason);

    private sealed class GeneratorException(Exception failure) : Exception("The generator failed.", failure);
}

/// <summary>
/// An attempt failed, and another follows. The message has the type and the stack trace of the failure, but not its text, which can contain
/// a vacancy.
/// </summary>
public sealed class FailedAttemptException(Exception failure)
    : Exception(
        $"The attempt failed: {failure.GetBaseException().GetType().Name}{Environment.NewLine}{failure.GetBaseException().StackTrace}"
    )
{
    /// <summary>The pause before the next attempt.</summary>
    public required TimeSpan Pause { get; init; }
}
