using System.Buffers.Binary;
using System.ComponentModel.DataAnnotations;
using Flowgen.Application.Common;
using Flowgen.Domain;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;
using Microsoft.Extensions.Logging;
using Wolverine.Attributes;

namespace Flowgen.Application.FlowGenerations.Messages;

/// <summary>Asks for the work of one queued generation. Durable: committed with the event that calls for it.</summary>
/// <param name="FlowGenerationId">The stream.</param>
/// <param name="Length">Of its texts, in characters; 0 where it is not known.</param>
[MessageIdentity("Flowgen.Application.FlowGenerations.RunFlowGeneration")] // its stored name
public sealed record RunFlowGeneration(Guid FlowGenerationId, int Length = 0)
{
    /// <summary>
    /// The message's id: that of the generation, its first 48 bits replaced by the time it was queued, which is the order of
    /// the work (UUIDv7 as the server makes it has that time already). So the work of a generation waits once at the most, and
    /// can be looked for.
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

/// <summary>How patient the background work is: the section <c>Generation</c>.</summary>
public sealed record GenerationLimits
{
    /// <summary>How often a generation is tried before it fails, 1..20. Trouble with the database does not count.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; init; } = 4;

    /// <summary>What a generator may take for one try, 1 s..1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The pause before the second try, 10 ms..1 min; before each further one it is four times as long, but 1 min at the most.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The pause after so many failures, 1 or more.</summary>
    public TimeSpan PauseAfter(int failures) => Growing(RetryDelay, failures);

    /// <summary>Four times as long each time, up to a minute.</summary>
    internal static TimeSpan Growing(TimeSpan first, int times) =>
        TimeSpan.FromTicks(Math.Min(TimeSpan.TicksPerMinute, first.Ticks << (2 * Math.Min(times - 1, 10))));
}

/// <summary>
/// Runs one queued generation: start it, generate without a transaction, finish it. Safe to deliver twice and to kill
/// anywhere: each step asks the decider first, and only the last one marks the message as handled, in its own transaction.
/// Trouble with the database is waited out; what else goes wrong is tried again a few times, and then the generation fails.
/// </summary>
public static partial class RunFlowGenerationHandler
{
    /// <summary>The counter of failed attempts. Apart from the count of the queue, which trouble with the database increases too.</summary>
    public const string Failures = "flowgen-failures";

    // In which it counts the tries to save that it failed.
    private const string Unsaved = "flowgen-unsaved";
    private const int MostTriesToSave = 3;
    private static readonly TimeSpan PauseToSave = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan PauseToLook = TimeSpan.FromSeconds(1);

    // A composer is done by then, and nobody has to watch.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private static readonly FlowGenerationFailure GeneratorFailed = new(
        "generator_failed",
        "The generator could not create the flow. Post the generation again, and report the error if it persists."
    );

    private static readonly FlowGenerationFailure InternalError = new(
        "internal_error",
        "An internal error occurred. Post the generation again, and report its id if the error persists."
    );

    /// <summary>Handles one delivery.</summary>
    public static async Task Handle(
        RunFlowGeneration message,
        IWork work,
        FlowGenerationStreams streams,
        IFlowGenerator generator,
        IFlowGenerationSignals signals,
        IBacklog backlog,
        GenerationLimits limits,
        MemoryBudgets memory,
        TimeProvider clock,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        using var inHand = backlog.TakeInHand(work);
        using var room = await memory.TakeWorkAsync(
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

            // The generator's time may be up; there is time to say so.
            var finish = Change(message, work, state => Finish(state, generated, clock.GetUtcNow()));
            await streams.DecideAsync(finish with { CompletesMessage = _ => true }, work.Stopping);
            return;
        }
        catch (DomainRuleException e)
        {
            failure = new(e.Code, e.Message);
        }
        catch (Exception e) when (IsOfItsOwn(e) && !work.Stopping.IsCancellationRequested)
        {
            var failures = work.Count(Failures);
            var attempt = new FailedAttemptException(e) { Pause = limits.PauseAfter(failures) };
            if (failures < limits.MaxAttempts)
            {
                throw attempt;
            }

            LogGivenUp(logger, message.FlowGenerationId, attempt.Message);
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
        catch (Exception e) when (IsOfItsOwn(e))
        {
            var tries = work.Count(Unsaved);
            if (tries <= MostTriesToSave)
            {
                throw new FailedAttemptException(e) { Pause = GenerationLimits.Growing(PauseToSave, tries) };
            }

            work.Forget(Unsaved); // a replay starts anew
            throw;
        }
    }

    private static FlowGenerationChange Change(
        RunFlowGeneration message,
        IWork work,
        Func<FlowGeneration?, Decision> decide
    ) => new(work.Organisation, message.FlowGenerationId, decide) { Message = work };

    // Null where the generation was deleted meanwhile, or ended by another node.
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
        using var unwanted = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(unwanted.Token, cancellationToken);
        either.CancelAfter(limit);
        try
        {
            // Apart, in case it blocks.
            var generating = Task.Run(
                () => generator.GenerateAsync(work.Organisation, generation, either.Token),
                either.Token
            );
            await Task.WhenAny(generating, Task.Delay(Moment, either.Token));
            if (generating.IsCompleted)
            {
                return await generating;
            }

            var watching = CancelOnceUnwanted();
            try
            {
                return await generating.WaitAsync(either.Token); // whether or not it listens
            }
            finally
            {
                await either.CancelAsync();
                await watching;
            }
        }
        catch (OperationCanceledException) when (unwanted.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e is not DomainRuleException)
        {
            throw new GeneratorException(e);
        }

        async Task CancelOnceUnwanted()
        {
            using var signal = signals.Listen(generation.Id);
            while (!either.IsCancellationRequested)
            {
                try
                {
                    var state = await streams.FindAsync(work.Organisation, generation.Id, either.Token);
                    if (state is not { Status: FlowGenerationStatus.Processing })
                    {
                        await unwanted.CancelAsync();
                        return;
                    }

                    await signal.WaitAsync(either.Token);
                }
                catch (Exception)
                {
                    // The database is away, or it is over. The next look tells.
                    await Task.Delay(PauseToLook, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
    }

    // Neither trouble with the database, which is waited out, nor a stop.
    private static bool IsOfItsOwn(Exception exception) =>
        exception is GeneratorException || !Outage.IsTransient(exception);

    private static Decision Finish(FlowGeneration? state, GeneratedFlow? generated, DateTimeOffset now)
    {
        if (state is null || generated is null)
        {
            return new([]); // not wanted any more
        }

        var flow = new Flow(Guid.CreateVersion7(now), state.Id, generated.Design, now);
        var events = FlowGenerationDecider.Finish(state, flow, generated.Cost, generated.By, now);
        return new(events) { Flow = events is [] ? null : flow };
    }

    [LoggerMessage(LogLevel.Error, "Flow generation {FlowGenerationId} failed: {Code}")]
    private static partial void LogFailed(ILogger logger, Guid flowGenerationId, string code);

    [LoggerMessage(LogLevel.Error, "Flow generation {FlowGenerationId} is given up. {Reason}")]
    private static partial void LogGivenUp(ILogger logger, Guid flowGenerationId, string reason);

    private sealed class GeneratorException(Exception failure) : Exception("The generator failed.", failure);
}

/// <summary>An attempt failed, and another is made. Says where, and holds none of its words, which may be a vacancy's.</summary>
public sealed class FailedAttemptException(Exception failure)
    : Exception(
        $"The attempt failed: {failure.GetBaseException().GetType().Name}{Environment.NewLine}{failure.GetBaseException().StackTrace}"
    )
{
    /// <summary>How long to wait before the next attempt.</summary>
    public required TimeSpan Pause { get; init; }
}
