using System.Text.Json.Serialization;

namespace Flowgen.Domain.FlowGenerations;

/// <summary>The generator of a flow.</summary>
/// <param name="Generator"><c>composer</c>, or <c>language_model</c> if a model was called, with or without success.</param>
/// <param name="Model">The name of the model, as its endpoint returns it.</param>
/// <param name="PromptVersion">The version of the prompt: the name of a file.</param>
/// <param name="InputTokens">The tokens sent to the model, as its endpoint counts them; an estimate if the endpoint does not count.</param>
/// <param name="OutputTokens">The tokens that the model wrote, counted in the same way.</param>
/// <param name="Worded">The number of requirements with the wording of the model.</param>
/// <param name="Kept">The number of requirements that the model should word, but that have the wording of the composer.</param>
/// <param name="Problem">The reason why the model could not word all requirements: stable, in snake_case; null if there was no problem.</param>
public sealed record GeneratedBy(
    string Generator,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Model = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PromptVersion = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? InputTokens = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? OutputTokens = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Worded = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Kept = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problem = null
)
{
    /// <summary>The composer of the flow type, without a language model.</summary>
    public static GeneratedBy Composer { get; } = new("composer");
}
