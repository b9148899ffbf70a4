using System.Net;
using Flowgen.Application.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>Registers the delivery of webhooks.</summary>
internal static class WebhooksSetup
{
    public static void AddWebhooks(this WebApplicationBuilder builder, Role role)
    {
        var settings = (builder.Configuration.GetSection("Webhooks").Get<DeliverySettings>() ?? new()).Checked();
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<NameResolver>(Dns.GetHostAddressesAsync);
        builder.Services.AddSingleton<WebhookAddresses>();
        builder.Services.AddSingleton<IWebhookAddresses>(provider => provider.GetRequiredService<WebhookAddresses>());
        builder.Services.AddSingleton<DeliveryQueue>();
        builder.Services.AddSingleton<IWebhookDeliveries, WebhookDeliveries>();
        builder.Services.AddSingleton<WebhookSender>();
        builder.Services.AddSingleton<IWebhookSecrets, PlainSecrets>();
        if (role is not Role.Api)
        {
            builder.Services.AddHostedService<WebhookDispatcher>();
            builder.Services.AddHostedService<ForgottenDeliveries>();
        }
    }
}

/// <summary>STAND-IN of the other half, to be dropped when it is merged.</summary>
internal sealed class PlainSecrets : IWebhookSecrets
{
    public string Protect(string secret) => secret;

    public string Reveal(string secret) => secret;
}
