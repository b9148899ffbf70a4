using System.Text.Json;
using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes;
using FluentValidation;
using FluentValidation.Results;

namespace Flowgen.Application.FlowTypes;

/// <summary>
/// A kind of flow that can be asked for: one class that brings its name, its cost, its rules, their
/// JSON Schemas and its composer. Derive from it in this assembly, and it is offered.
/// </summary>
public abstract class FlowType
{
    /// <summary>Stable, snake_case.</summary>
    public abstract string Name { get; }

    /// <summary>What it makes, in a sentence or two.</summary>
    public abstract string Description { get; }

    /// <summary>Of one flow, in credits.</summary>
    public abstract int Cost { get; }

    /// <summary>Whether a generation must bring a context.</summary>
    public abstract bool IsContextRequired { get; }

    /// <summary>
    /// A JSON Schema (draft 2020-12) of the parameters. It accepts what <see cref="Check"/> does, but for the rules that no
    /// schema can state: session fields are unique within one flow, and texts are whole Unicode characters, one of them visible also where
    /// all are beyond U+FFFF.
    /// </summary>
    public abstract JsonElement ParametersSchema { get; }

    /// <summary>The same of the context.</summary>
    public abstract JsonElement ContextSchema { get; }

    /// <summary>Every error of the parameters and the context, its path from the resource's attributes.</summary>
    /// <param name="parameters">A JSON object.</param>
    /// <param name="context">A JSON object, or undefined where none was sent.</param>
    public abstract IReadOnlyList<ValidationFailure> Check(JsonElement parameters, JsonElement context);

    /// <summary>The members of the parameters and the context that the schemas do not name. They change nothing.</summary>
    /// <param name="parameters">Any JSON; undefined where none was sent.</param>
    /// <param name="context">The same.</param>
    public IEnumerable<UnusedMember> Unused(JsonElement parameters, JsonElement context) =>
        UnusedMember
            .In(parameters, ParametersSchema, "parameters")
            .Concat(UnusedMember.In(context, ContextSchema, "context"));

    /// <summary>What others than the composer may put into words; null for nothing.</summary>
    /// <param name="parameters">Without errors.</param>
    /// <param name="context">Without errors; undefined where none was sent.</param>
    public abstract WordingBrief? Brief(JsonElement parameters, JsonElement context);

    /// <summary>Composes the flow. The same input gives an equal design.</summary>
    /// <param name="parameters">Without errors.</param>
    /// <param name="context">Without errors; undefined where none was sent.</param>
    /// <param name="wordings">By session field, what others made of the brief; the composer's own words where there is none without errors.</param>
    public abstract FlowDesign Compose(
        JsonElement parameters,
        JsonElement context,
        IReadOnlyDictionary<string, Wording> wordings
    );
}

/// <summary>A flow type that reads what a client sends into an input, which a validator then checks.</summary>
/// <param name="rules">Name the input's members as the document does: an error's path is made of them.</param>
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

    /// <summary>Reads an input, noting what can't be read.</summary>
    protected abstract TInput Read(JsonInput parameters, JsonInput context);

    /// <summary>What of an input without errors others may put into words.</summary>
    protected virtual WordingBrief? Brief(TInput input) => null;

    /// <summary>Composes the flow of an input without errors.</summary>
    protected abstract FlowDesign Compose(TInput input, IReadOnlyDictionary<string, Wording> wordings);

    private TInput Input(JsonElement parameters, JsonElement context) =>
        Read(new(parameters, "parameters", []), new(context, "context", []));
}

/// <summary>The flow types on offer.</summary>
public sealed class FlowTypeCatalogue(IEnumerable<FlowType> flowTypes)
{
    private readonly Dictionary<string, FlowType> byName = flowTypes.ToDictionary(
        flowType => flowType.Name,
        StringComparer.Ordinal
    );

    /// <summary>All of them, in the order of their names.</summary>
    public IReadOnlyList<FlowType> All => [.. byName.Values.OrderBy(flowType => flowType.Name, StringComparer.Ordinal)];

    /// <summary>Their names, in order.</summary>
    public IEnumerable<string> Names => All.Select(flowType => flowType.Name);

    /// <summary>Returns null for a name that is not on offer.</summary>
    public FlowType? Find(string name) => byName.GetValueOrDefault(name);
}
