using System.Security.Cryptography.X509Certificates;
using Flowgen.Application.Webhooks;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Flowgen.Infrastructure.Secrets;

/// <summary>What has to be stored in a form that can be read again, and by Flowgen alone.</summary>
internal static class SecretsSetup
{
    public static void AddSecrets(this WebApplicationBuilder builder)
    {
        var files = builder.Configuration.GetSection("Secrets:Certificates").Get<string[]>() ?? [];
        X509Certificate2[] certificates = [.. files.Select(file => X509Certificate2.CreateFromPemFile(file))];
        builder.Services.AddSingleton<IWebhookSecrets>(provider => new WebhookSecrets(
            Protection(
                new ProtectionKeys(provider.GetRequiredService<IDocumentStore>()),
                certificates,
                provider.GetRequiredService<ILoggerFactory>()
            )
        ));
    }

    // In a container of its own: registered with all else, it would read its keys at every start, the schema there or not.
    private static IDataProtectionProvider Protection(
        ProtectionKeys keys,
        X509Certificate2[] certificates,
        ILoggerFactory loggers
    )
    {
        var services = new ServiceCollection().AddSingleton(loggers);
        var protection = services.AddDataProtection().SetApplicationName("Flowgen"); // wherever it is installed
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = keys);
        if (certificates is [var first, ..])
        {
            protection.ProtectKeysWithCertificate(first).UnprotectKeysWithAnyCertificate(certificates);
        }

        return services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>();
    }
}
