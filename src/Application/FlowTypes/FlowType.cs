using System.Text.Json;
using Flowgen.Domain.Flows;
using FluentValidation.Results;

namespace Flowgen.Application.FlowTypes;

/// <summary>
/// A kind of flow that can be asked for (contract, section 3): one class that brings its name, its cost, its rules and its
/// composer. Derive from it in this assembly, and it is offered.
/// </summary>
public abstract class FlowType
{
    /// <summary>Stable, snake_case.</summary>
    public abstract string Name { get; }

    /// <summary>Of one flow, in credits.</summary>
    public abstract int Cost { get; }

    /// <summary>Every fault of the parameters and the context, its path from the resource's attributes.</summary>
    /// <param name="parameters">A JSON object.</param>
    /// <param name="context">A JSON object, or undefined where none was sent.</param>
    public abstract IReadOnlyList<ValidationFailure> Check(JsonElement parameters, JsonElement context);

    /// <summary>Composes the flow. The same input gives an equal design.</summary>
    /// <param name="parameters">Without faults.</param>
    /// <param name="context">Without faults; undefined where none was sent.</param>
    public abstract FlowDesign Compose(JsonElement parameters, JsonElement context);
}

/// <summary>The flow types on offer.</summary>
public sealed class FlowTypeCatalogue(IEnumerable<FlowType> flowTypes)
{
    private readonly Dictionary<string, FlowType> byName = flowTypes.ToDictionary(
        flowType => flowType.Name,
        StringComparer.Ordinal
    );

    /// <summary>Their names, in order.</summary>
    public IEnumerable<string> Names => byName.Keys.Order(StringComparer.Ordinal);

    /// <summary>Returns null for a name that is not on offer.</summary>
    public FlowType? Find(string name) => byName.GetValueOrDefault(name);
}
