namespace Flowgen.Domain.Flows;

/// <summary>A generated flow as it is stored and served (contract, section 4): a design, and where it came from.</summary>
/// <param name="Id">UUID, version 7.</param>
/// <param name="FlowGenerationId">The generation that made it.</param>
/// <param name="Design">What the chatbot says and asks.</param>
/// <param name="CreatedAt">UTC. A generated flow is published at once and does not change, so it is all three times.</param>
public sealed record Flow(Guid Id, Guid FlowGenerationId, FlowDesign Design, DateTimeOffset CreatedAt);

/// <summary>What a generator composes: the whole of a flow but its ids and times, so the same input gives an equal design.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Language">ISO 639-1, lower case.</param>
/// <param name="ReminderInterval">Seconds of silence after which the candidate is reminded once.</param>
/// <param name="ReminderMessage">What the reminder says.</param>
/// <param name="SessionTimeout">Seconds of silence after which the conversation ends.</param>
/// <param name="Nodes">In order of <see cref="Node.Index"/>; the graph obeys <see cref="FlowInvariants"/>.</param>
public sealed record FlowDesign(
    string Name,
    string Language,
    int ReminderInterval,
    string ReminderMessage,
    int SessionTimeout,
    IReadOnlyList<Node> Nodes
);
