using System.Buffers.Binary;

namespace Flowgen.Domain.Flows;

/// <summary>The kinds of parts of a flow.</summary>
public enum FlowPartKind
{
    /// <summary>A step of the conversation.</summary>
    Node,

    /// <summary>The message or question of a node.</summary>
    Action,

    /// <summary>A transition to another node.</summary>
    Transition,
}

/// <summary>
/// A part of a flow that is a resource of its own. Its id needs no storage: it is the flow's UUID, version 7, with a counter added to its
/// last 32 random bits (RFC 9562, section 6.2, method 1). So the id is the same at each read, and the flow can be found by it.
/// </summary>
/// <param name="Flow">The flow that contains the part.</param>
/// <param name="Node">The node itself, or the node that contains the part.</param>
/// <param name="Kind">The kind of part.</param>
/// <param name="Place">Its position among the parts of this kind in the node, from 0.</param>
public sealed record FlowPart(Flow Flow, Node Node, FlowPartKind Kind, int Place)
{
    // The number of ids for a node and its parts.
    private const uint Block = 256;

    /// <summary>The id, unique among all parts of all flows.</summary>
    public Guid Id =>
        With(Flow.Id, unchecked(Last(Flow.Id) + ((uint)Node.Index * Block) + (uint)Kind + (uint)Place + 1));

    /// <summary>All parts of a flow; each node comes before its parts.</summary>
    public static IEnumerable<FlowPart> AllOf(Flow flow) => flow.Design.Nodes.SelectMany(node => AllOf(flow, node));

    /// <summary>A node and its parts.</summary>
    public static IEnumerable<FlowPart> AllOf(Flow flow, Node node) =>
        [
            new(flow, node, FlowPartKind.Node, 0),
            new(flow, node, FlowPartKind.Action, 0),
            .. node.Transitions.Select((_, place) => new FlowPart(flow, node, FlowPartKind.Transition, place)),
        ];

    /// <summary>The node at a position in a flow.</summary>
    public static FlowPart NodeOf(Flow flow, int index) => new(flow, flow.Design.Nodes[index], FlowPartKind.Node, 0);

    /// <summary>The range of ids that contains the flow with this part. It very probably contains no other flow.</summary>
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
