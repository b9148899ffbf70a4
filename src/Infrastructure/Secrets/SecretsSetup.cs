using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Flowgen.Application.Common;
using Flowgen.Application.Webhooks;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Flowgen.Infrastructure.Secrets;

/// <summary>The section <c>Secrets</c>.</summary>
internal sealed record SecretSettings
{
    /// <summary>PEM files, each with a certificate and its private key.</summary>
    public IReadOnlyList<string> Certificates { get; init; } = [];
}

/// <summary>Registers the encryption of stored secrets that only Flowgen can decrypt.</summary>
internal static class SecretsSetup
{
    public static void AddSecrets(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.Read<SecretSettings>("Secrets");
        X509Certificate2[] certificates = [.. settings.Certificates.Select(Read)];
        builder
            .Services.AddSingleton(provider => new ProtectionKeys(
                provider.GetRequiredService<IDocumentStore>(),
                provider.GetRequiredService<NpgsqlDataSource>(),
                certificates
            ))
            .AddSingleton<IWebhookSecrets>(provider =>
            {
                var keys = provider.GetRequiredService<ProtectionKeys>();
                return new WebhookSecrets(
                    Protection(keys, certificates, provider.GetRequiredService<ILoggerFactory>()),
                    keys
                );
            })
            .AddSingleton(provider => (IAnswerProtection)provider.GetRequiredService<IWebhookSecrets>())
            .AddHealthChecks()
            .AddCheck<SecretsCheck>("secrets", timeout: TimeSpan.FromSeconds(5));
    }

    private static X509Certificate2 Read(string file)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(file);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            throw new SettingException(
                $"Secrets__Certificates can't have '{file}': use a PEM file with a certificate and its private key."
            );
        }
    }

    // In its own service container: in that of the host it would read the keys at every start, even before the schema exists.
    private static IDataProtectionProvider Protection(
        ProtectionKeys keys,
        X509Certificate2[] certificates,
        ILoggerFactory loggers
    )
    {
        var services = new ServiceCollection().AddSingleton(loggers);
        var protection = services.AddDataProtection().SetApplicationName("Flowgen"); // independent of the installation path
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = keys);
        if (certificates is [var first, ..])
        {
            protection.ProtectKeysWithCertificate(first).UnprotectKeysWithAnyCertificate(certificates);
        }

        return services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>();
    }
}
