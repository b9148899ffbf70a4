using System.Text.Json.Serialization;

namespace Flowgen.Domain.Flows;

/// <summary>Runs a candidate's answers through a flow: a pure function, so the same answers give the same conversation.</summary>
public static class Simulation
{
    /// <summary>The most nodes that one simulation comes by.</summary>
    public const int MostSteps = 2_000;

    // Placeholders repeat what was answered, so a small request could ask for a large answer.
    private const int MostCharacters = 1_000_000;

    /// <summary>Runs until the flow ends, an answer is missing, or it has become too long.</summary>
    /// <param name="design">Obeys <see cref="FlowInvariants"/>.</param>
    /// <param name="answers">Those by variable go first; what is not asked for is not used.</param>
    public static SimulationOutcome Run(FlowDesign design, CandidateAnswers answers)
    {
        var session = new Session(design.Language);
        var left = new AnswersLeft(answers);
        var transcript = new List<SimulationTurn>();
        var characters = 0;
        var node = design.Nodes.Single(one => one.IsStartFlow);
        var isRepeated = false;
        for (var step = 0; step < MostSteps && characters < MostCharacters; step++)
        {
            var action = node.Action;
            var said = session.Fill(isRepeated ? action.Value.RepeatText ?? action.Value.Text : action.Value.Text);
            characters += said.Length;
            transcript.Add(new(Speaker.Chatbot, node.Name, said) { Options = action.Value.Options });
            if (node.EndFlowType is { } ending)
            {
                return Outcome(SimulationStatus.Ended) with { Ending = ending };
            }

            if (action is { ActionType: ActionType.Ask, VariableName: { } variable })
            {
                if (!left.TryTake(variable, out var answer))
                {
                    return Outcome(SimulationStatus.AwaitingAnswer) with
                    {
                        Awaiting = new(
                            node.Name,
                            variable,
                            action.SubType,
                            said,
                            action.Value.Options,
                            action.Value.Format
                        ),
                    };
                }

                var isValid = session.Keep(action, answer);
                characters += answer?.Length ?? 0;
                transcript.Add(
                    new(Speaker.Candidate, node.Name, answer) { VariableName = variable, IsValid = isValid is true }
                );
                if (isValid is null) // a chatbot lets nobody past a choice without one of its options
                {
                    isRepeated = true;
                    continue;
                }
            }

            var next = node.Transitions.First(way => way.Condition is null || session.Meets(way.Condition)).TargetNode;
            isRepeated = next == node.Index;
            node = design.Nodes[next];
        }

        return Outcome(SimulationStatus.Stopped);

        SimulationOutcome Outcome(SimulationStatus status) => new(status, transcript, session.Values);
    }

    private sealed class AnswersLeft(CandidateAnswers answers)
    {
        private readonly Dictionary<string, Queue<string?>> byVariable = answers.ByVariable.ToDictionary(
            one => one.Key,
            one => new Queue<string?>(one.Value)
        );
        private readonly Queue<string?> inOrder = new(answers.InOrder);

        public bool TryTake(string variable, out string? answer) =>
            (byVariable.TryGetValue(variable, out var named) && named.TryDequeue(out answer))
            || inOrder.TryDequeue(out answer);
    }
}

/// <summary>What came of a simulation.</summary>
/// <param name="Status">How far it got.</param>
/// <param name="Transcript">What was said, in order.</param>
/// <param name="Variables">What the session fields hold in the end; null where there was nothing to say or to choose from.</param>
public sealed record SimulationOutcome(
    SimulationStatus Status,
    IReadOnlyList<SimulationTurn> Transcript,
    IReadOnlyDictionary<string, string?> Variables
)
{
    /// <summary>How the conversation ended; null where it did not.</summary>
    public EndFlowType? Ending { get; init; }

    /// <summary>The question that has no answer; null where none was missing.</summary>
    public AwaitedAnswer? Awaiting { get; init; }
}

/// <summary>One message of a conversation.</summary>
/// <param name="Speaker">Whose it is.</param>
/// <param name="Node">The name of the node.</param>
/// <param name="Text">With its placeholders filled in; null where the candidate had nothing to say or to choose from.</param>
public sealed record SimulationTurn(Speaker Speaker, string Node, string? Text)
{
    /// <summary>What the chatbot offers to choose from.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ActionOption>? Options { get; init; }

    /// <summary>The session field that a candidate's answer is for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? VariableName { get; init; }

    /// <summary>Whether a candidate's answer is one of the choices, or of the format asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsValid { get; init; }
}

/// <summary>A question that a simulation has no answer to.</summary>
/// <param name="Node">The name of the node.</param>
/// <param name="VariableName">The session field that will keep the answer.</param>
/// <param name="SubType">The kind of answer.</param>
/// <param name="Text">What is asked.</param>
/// <param name="Options">What can be chosen; null where nothing is offered.</param>
/// <param name="Format">What makes a free answer valid; null where anything does.</param>
public sealed record AwaitedAnswer(
    string Node,
    string VariableName,
    ActionSubType SubType,
    string Text,
    IReadOnlyList<ActionOption>? Options,
    AnswerFormat? Format
);

/// <summary>How far a simulation got.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SimulationStatus>))]
public enum SimulationStatus
{
    /// <summary>The flow ended.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,

    /// <summary>A question was asked to which no answer was given.</summary>
    [JsonStringEnumMemberName("awaiting_answer")]
    AwaitingAnswer,

    /// <summary>It was cut short: it came by too many nodes, or its texts became too long.</summary>
    [JsonStringEnumMemberName("stopped")]
    Stopped,
}

/// <summary>Who says something.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Speaker>))]
public enum Speaker
{
    /// <summary>The flow.</summary>
    [JsonStringEnumMemberName("chatbot")]
    Chatbot,

    /// <summary>Who applies.</summary>
    [JsonStringEnumMemberName("candidate")]
    Candidate,
}
