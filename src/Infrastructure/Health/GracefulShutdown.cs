using System.ComponentModel.DataAnnotations;
using Flowgen.Application.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Flowgen.Infrastructure.Health;

/// <summary>
/// How a process leaves: at SIGTERM it is not ready any more, but answers for as long as a load balancer may take to notice;
/// then what is being answered and generated has the grace time to come to its end.
/// </summary>
internal sealed class GracefulShutdown(IHostApplicationLifetime lifetime, TimeSpan delay, TimeProvider clock)
    : IHostedLifecycleService,
        IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(
            lifetime.ApplicationStopping.IsCancellationRequested
                ? HealthCheckResult.Unhealthy("Leaving.")
                : HealthCheckResult.Healthy()
        );

    // Before any service is stopped, the server of requests among them.
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(delay, clock, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>The section <c>Shutdown</c>.</summary>
internal sealed record Shutdown
{
    /// <summary>How long it still answers. A load balancer asks every few seconds; in the sandbox there is none.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan? Delay { get; init; }

    /// <summary>How long what is under way has to come to its end.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Registers <see cref="GracefulShutdown"/>.</summary>
internal static class GracefulShutdownServices
{
    /// <summary>The name of its health check.</summary>
    public const string Check = "departure";

    private static readonly TimeSpan DefaultDelay = TimeSpan.FromSeconds(5);

    // For what comes after: to hand back what did not come to its end, and to say goodbye to the other nodes.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    public static void AddDeparture(this WebApplicationBuilder builder)
    {
        var delay =
            builder.Configuration.Read<Shutdown>("Shutdown").Delay
            ?? (builder.Environment.IsProduction() ? DefaultDelay : TimeSpan.Zero);
        builder.Services.Configure<HostOptions>(options =>
            options.ShutdownTimeout = delay + builder.Configuration.Grace() + Rest
        );
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<GracefulShutdown>(provider, delay));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<GracefulShutdown>());
        builder.Services.AddHealthChecks().AddCheck<GracefulShutdown>(Check);
    }

    /// <summary>How long what is under way has to come to its end.</summary>
    public static TimeSpan Grace(this IConfiguration configuration) => configuration.Read<Shutdown>("Shutdown").Grace;
}
