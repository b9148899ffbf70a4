using System.Reflection;
using Flowgen.Application.Common;
using Flowgen.Application.FlowGenerations;
using Flowgen.Application.Operations;
using JasperFx;
using JasperFx.CodeGeneration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Transports;

namespace Flowgen.Infrastructure.Messaging;

/// <summary>The background work: durable queues, and what happens to a message that fails.</summary>
internal static class WolverineSetup
{
    /// <summary>Of Wolverine's tables.</summary>
    public const string Schema = "flowgen_messages";

    // A generator may take this long; what takes longer has failed.
    private static readonly TimeSpan GeneratorLimit = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan DeadLettersKept = TimeSpan.FromDays(30);

    // More than the cores can use: those that save at the same time share a transaction.
    private const int Parallel = 48;

    private static readonly TimeSpan[] Soon =
    [
        TimeSpan.FromMilliseconds(100),
        TimeSpan.FromMilliseconds(500),
        TimeSpan.FromSeconds(2),
    ];

    // Waited out in memory, for some four minutes: to put a message back takes the very database that is gone.
    private static readonly TimeSpan[] Patiently = [.. Soon, .. Enumerable.Repeat(TimeSpan.FromSeconds(10), 22)];

    public static void AddMessaging(this WebApplicationBuilder builder, Assembly generatedCode, bool sandbox)
    {
        builder.Services.AddSingleton<Backlog>();
        builder.Services.AddSingleton<IBacklog>(provider => provider.GetRequiredService<Backlog>());
        builder.Services.AddSingleton<IDeadLetterBox, DeadLetterBox>();
        builder.Host.UseWolverine(options =>
        {
            options.ApplicationAssembly = generatedCode;
            options.CodeGeneration.TypeLoadMode = TypeLoadMode.Static;
            options.AutoBuildMessageStorageOnStartup = sandbox ? AutoCreate.CreateOrUpdate : AutoCreate.None;
            options.Discovery.DisableConventionalDiscovery().IncludeType(typeof(RunFlowGenerationHandler));

            options.Policies.UseDurableLocalQueues();
            options
                .LocalQueueFor<RunFlowGeneration>()
                .MaximumParallelMessages(Parallel)
                .UseDurableInbox(new BufferingLimits(0, 0)); // the backlog alone fills it

            options.DefaultExecutionTimeout = GeneratorLimit;
            options
                .Policies.OnException(IsTransient)
                .RetryWithCooldown(Patiently)
                .Then.ScheduleRetryIndefinitely(TimeSpan.FromSeconds(30));
            // The handler says when it is enough, by a count of its own.
            options
                .Policies.OnException<FlowGeneratorException>()
                .RetryWithCooldown(Patiently)
                .Then.ScheduleRetryIndefinitely(TimeSpan.FromSeconds(30));
            options.Policies.OnAnyException().RetryWithCooldown(Soon);
            // A process of an older version may be the one that fetches it.
            options.UnknownMessageBehavior = UnknownMessageBehavior.DeadLetterQueue;
            options.Durability.DeadLetterQueueExpirationEnabled = true;
            options.Durability.DeadLetterQueueExpiration = DeadLettersKept;

            TakeOverSoon(options.Durability);
        });
        // After Wolverine's own, which it needs.
        builder.Services.AddHostedService(provider => provider.GetRequiredService<Backlog>());
    }

    // A conflict is somebody else's progress: looked at anew, it resolves. What Postgres refuses for good (a
    // PostgresException that is not transient) is no trouble of its own.
    private static bool IsTransient(Exception exception) =>
        exception is ConcurrencyException or PostgresException { IsTransient: true }
        || Outage.Is(exception)
        || (exception.InnerException is { } inner && IsTransient(inner));

    // Measured: the work of a killed node is taken up after 7 to 19 seconds, instead of 65 to 82 with the defaults.
    private static void TakeOverSoon(DurabilitySettings durability)
    {
        durability.HealthCheckPollingTime = TimeSpan.FromSeconds(1);
        durability.FirstHealthCheckExecution = TimeSpan.FromSeconds(0.5);
        durability.StaleNodeTimeout = TimeSpan.FromSeconds(5);
        durability.CheckAssignmentPeriod = TimeSpan.FromSeconds(2);
        durability.OrphanedMessageSweepPollingTime = TimeSpan.FromSeconds(1);
        durability.NodeReassignmentPollingTime = TimeSpan.FromSeconds(1);
        durability.ScheduledJobFirstExecution = TimeSpan.FromSeconds(0.5);
        durability.ScheduledJobPollingTime = TimeSpan.FromSeconds(1);
        durability.RecoveryBatchSize = 500;
        // The net below that: a message that a node fetched so long ago is delivered again.
        durability.InboxStaleTime = TimeSpan.FromHours(2);
    }
}
