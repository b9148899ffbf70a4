using Flowgen.Application.Webhooks;
using Microsoft.AspNetCore.DataProtection;

namespace Flowgen.Infrastructure.Secrets;

/// <summary>Encrypts webhooks' secrets by ASP.NET Data Protection.</summary>
internal sealed class WebhookSecrets(IDataProtectionProvider protection) : IWebhookSecrets
{
    private readonly IDataProtector protector = protection.CreateProtector("Flowgen.Webhooks.Secret");

    public string Protect(string secret) => protector.Protect(secret);

    public string Reveal(string secret) => protector.Unprotect(secret);
}
