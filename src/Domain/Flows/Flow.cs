namespace Flowgen.Domain.Flows;

/// <summary>A generated flow as it is stored and served (contract, section 4): its design and its origin.</summary>
/// <param name="Id">A UUID, version 7.</param>
/// <param name="FlowGenerationId">The generation that made it.</param>
/// <param name="Design">The conversation.</param>
/// <param name="CreatedAt">The time of its creation, UTC. A flow is published at once and never changes, so all its times are this one.</param>
public sealed record Flow(Guid Id, Guid FlowGenerationId, FlowDesign Design, DateTimeOffset CreatedAt);

/// <summary>The result of a generator: a flow without ids and times. The same input gives an equal design.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Language">The code of the language (ISO 639-1), in lower case.</param>
/// <param name="ReminderInterval">The seconds without an answer after which the chatbot sends one reminder.</param>
/// <param name="ReminderMessage">The text of the reminder.</param>
/// <param name="SessionTimeout">The seconds without an answer after which the conversation ends.</param>
/// <param name="Nodes">The nodes in the order of <see cref="Node.Index"/>. They satisfy <see cref="FlowInvariants"/>.</param>
public sealed record FlowDesign(
    string Name,
    string Language,
    int ReminderInterval,
    string ReminderMessage,
    int SessionTimeout,
    IReadOnlyList<Node> Nodes
);
