namespace Flowgen.Application.Webhooks;

/// <summary>Says where webhooks may lead: nowhere inside (contract, section 6).</summary>
public interface IWebhookAddresses
{
    /// <summary>What is wrong with a URL, as a detail for a person; null where it may be called. Resolves its name.</summary>
    Task<string?> RefusalOfAsync(string url, CancellationToken cancellationToken);
}
