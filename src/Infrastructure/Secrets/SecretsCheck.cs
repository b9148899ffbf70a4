using Flowgen.Application.Webhooks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Flowgen.Infrastructure.Secrets;

/// <summary>The keys of webhooks' secrets can be read: another node may have replaced the certificate since this one started.</summary>
internal sealed class SecretsCheck(ProtectionKeys keys) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await keys.CheckAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (SecretKeyException e)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
