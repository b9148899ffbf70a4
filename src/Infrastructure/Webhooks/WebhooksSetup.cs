using System.Net;
using Flowgen.Application.Common;
using Flowgen.Application.Webhooks;
using Flowgen.Infrastructure.Hosting;
using Flowgen.Infrastructure.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>Registers the delivery of webhooks.</summary>
internal static class WebhooksSetup
{
    public static void AddWebhooks(this WebApplicationBuilder builder, Role role)
    {
        var settings = builder.Configuration.Read<DeliverySettings>("Webhooks");
        _ = (settings.Pauses(), settings.Networks(), settings.AllowedPorts()); // an invalid value stops the start
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<NameResolver>(ResolveAsync);
        builder.Services.AddSingleton<WebhookAddresses>();
        builder.Services.AddSingleton<IWebhookAddresses>(provider => provider.GetRequiredService<WebhookAddresses>());
        builder.Services.AddSingleton<DeliveryQueue>();
        builder.Services.AddSingleton<IWebhookDeliveries>(provider =>
            ActivatorUtilities.CreateInstance<WebhookDeliveries>(provider, role)
        );
        builder.Services.AddSingleton<WebhookSender>();
        if (role is not Role.Api)
        {
            builder.Services.AddHostedService<WebhookDispatcher>();
            builder.Services.AddSubscription<DeliveryQueue>(DeliveryQueue.Notification, (queue, _) => queue.Changed());
            builder.Services.AddPurgeJob("deliveries", DeliveryPurges.Of(settings.Kept));
        }
    }

    // By a thread of its own: the system's resolver blocks, for half a minute if nobody answers, and threads of the pool are few.
    private static Task<IPAddress[]> ResolveAsync(string name, CancellationToken cancellationToken) =>
        Task
            .Factory.StartNew(
                () => Dns.GetHostAddresses(name),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            )
            .WaitAsync(cancellationToken);
}
