namespace Flowgen.Application.Webhooks;

/// <summary>Keeps secrets unreadable where they are stored.</summary>
public interface IWebhookSecrets
{
    /// <summary>Encrypts a secret (<c>whsec_</c> and base64), so that every node can decrypt it.</summary>
    /// <exception cref="SecretKeyException">This node can't.</exception>
    Task<string> ProtectAsync(string secret, CancellationToken cancellationToken);

    /// <summary>Decrypts one.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key that encrypted it is not stored.</exception>
    string Reveal(string secret);
}
