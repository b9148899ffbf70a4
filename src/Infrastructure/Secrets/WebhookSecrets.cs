using Flowgen.Application.Common;
using Flowgen.Application.Webhooks;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Flowgen.Infrastructure.Secrets;

/// <summary>Encrypts webhooks' secrets, and responses that show a secret, by ASP.NET Data Protection.</summary>
internal sealed class WebhookSecrets(IDataProtectionProvider protection, ProtectionKeys keys)
    : IWebhookSecrets,
        IAnswerProtection,
        IDisposable
{
    // The header: a magic number, and the id of the key (ASP.NET Data Protection, "authenticated encryption").
    private const int KeyIdAt = 4;
    private const int KeyIdLength = 16;

    // The first call may create a key. Other calls wait asynchronously, because saving the key may need their threads.
    private readonly SemaphoreSlim turn = new(1, 1);

    private readonly IDataProtector answers = protection.CreateProtector("Flowgen.Answers");
    private readonly IDataProtector protector = protection.CreateProtector("Flowgen.Webhooks.Secret");

    public async Task<string> ProtectAsync(string secret, CancellationToken cancellationToken)
    {
        await keys.CheckAsync(cancellationToken);
        var text = await EncryptAsync(secret, cancellationToken);
        // Data Protection also uses a key that it could not store.
        var key = new Guid(WebEncoders.Base64UrlDecode(text).AsSpan(KeyIdAt, KeyIdLength));
        return await keys.HasAsync(key, cancellationToken)
            ? text
            : throw new SecretKeyException($"The key {key} was to encrypt a secret, and is not stored.");
    }

    private async Task<string> EncryptAsync(string secret, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return protector.Protect(secret);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    public string Reveal(string secret) => protector.Unprotect(secret);

    // Responses use the same key as secrets.
    Task IAnswerProtection.CheckAsync(CancellationToken cancellationToken) => ProtectAsync("", cancellationToken);

    string IAnswerProtection.Protect(string answer) => answers.Protect(answer);

    string IAnswerProtection.Reveal(string answer) => answers.Unprotect(answer);
}
