using System.Buffers.Binary;

namespace Flowgen.Domain.Flows;

/// <summary>What a flow is made of.</summary>
public enum FlowPartKind
{
    /// <summary>A step of the conversation.</summary>
    Node,

    /// <summary>What is said or asked there.</summary>
    Action,

    /// <summary>A way on.</summary>
    Transition,
}

/// <summary>
/// A part of a flow that is known by itself. Its id needs no storage: it is the flow's own UUID, version 7, with a counter in its last
/// 32 random bits (RFC 9562, section 6.2, method 1). So it is the same whenever the flow is read, and leads back to the flow.
/// </summary>
/// <param name="Flow">The whole.</param>
/// <param name="Node">The node that it is, or belongs to.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Place">Its place among its kind in the node, from 0.</param>
public sealed record FlowPart(Flow Flow, Node Node, FlowPartKind Kind, int Place)
{
    // A node and its parts share a block of this size: itself, its action, its transitions.
    private const uint Block = 256;

    /// <summary>Unique among all parts of all flows.</summary>
    public Guid Id =>
        With(Flow.Id, unchecked(Last(Flow.Id) + ((uint)Node.Index * Block) + (uint)Kind + (uint)Place + 1));

    /// <summary>All parts of a flow, each node before its own.</summary>
    public static IEnumerable<FlowPart> AllOf(Flow flow) => flow.Design.Nodes.SelectMany(node => AllOf(flow, node));

    /// <summary>A node and its parts.</summary>
    public static IEnumerable<FlowPart> AllOf(Flow flow, Node node) =>
        [
            new(flow, node, FlowPartKind.Node, 0),
            new(flow, node, FlowPartKind.Action, 0),
            .. node.Transitions.Select((_, place) => new FlowPart(flow, node, FlowPartKind.Transition, place)),
        ];

    /// <summary>The node at a place in a flow.</summary>
    public static FlowPart NodeOf(Flow flow, int index) => new(flow, flow.Design.Nodes[index], FlowPartKind.Node, 0);

    /// <summary>The flow with this part is one whose id is between these two: by all likelihood there is no other.</summary>
    public static (Guid First, Guid Last) FlowsWith(Guid part) => (With(part, 0), With(part, uint.MaxValue));

    private static uint Last(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]);
    }

    private static Guid With(Guid id, uint last)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], last);
        return new(bytes, bigEndian: true);
    }
}
