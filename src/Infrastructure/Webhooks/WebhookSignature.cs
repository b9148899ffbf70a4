using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>Signatures of Standard Webhooks: https://github.com/standard-webhooks/standard-webhooks, "Webhook scheme".</summary>
internal static class WebhookSignature
{
    private const string Prefix = "whsec_";

    /// <summary>The header <c>webhook-signature</c>: one signature for each secret.</summary>
    public static string Of(Guid id, long timestamp, ReadOnlySpan<byte> body, IEnumerable<string> secrets)
    {
        byte[] signed =
        [
            .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")),
            .. body,
        ];
        return string.Join(
            ' ',
            secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(KeyOf(secret), signed))}")
        );
    }

    private static byte[] KeyOf(string secret) =>
        Convert.FromBase64String(
            secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret
        );
}
