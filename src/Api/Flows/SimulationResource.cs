using System.Text.Json;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Flows;
using Flowgen.Application.FlowTypes;
using Flowgen.Domain;
using Flowgen.Domain.Flows;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.OpenApi;

namespace Flowgen.Api.Flows;

/// <summary>The attributes of a simulation (docs/flows.md).</summary>
/// <param name="Status">How far it got.</param>
/// <param name="Ending">How the flow ended; null unless it did.</param>
/// <param name="Awaiting">The question that has no answer; null unless one is missing.</param>
/// <param name="Transcript">What was said, in order.</param>
/// <param name="Variables">What the session fields hold in the end.</param>
public sealed record SimulationAttributes(
    SimulationStatus Status,
    EndFlowType? Ending,
    AwaitedAnswer? Awaiting,
    IReadOnlyList<SimulationTurn> Transcript,
    IReadOnlyDictionary<string, string?> Variables
) : ResourceAttributes;

/// <summary>Simulations as resources. They are nowhere stored, so they have no URL of their own.</summary>
internal static class SimulationResource
{
    public const string Type = "simulations";

    private const string FlowRelationship = "flow";

    private static readonly string[] Writable = ["answers", "answersInOrder"];
    private static readonly string[] ReadOnly = ["status", "ending", "awaiting", "transcript", "variables"];

    /// <summary>What a client sends.</summary>
    public static SentSchema Sent { get; } =
        new(
            Type,
            "What a candidate answers. Each answer is given once, those by variable first; null is an answer too: there is nothing to say or to choose from.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["answers"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Description =
                            "By the `variableName` of the node action that asks; a list where it is asked several times.",
                        AdditionalProperties = new OpenApiSchema { OneOf = [Answer(), Answers()] },
                    },
                    ["answersInOrder"] = Answers(),
                },
            },
            """
            {"data": {"type": "simulations", "attributes": {"answers": {"email": "jo@example.com", "phone": "+31 6 12345678"}, "answersInOrder": ["yes", "yes", "yes", "yes", "yes", "Jo", "skip", "skip", "skip", "Monday", "10:00", "yes", "yes"]}}}
            """
        );

    /// <summary>Which of its fields to send.</summary>
    public static QueryParameter<IReadOnlySet<string>?> Fields { get; } =
        QueryParameters.Fields<SimulationAttributes>(Type, FlowRelationship);

    /// <summary>A document with one simulation.</summary>
    public static Document<Resource<SimulationAttributes>> Document(SimulatedFlow simulated, HttpRequest request)
    {
        var (id, flowId, outcome) = simulated;
        return new(
            new Resource<SimulationAttributes>(
                Type,
                id,
                new(outcome.Status, outcome.Ending, outcome.Awaiting, outcome.Transcript, outcome.Variables)
            )
            {
                Relationships = new Dictionary<string, Relationship>
                {
                    [FlowRelationship] = new(new ResourceIdentifier(FlowResource.Type, flowId))
                    {
                        Links = new() { Related = FlowResource.SelfLink(flowId) },
                    },
                },
            }.Only(Fields.In(request)),
            new() { Self = $"{FlowResource.SelfLink(flowId)}/simulations{QueryParameters.Query(request)}" }
        );
    }

    /// <summary>Reads what a client may send; what can't be read is noted in the query.</summary>
    /// <exception cref="ValidationException">There are no attributes to read.</exception>
    public static SimulateFlow Read(SentResource sent, Guid flowId)
    {
        if (sent.Attributes is null)
        {
            throw new ValidationException(sent.Faults);
        }

        List<ValidationFailure> faults = [.. sent.Faults, .. sent.Misnamed(Writable, ReadOnly)];
        var (named, inOrder) = (sent.Given("answers"), sent.Given("answersInOrder"));
        var byVariable = new Dictionary<string, IReadOnlyList<string?>>(StringComparer.Ordinal);
        if (named.ValueKind is JsonValueKind.Object)
        {
            foreach (var one in named.EnumerateObject())
            {
                var path = $"answers/{Fault.Escape(one.Name)}";
                byVariable[one.Name] =
                    one.Value.ValueKind is JsonValueKind.Array
                        ? ReadAll(one.Value, path, faults)
                        : [Read(one.Value, path, faults)];
            }
        }
        else if (named.ValueKind is not JsonValueKind.Undefined)
        {
            faults.Add(Fault.At("answers", "invalid_type", "Send an object."));
        }

        if (inOrder.ValueKind is not (JsonValueKind.Array or JsonValueKind.Undefined))
        {
            faults.Add(Fault.At("answersInOrder", "invalid_type", "Send a list."));
        }

        return new(
            flowId,
            new(byVariable, inOrder.ValueKind is JsonValueKind.Array ? ReadAll(inOrder, "answersInOrder", faults) : []),
            [.. faults.Take(SimulateFlow.MaxFaults)]
        );
    }

    private static List<string?> ReadAll(JsonElement list, string path, List<ValidationFailure> faults) =>
        [.. list.EnumerateArray().Select((answer, i) => Read(answer, $"{path}/{i}", faults))];

    private static string? Read(JsonElement answer, string path, List<ValidationFailure> faults)
    {
        var text = JsonText.Of(answer);
        if (text is null && answer.ValueKind is not JsonValueKind.Null)
        {
            faults.Add(Fault.At(path, "invalid_type", "Send a string, or null."));
        }
        else if (text is not null && Characters.TooManyIn(text, SimulateFlow.MaxAnswer))
        {
            faults.Add(Fault.At(path, "too_long", $"Send at most {SimulateFlow.MaxAnswer} characters."));
        }

        return text;
    }

    private static OpenApiSchema Answer() =>
        new()
        {
            Type = JsonSchemaType.String | JsonSchemaType.Null,
            MaxLength = SimulateFlow.MaxAnswer,
            Description = "A text, the value or label of an option, or the name of a file.",
        };

    private static OpenApiSchema Answers() =>
        new()
        {
            Type = JsonSchemaType.Array,
            MaxItems = SimulateFlow.MaxAnswers,
            Description = "In the order in which they are given.",
            Items = Answer(),
        };
}
