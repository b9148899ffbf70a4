using System.Globalization;
using Flowgen.Domain;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;
using Microsoft.Extensions.Logging;
using Wolverine;
using Wolverine.Runtime;

namespace Flowgen.Application.FlowGenerations;

/// <summary>Asks for the work of one queued generation. Durable: committed with the event that calls for it.</summary>
public sealed record RunFlowGeneration(Guid FlowGenerationId);

/// <summary>
/// Runs one queued generation: start it, generate without a transaction, finish it. Safe to deliver twice and to kill
/// anywhere: each step asks the decider first, and only the last one marks the message as handled, in its own transaction.
/// </summary>
public static partial class RunFlowGenerationHandler
{
    /// <summary>How often a generator may fail before the generation does.</summary>
    public const int MaxAttempts = 4;

    /// <summary>The header in which a message counts them.</summary>
    public const string Failures = "flowgen-generator-failures";

    private static readonly FlowGenerationFailure GeneratorFailed = new(
        "generator_failed",
        "The flow could not be generated. Post the generation again; tell us if it keeps failing."
    );

    /// <summary>Handles one delivery.</summary>
    public static async Task Handle(
        RunFlowGeneration message,
        IMessageContext context,
        IWolverineRuntime runtime,
        FlowGenerationStreams streams,
        IFlowGenerator generator,
        TimeProvider clock,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        var start = Change(message, context, state => new(FlowGenerationDecider.Start(state, clock.GetUtcNow())));
        var generation = await streams.DecideAsync(
            start with
            {
                CompletesMessage = state => state is not { Status: FlowGenerationStatus.Processing },
            },
            runtime.Cancellation
        );
        if (generation is not { Status: FlowGenerationStatus.Processing })
        {
            return; // deleted, or ended by an earlier delivery
        }

        var (generated, failure) = await Generate(generation, context, runtime, generator, logger, cancellationToken);

        // The generator's time may be up; there is time to say so.
        var end = Change(message, context, state => Outcome(state, generated, failure, clock.GetUtcNow()));
        await streams.DecideAsync(end with { CompletesMessage = _ => true }, runtime.Cancellation);
    }

    private static FlowGenerationChange Change(
        RunFlowGeneration message,
        IMessageContext context,
        Func<FlowGeneration?, Decision> decide
    ) => new(context.TenantId!, message.FlowGenerationId, decide) { Message = context };

    private static async Task<(GeneratedFlow? Generated, FlowGenerationFailure? Failure)> Generate(
        FlowGeneration generation,
        IMessageContext context,
        IWolverineRuntime runtime,
        IFlowGenerator generator,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await generator.GenerateAsync(generation, cancellationToken), null);
        }
        catch (DomainRuleException e)
        {
            LogFailed(logger, generation.Id, e.Code);
            return (null, new(e.Code, e.Message));
        }
        catch (Exception e) when (!runtime.Cancellation.IsCancellationRequested)
        {
            var failure = new FlowGeneratorException(e);
            if (CountFailure(context.Envelope!) < MaxAttempts)
            {
                throw failure;
            }

            LogFailed(logger, generation.Id, failure.Message);
            return (null, GeneratorFailed);
        }
    }

    // Apart from the message's own count of attempts, which trouble with Postgres drives up as well.
    private static int CountFailure(Envelope envelope)
    {
        var failures =
            1
            + (envelope.TryGetHeader(Failures, out var before) ? int.Parse(before!, CultureInfo.InvariantCulture) : 0);
        envelope.Headers[Failures] = failures.ToString(CultureInfo.InvariantCulture);
        return failures;
    }

    private static Decision Outcome(
        FlowGeneration? state,
        GeneratedFlow? generated,
        FlowGenerationFailure? failure,
        DateTimeOffset now
    )
    {
        if (failure is not null)
        {
            return new(FlowGenerationDecider.Fail(state, failure.Code, failure.Detail, now));
        }

        if (state is null)
        {
            return new([]); // deleted meanwhile
        }

        var flow = new Flow(Guid.CreateVersion7(now), state.Id, generated!.Design, now);
        var events = FlowGenerationDecider.Finish(state, flow, generated.Cost, now);
        return new(events) { Flow = events is [] ? null : flow };
    }

    // Without the exception's words, which may hold a vacancy's text.
    [LoggerMessage(LogLevel.Error, "Flow generation {FlowGenerationId} failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, Guid flowGenerationId, string reason);
}

/// <summary>A generator failed and will be tried again. Says where, and holds none of its words, which may be a vacancy's.</summary>
public sealed class FlowGeneratorException(Exception failure)
    : Exception($"The generator failed: {failure.GetType().Name}{Environment.NewLine}{failure.StackTrace}");
