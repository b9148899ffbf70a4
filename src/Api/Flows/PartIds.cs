using System.Buffers.Binary;
using Flowgen.Domain.Flows;

namespace Flowgen.Api.Flows;

/// <summary>
/// The ids of a flow's parts, which need no storage: the flow's own UUID, version 7, with a counter in its last 32 random
/// bits (RFC 9562, section 6.2, method 1). They are the same whenever the flow is read.
/// </summary>
internal readonly struct PartIds(Flow flow)
{
    // A node and its parts share a block of this size.
    private const uint Block = 256;

    public Guid Node(int node) => At(node, 0);

    public Guid Action(int node) => At(node, 1);

    public Guid Transition(int node, int place) => At(node, 2 + place);

    private Guid At(int node, int part)
    {
        Span<byte> bytes = stackalloc byte[16];
        flow.Id.TryWriteBytes(bytes, bigEndian: true, out _);
        var counter = ((uint)node * Block) + (uint)part + 1;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]) + counter);
        return new(bytes, bigEndian: true);
    }
}
