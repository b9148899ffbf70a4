using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Flowgen.Infrastructure.Health;

/// <summary>
/// Writes the health of the process as JSON: each check with its status and, if it is not healthy, the reason. The reasons are logged when
/// they change, not at each request.
/// </summary>
internal sealed partial class HealthResponse(ILogger<HealthResponse> logger)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private string last = "";

    /// <summary>Writes the readiness of the process, and logs it if it changed.</summary>
    public Task WriteReadinessAsync(HttpContext context, HealthReport report)
    {
        Log(report);
        return WriteAsync(context, report);
    }

    /// <summary>Writes the statuses of the checks.</summary>
    public static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(
            new Response(
                $"{report.Status}",
                report.Entries.ToDictionary(
                    entry => entry.Key,
                    entry => new Check($"{entry.Value.Status}", Reason(entry.Value))
                )
            ),
            Json,
            context.RequestAborted
        );

    private void Log(HealthReport report)
    {
        var unhealthy = report.Entries.Where(entry => entry.Value.Status is not HealthStatus.Healthy).ToList();
        var reasons = string.Join(" ", unhealthy.Select(entry => $"{entry.Key}: {Reason(entry.Value)}"));
        if (Interlocked.Exchange(ref last, reasons) == reasons)
        {
            return;
        }

        if (unhealthy is [])
        {
            LogReady();
        }
        else if (unhealthy.Any(entry => entry.Key == GracefulShutdownServices.Check))
        {
            LogStopping();
        }
        else
        {
            LogNotReady(reasons);
        }
    }

    // The message of an exception may contain facts that only operators may see.
    private static string? Reason(HealthReportEntry entry) =>
        entry.Exception switch
        {
            null => entry.Description,
            PostgresException e => $"Postgres refuses with {e.SqlState}.",
            NpgsqlException or TimeoutException or OperationCanceledException => "Postgres can't be reached.",
            var e => e.GetType().Name,
        };

    [LoggerMessage(LogLevel.Information, "Ready.")]
    private partial void LogReady();

    [LoggerMessage(LogLevel.Information, "Not ready: the process is stopping.")]
    private partial void LogStopping();

    [LoggerMessage(LogLevel.Warning, "Not ready. {Reasons}")]
    private partial void LogNotReady(string reasons);

    private sealed record Response(string Status, Dictionary<string, Check> Checks);

    private sealed record Check(string Status, string? Reason);
}

/// <summary>The health endpoints. Every role serves them, without a key.</summary>
public static class HealthEndpoints
{
    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>.</summary>
    public static void MapHealth(this WebApplication app)
    {
        var health = app.Services.GetRequiredService<HealthResponse>();
        Map("/health/live", new() { Predicate = _ => false, ResponseWriter = HealthResponse.WriteAsync });
        Map("/health/ready", new() { ResponseWriter = health.WriteReadinessAsync });

        void Map(string path, HealthCheckOptions options) =>
            app.MapHealthChecks(path, options).AllowAnonymous().DisableRateLimiting();
    }
}
