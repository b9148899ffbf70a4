using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>Signatures of Standard Webhooks: https://github.com/standard-webhooks/standard-webhooks, "Webhook scheme".</summary>
internal static class WebhookSignature
{
    private const string Prefix = "whsec_";

    /// <summary>The header <c>webhook-signature</c>: one signature for each secret.</summary>
    public static string Of(Guid id, long timestamp, DeliveryBody body, IEnumerable<string> secrets) =>
        string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(Hash(id, timestamp, body, secret))}"));

    private static byte[] Hash(Guid id, long timestamp, DeliveryBody body, string secret)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, KeyOf(secret));
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")));
        foreach (var part in body.Parts)
        {
            hash.AppendData(part.Span);
        }

        return hash.GetHashAndReset();
    }

    private static byte[] KeyOf(string secret) =>
        Convert.FromBase64String(
            secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret
        );
}
