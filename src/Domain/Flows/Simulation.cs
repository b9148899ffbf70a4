using System.Text.Json.Serialization;

namespace Flowgen.Domain.Flows;

/// <summary>Runs a candidate's answers through a flow: a pure function, so the same answers give the same conversation.</summary>
public static class Simulation
{
    /// <summary>The maximum number of steps of a simulation.</summary>
    public const int MaxSteps = 2_000;

    // Placeholders repeat answers, so a small request could otherwise cause a large response.
    private const int MaxCharacters = 1_000_000;

    /// <summary>Runs until the flow ends, an answer is missing, or the conversation is too long.</summary>
    /// <param name="design">A design that satisfies <see cref="FlowInvariants"/>.</param>
    /// <param name="answers">The answers. Answers by variable take precedence; answers without a question are ignored.</param>
    public static SimulationOutcome Run(FlowDesign design, CandidateAnswers answers)
    {
        var session = new Session(design.Language);
        var left = new AnswersLeft(answers);
        var transcript = new List<SimulationTurn>();
        var characters = 0;
        var node = design.Nodes.Single(one => one.IsStartFlow);
        var isRepeated = false;
        for (var step = 0; step < MaxSteps && characters < MaxCharacters; step++)
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
                if (isValid is null) // the chatbot repeats a choice until the answer is one of its options
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

/// <summary>The outcome of a simulation.</summary>
/// <param name="Status">The state in which the simulation stopped.</param>
/// <param name="Transcript">The messages of the conversation, in order.</param>
/// <param name="Variables">The final values of the session fields. A value is null if the candidate had nothing to say or choose.</param>
public sealed record SimulationOutcome(
    SimulationStatus Status,
    IReadOnlyList<SimulationTurn> Transcript,
    IReadOnlyDictionary<string, string?> Variables
)
{
    /// <summary>The kind of ending; null if the conversation did not end.</summary>
    public EndFlowType? Ending { get; init; }

    /// <summary>The question without an answer; null if no answer is missing.</summary>
    public AwaitedAnswer? Awaiting { get; init; }
}

/// <summary>A message of a conversation.</summary>
/// <param name="Speaker">The speaker of the message.</param>
/// <param name="Node">The name of the node of the message.</param>
/// <param name="Text">The text of the message, with its placeholders filled in; null if the candidate had nothing to say or choose.</param>
public sealed record SimulationTurn(Speaker Speaker, string Node, string? Text)
{
    /// <summary>The options that the chatbot offers; absent if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ActionOption>? Options { get; init; }

    /// <summary>The session field that stores the candidate's answer; absent in messages of the chatbot.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? VariableName { get; init; }

    /// <summary>Whether the candidate's answer is one of the options, or has the required format; absent in messages of the chatbot.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsValid { get; init; }
}

/// <summary>A question without an answer in a simulation.</summary>
/// <param name="Node">The name of the node that asks.</param>
/// <param name="VariableName">The session field that will store the answer.</param>
/// <param name="SubType">The kind of answer.</param>
/// <param name="Text">The text of the question.</param>
/// <param name="Options">The options of the question; null if it has none.</param>
/// <param name="Format">The required format of the answer; null if any answer is valid.</param>
public sealed record AwaitedAnswer(
    string Node,
    string VariableName,
    ActionSubType SubType,
    string Text,
    IReadOnlyList<ActionOption>? Options,
    AnswerFormat? Format
);

/// <summary>The states in which a simulation can stop.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SimulationStatus>))]
public enum SimulationStatus
{
    /// <summary>The flow ended.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,

    /// <summary>A question has no answer.</summary>
    [JsonStringEnumMemberName("awaiting_answer")]
    AwaitingAnswer,

    /// <summary>The simulation was aborted: it had too many steps, or its texts were too long.</summary>
    [JsonStringEnumMemberName("stopped")]
    Stopped,
}

/// <summary>The speaker of a message.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Speaker>))]
public enum Speaker
{
    /// <summary>The chatbot that runs the flow.</summary>
    [JsonStringEnumMemberName("chatbot")]
    Chatbot,

    /// <summary>The candidate.</summary>
    [JsonStringEnumMemberName("candidate")]
    Candidate,
}
