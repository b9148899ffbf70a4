using System.Security.Cryptography;

namespace Flowgen.Application.Webhooks;

/// <summary>Secrets as a receiver has them (Standard Webhooks, "signature scheme").</summary>
internal static class WebhookSecret
{
    private const int Length = 32;

    /// <summary>Makes one of 256 random bits.</summary>
    public static string Create() => $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length))}";
}
