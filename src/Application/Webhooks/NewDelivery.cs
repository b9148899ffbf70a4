namespace Flowgen.Application.Webhooks;

/// <summary>A delivery to be made, at once. One that there is already is not made again.</summary>
/// <param name="Delivery">Waiting.</param>
/// <param name="Payload">What every try sends.</param>
/// <param name="IsOrdered">Whether it waits for those of earlier versions of its generation to the same webhook.</param>
/// <param name="ParentId">The activity that it continues (W3C Trace Context); null for none.</param>
public sealed record NewDelivery(Delivery Delivery, WebhookPayload Payload, bool IsOrdered, string? ParentId);
