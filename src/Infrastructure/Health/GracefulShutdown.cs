using System.ComponentModel.DataAnnotations;
using Flowgen.Application.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Flowgen.Infrastructure.Health;

/// <summary>
/// Shuts a process down without lost requests. On SIGTERM the readiness check fails at once, but the server accepts requests for the delay
/// that a load balancer needs to notice. Then requests and generations in progress have the grace period to finish.
/// </summary>
internal sealed class GracefulShutdown(IHostApplicationLifetime lifetime, TimeSpan delay, TimeProvider clock)
    : IHostedLifecycleService,
        IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(
            lifetime.ApplicationStopping.IsCancellationRequested
                ? HealthCheckResult.Unhealthy("The process is stopping.")
                : HealthCheckResult.Healthy()
        );

    // Runs before any service stops, the HTTP server included.
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
    /// <summary>The time for which the server still accepts requests: a load balancer checks readiness every few seconds. Zero in the sandbox.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan? Delay { get; init; }

    /// <summary>The time limit for requests and generations in progress.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Registers <see cref="GracefulShutdown"/>.</summary>
internal static class GracefulShutdownServices
{
    /// <summary>The name of its health check.</summary>
    public const string Check = "departure";

    private static readonly TimeSpan DefaultDelay = TimeSpan.FromSeconds(5);

    // The time for the last steps: return unfinished messages, and report to the other nodes that this node stops.
    private static readonly TimeSpan LastSteps = TimeSpan.FromSeconds(10);

    public static void AddGracefulShutdown(this WebApplicationBuilder builder)
    {
        var delay =
            builder.Configuration.Read<Shutdown>("Shutdown").Delay
            ?? (builder.Environment.IsProduction() ? DefaultDelay : TimeSpan.Zero);
        builder.Services.Configure<HostOptions>(options =>
            options.ShutdownTimeout = delay + builder.Configuration.Grace() + LastSteps
        );
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<GracefulShutdown>(provider, delay));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<GracefulShutdown>());
        builder.Services.AddHealthChecks().AddCheck<GracefulShutdown>(Check);
    }

    /// <summary>The time limit for requests and generations in progress.</summary>
    public static TimeSpan Grace(this IConfiguration configuration) => configuration.Read<Shutdown>("Shutdown").Grace;
}
