using Flowgen.Application.Webhooks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Flowgen.Infrastructure.Secrets;

/// <summary>Checks that the keys of webhooks' secrets can be read: another node may have used a new certificate since the start of this one.</summary>
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
