using System.Net;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>What an attempt sends: the same bytes each time, in the parts in which they are stored.</summary>
/// <param name="Envelope">All of it; or what is around the resource.</param>
/// <param name="ResourceAt">Where in the envelope the resource goes, in bytes; null where there is none to put in.</param>
/// <param name="Resource">What all deliveries of the event share.</param>
internal sealed record DeliveryBody(byte[] Envelope, int? ResourceAt, byte[]? Resource)
{
    /// <summary>The parts in their order.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Parts =>
        ResourceAt is { } at ? [Envelope.AsMemory(0, at), Resource, Envelope.AsMemory(at)] : [Envelope];

    /// <summary>Of all parts, in bytes.</summary>
    public int Length => Envelope.Length + (Resource?.Length ?? 0);
}

/// <summary>A delivery's body as the content of a request.</summary>
internal sealed class DeliveryContent(DeliveryBody body) : HttpContent
{
    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        foreach (var part in body.Parts)
        {
            await stream.WriteAsync(part, cancellationToken);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
