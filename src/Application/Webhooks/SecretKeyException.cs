namespace Flowgen.Application.Webhooks;

/// <summary>
/// This process can't read the keys that webhooks' secrets are encrypted by, or could make none that the others can read; the message is
/// one line for the operator, and names the key.
/// </summary>
public sealed class SecretKeyException(string message) : Exception(message);
