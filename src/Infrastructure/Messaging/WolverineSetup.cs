using System.Reflection;
using Flowgen.Application.Common;
using Flowgen.Application.FlowGenerations.Messages;
using Flowgen.Application.Operations;
using Flowgen.Application.Webhooks.Messages;
using Flowgen.Infrastructure.Health;
using Flowgen.Infrastructure.Persistence;
using JasperFx;
using JasperFx.CodeGeneration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Runtime;
using Wolverine.Transports;
using Wolverine.Transports.Local;

namespace Flowgen.Infrastructure.Messaging;

/// <summary>The background work: durable queues, and the policies for failed messages.</summary>
internal static class WolverineSetup
{
    /// <summary>The schema of Wolverine's tables.</summary>
    public const string Schema = "flowgen_messages";

    /// <summary>Dead letters are kept so long for operators.</summary>
    public static readonly TimeSpan DeadLettersKept = TimeSpan.FromDays(30);

    /// <summary>Messages handled at a time. More than the cores can use: handlers that save at the same time share a transaction.</summary>
    public const int Parallel = 48;

    // Wolverine takes no more.
    private const int MostPauses = 25;
    private const double Jitter = 0.5;

    // An outage is waited for in memory, for some four minutes: to reschedule a message takes the very database that is away.
    private static readonly TimeSpan[] Patiently = Pauses(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));
    private static readonly TimeSpan ThenEvery = TimeSpan.FromSeconds(30);

    // Time for the statements around a generator, during an outage of Postgres too.
    private static readonly TimeSpan ToSave = TimeSpan.FromMinutes(5);

    public static void AddMessaging(
        this WebApplicationBuilder builder,
        Assembly generatedCode,
        HostFeatures features,
        Role role
    )
    {
        var limits = builder.Configuration.Read<GenerationLimits>("Generation");
        builder.Services.AddSingleton(limits);
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<WorkQueue>(provider, role));
        builder.Services.AddSingleton<IQueuedWork>(provider => provider.GetRequiredService<WorkQueue>());
        builder.Services.AddSingleton<IDeadLetterBox, DeadLetterBox>();
        builder.Host.UseWolverine(options =>
        {
            options.ApplicationAssembly = generatedCode;
            options.CodeGeneration.TypeLoadMode = TypeLoadMode.Static;
            options.AutoBuildMessageStorageOnStartup = features.AppliesSchema
                ? AutoCreate.CreateOrUpdate
                : AutoCreate.None;
            options
                .Discovery.DisableConventionalDiscovery()
                .IncludeType(typeof(RunFlowGenerationHandler))
                .IncludeType(typeof(AnnounceChangeHandler))
                .IncludeType(typeof(ReplayChangesHandler));

            options.Policies.AddMiddleware(typeof(WorkMiddleware));
            options.Policies.UseDurableLocalQueues();
            FilledByTheBacklog(options.LocalQueueFor<RunFlowGeneration>(), Parallel);
            FilledByTheBacklog(options.LocalQueueFor<AnnounceChange>(), Parallel);
            FilledByTheBacklog(options.LocalQueueFor<ReplayChanges>(), parallel: 2);

            options.DefaultExecutionTimeout = limits.Timeout + ToSave;
            options
                .Policies.OnException<FailedAttemptException>()
                .CustomActionIndefinitely(TryAgain, "After the pause that the attempt asks for");
            options
                .Policies.OnException(Outage.IsTransient)
                .RetryWithCooldown(Patiently)
                .Then.ScheduleRetryIndefinitely(ThenEvery)
                .WithBoundedJitter(Jitter);
            // Even the failure of the generation could not be saved.
            options.Policies.OnAnyException().MoveToErrorQueue();
            // A process of an older version may fetch a message that it does not know.
            options.UnknownMessageBehavior = UnknownMessageBehavior.DeadLetterQueue;

            TakeOverSoon(options.Durability);
            options.Durability.DrainTimeout = builder.Configuration.Grace();
            options.Durability.DeadLetterQueueExpirationEnabled = true;
            options.Durability.DeadLetterQueueExpiration = DeadLettersKept;
        });
        if (role is not Role.Api)
        {
            // After Wolverine's own service, which it needs.
            builder.Services.AddHostedService(provider => provider.GetRequiredService<WorkQueue>());
            builder.Services.AddSubscription<WorkQueue>(WorkQueue.Notification, (queue, _) => queue.Wake());
            builder.Services.AddHostedService<WorkReconciler>();
        }
    }

    // Wolverine would choose the pause by its own count of attempts, which outages increase. The message waits in memory: its own
    // counters are not stored.
    private static async ValueTask TryAgain(IWolverineRuntime runtime, IEnvelopeLifecycle message, Exception failure)
    {
        await Task.Delay(((FailedAttemptException)failure).Pause * (1 + (Random.Shared.NextDouble() * Jitter)));
        await message.RetryExecutionNowAsync();
    }

    private static void FilledByTheBacklog(LocalQueueConfiguration queue, int parallel) =>
        queue.MaximumParallelMessages(parallel).UseDurableInbox(new BufferingLimits(0, 0));

    // Each pause is four times as long as the one before.
    private static TimeSpan[] Pauses(TimeSpan first, TimeSpan longest) =>
        [.. Enumerable.Range(0, MostPauses).Select(i => Min(longest, first * Math.Pow(4, Math.Min(i, 10))))];

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    // Measured: all messages of a killed node were done after 7 s by another node, and after 19 s by the same node after a restart. With
    // the defaults it takes 65 and 82 s.
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
        // The safety net: a message that was claimed so long ago is delivered again.
        durability.InboxStaleTime = TimeSpan.FromHours(2);
    }
}
