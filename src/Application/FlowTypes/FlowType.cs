using System.Text.Json;
using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes;
using FluentValidation;
using FluentValidation.Results;

namespace Flowgen.Application.FlowTypes;

/// <summary>
/// A kind of flow that clients can request: its name, cost, rules, JSON Schemas and composer in one class. A class in this assembly that
/// derives from it is available without further registration.
/// </summary>
public abstract class FlowType
{
    /// <summary>The name in the API: stable, snake_case.</summary>
    public abstract string Name { get; }

    /// <summary>The description in the API: one or two sentences.</summary>
    public abstract string Description { get; }

    /// <summary>The cost of one flow, in credits.</summary>
    public abstract int Cost { get; }

    /// <summary>Whether a request must contain a context.</summary>
    public abstract bool IsContextRequired { get; }

    /// <summary>
    /// The JSON Schema (draft 2020-12) of the parameters. It accepts the same documents as <see cref="Check"/>, except for three rules that
    /// a schema can't express. Session fields are unique within a flow. Texts consist of whole Unicode characters. A text that consists
    /// only of characters beyond U+FFFF contains a visible one.
    /// </summary>
    public abstract JsonElement ParametersSchema { get; }

    /// <summary>The JSON Schema of the context, like <see cref="ParametersSchema"/>.</summary>
    public abstract JsonElement ContextSchema { get; }

    /// <summary>All validation errors of the parameters and the context. Their paths begin at the resource's attributes.</summary>
    /// <param name="parameters">A JSON object.</param>
    /// <param name="context">A JSON object; undefined if none was sent.</param>
    public abstract IReadOnlyList<ValidationFailure> Check(JsonElement parameters, JsonElement context);

    /// <summary>The members of the parameters and the context that the schemas do not contain. They have no effect.</summary>
    /// <param name="parameters">Any JSON; undefined if none was sent.</param>
    /// <param name="context">Any JSON; undefined if none was sent.</param>
    public IEnumerable<UnusedMember> Unused(JsonElement parameters, JsonElement context) =>
        UnusedMember
            .In(parameters, ParametersSchema, "parameters")
            .Concat(UnusedMember.In(context, ContextSchema, "context"));

    /// <summary>The requirements that a language model can word instead of the composer; null for none.</summary>
    /// <param name="parameters">Parameters without errors.</param>
    /// <param name="context">A context without errors; undefined if none was sent.</param>
    public abstract WordingBrief? Brief(JsonElement parameters, JsonElement context);

    /// <summary>Composes the flow. The same input gives an equal design.</summary>
    /// <param name="parameters">Parameters without errors.</param>
    /// <param name="context">A context without errors; undefined if none was sent.</param>
    /// <param name="wordings">Wordings for the brief, by session field. The composer uses its own wording if one is missing or invalid.</param>
    public abstract FlowDesign Compose(
        JsonElement parameters,
        JsonElement context,
        IReadOnlyDictionary<string, Wording> wordings
    );
}

/// <summary>A flow type that reads a client's document into a typed input, and checks the input with a validator.</summary>
/// <param name="rules">The validator. Property names of the input must match the document, because they form the path of an error.</param>
internal abstract class FlowType<TInput>(IValidator<TInput> rules) : FlowType
{
    public sealed override IReadOnlyList<ValidationFailure> Check(JsonElement parameters, JsonElement context)
    {
        var errors = new List<ValidationFailure>();
        var input = Read(new(parameters, "parameters", errors), new(context, "context", errors));
        return ValidationError.All(errors, rules.Validate(input).Errors);
    }

    public sealed override WordingBrief? Brief(JsonElement parameters, JsonElement context) =>
        Brief(Input(parameters, context));

    public sealed override FlowDesign Compose(
        JsonElement parameters,
        JsonElement context,
        IReadOnlyDictionary<string, Wording> wordings
    ) => Compose(Input(parameters, context), wordings);

    /// <summary>Reads the input. Values of a wrong type become errors.</summary>
    protected abstract TInput Read(JsonInput parameters, JsonInput context);

    /// <summary>The brief of an input without errors; null for none.</summary>
    protected virtual WordingBrief? Brief(TInput input) => null;

    /// <summary>Composes the flow of an input without errors.</summary>
    protected abstract FlowDesign Compose(TInput input, IReadOnlyDictionary<string, Wording> wordings);

    private TInput Input(JsonElement parameters, JsonElement context) =>
        Read(new(parameters, "parameters", []), new(context, "context", []));
}

/// <summary>The available flow types.</summary>
public sealed class FlowTypeCatalogue(IEnumerable<FlowType> flowTypes)
{
    private readonly Dictionary<string, FlowType> byName = flowTypes.ToDictionary(
        flowType => flowType.Name,
        StringComparer.Ordinal
    );

    /// <summary>All flow types, sorted by name.</summary>
    public IReadOnlyList<FlowType> All => [.. byName.Values.OrderBy(flowType => flowType.Name, StringComparer.Ordinal)];

    /// <summary>The names of the flow types, sorted.</summary>
    public IEnumerable<string> Names => All.Select(flowType => flowType.Name);

    /// <summary>The flow type with a name; null if there is none.</summary>
    public FlowType? Find(string name) => byName.GetValueOrDefault(name);
}
