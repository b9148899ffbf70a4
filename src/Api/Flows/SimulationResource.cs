using System.Text.Json;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Flows.Queries;
using Flowgen.Application.FlowTypes;
using Flowgen.Domain;
using Flowgen.Domain.Flows;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.OpenApi;

namespace Flowgen.Api.Flows;

/// <summary>The attributes of a simulation (docs/flows.md).</summary>
/// <param name="Status">The state in which the simulation stopped.</param>
/// <param name="Ending">The kind of ending; null unless the flow ended.</param>
/// <param name="Awaiting">The question without an answer; null unless an answer is missing.</param>
/// <param name="Transcript">The messages of the conversation, in order.</param>
/// <param name="Variables">The final values of the session fields. A value is null if the candidate had nothing to say or choose.</param>
public sealed record SimulationAttributes(
    SimulationStatus Status,
    EndFlowType? Ending,
    AwaitedAnswer? Awaiting,
    IReadOnlyList<SimulationTurn> Transcript,
    IReadOnlyDictionary<string, string?> Variables
) : ResourceAttributes;

/// <summary>Simulations as resources. They are not stored, so they have no URL of their own.</summary>
internal static class SimulationResource
{
    public const string Type = "simulations";

    private const string FlowRelationship = "flow";

    private static readonly string[] Writable = ["answers", "answersInOrder"];
    private static readonly string[] ReadOnly = ["status", "ending", "awaiting", "transcript", "variables"];

    /// <summary>The request body of a simulation.</summary>
    public static SentSchema Sent { get; } =
        new(
            Type,
            "The candidate's answers. Each answer is used once; `answers` take precedence over `answersInOrder`. Null is an answer too: the candidate has nothing to say or choose.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "The answers of the candidate.",
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["answers"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Description =
                            "The answers by the `variableName` of the node action that asks. A list holds the answers to repeated questions.",
                        AdditionalProperties = new OpenApiSchema { OneOf = [Answer(), Answers()] },
                    },
                    ["answersInOrder"] = Answers(),
                },
            },
            """
            {"data": {"type": "simulations", "attributes": {"answers": {"email": "jo@example.com", "phone": "+31 6 12345678"}, "answersInOrder": ["yes", "yes", "yes", "yes", "yes", "Jo", "skip", "skip", "skip", "Monday", "10:00", "yes", "yes"]}}}
            """
        );

    /// <summary>The query parameter for sparse fieldsets.</summary>
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

    /// <summary>Reads the answers. The query holds the validation errors.</summary>
    /// <exception cref="ValidationException">The document has no attributes.</exception>
    public static SimulateFlow Read(SentResource sent, Guid flowId)
    {
        if (sent.Attributes is null)
        {
            throw new ValidationException(sent.Errors);
        }

        List<ValidationFailure> errors = [.. sent.Errors, .. sent.Misnamed(Writable, ReadOnly)];
        var (named, inOrder) = (sent.Given("answers"), sent.Given("answersInOrder"));
        var byVariable = new Dictionary<string, IReadOnlyList<string?>>(StringComparer.Ordinal);
        if (named.ValueKind is JsonValueKind.Object)
        {
            foreach (var member in named.EnumerateObject())
            {
                var path = $"answers/{ValidationError.Escape(member.Name)}";
                byVariable[member.Name] =
                    member.Value.ValueKind is JsonValueKind.Array
                        ? ReadAll(member.Value, path, errors)
                        : [Read(member.Value, path, errors)];
            }
        }
        else if (named.ValueKind is not JsonValueKind.Undefined)
        {
            errors.Add(ValidationError.At("answers", "invalid_type", "The value has the wrong type. Send an object."));
        }

        if (inOrder.ValueKind is not (JsonValueKind.Array or JsonValueKind.Undefined))
        {
            errors.Add(
                ValidationError.At("answersInOrder", "invalid_type", "The value has the wrong type. Send a list.")
            );
        }

        return new(
            flowId,
            new(byVariable, inOrder.ValueKind is JsonValueKind.Array ? ReadAll(inOrder, "answersInOrder", errors) : []),
            [.. errors.Take(SimulateFlow.MaxErrors)]
        );
    }

    private static List<string?> ReadAll(JsonElement list, string path, List<ValidationFailure> errors) =>
        [.. list.EnumerateArray().Select((answer, i) => Read(answer, $"{path}/{i}", errors))];

    private static string? Read(JsonElement answer, string path, List<ValidationFailure> errors)
    {
        var text = JsonText.Of(answer);
        if (text is null && answer.ValueKind is not JsonValueKind.Null)
        {
            errors.Add(
                ValidationError.At(path, "invalid_type", "The value has the wrong type. Send a string, or null.")
            );
        }
        else if (text is not null && Characters.TooManyIn(text, SimulateFlow.MaxAnswer))
        {
            errors.Add(
                ValidationError.At(
                    path,
                    "too_long",
                    $"The answer is too long. Send at most {SimulateFlow.MaxAnswer} characters."
                )
            );
        }

        return text;
    }

    private static OpenApiSchema Answer() =>
        new()
        {
            Type = JsonSchemaType.String | JsonSchemaType.Null,
            MaxLength = SimulateFlow.MaxAnswer,
            Description =
                "An answer: a text, the value or label of an option, or the name of a file. Null: the candidate has nothing to say or choose.",
        };

    private static OpenApiSchema Answers() =>
        new()
        {
            Type = JsonSchemaType.Array,
            MaxItems = SimulateFlow.MaxAnswers,
            Description = "Answers in the order in which the candidate gives them.",
            Items = Answer(),
        };
}
