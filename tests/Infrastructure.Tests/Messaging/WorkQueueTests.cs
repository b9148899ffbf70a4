using System.Collections.Concurrent;
using Flowgen.Infrastructure.Database;
using Flowgen.Infrastructure.Messaging;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flowgen.Infrastructure.Tests.Messaging;

public class WorkQueueTests
{
    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Role.Api, false, 1)]
    [InlineData(Role.Api, true, 0)]
    [InlineData(Role.All, false, 0)]
    [InlineData(Role.Worker, false, 0)]
    public async Task A_process_without_workers_notifies_of_its_messages_and_never_because_of_a_notification(
        Role role,
        bool isNotification,
        int expected
    )
    {
        var sent = new ConcurrentQueue<string>();
        using var notifier = new Notifier(
            (channels, _) =>
            {
                foreach (var channel in channels)
                {
                    sent.Enqueue(channel);
                }

                return Task.CompletedTask;
            },
            TimeProvider.System,
            NullLogger<Notifier>.Instance
        );
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        using var queue = new WorkQueue(
            runtime: null!,
            postgres: null!,
            lifetime,
            role,
            notifier,
            TimeProvider.System,
            NullLogger<WorkQueue>.Instance
        );

        if (isNotification)
        {
            queue.Wake();
        }
        else
        {
            queue.Changed();
        }

        notifier.Notify("the end");
        await notifier.StartAsync(Test);
        while (!sent.Contains("the end"))
        {
            await Task.Yield();
        }

        Assert.Equal(expected, sent.Count(channel => channel == WorkQueue.Notification));
    }
}
