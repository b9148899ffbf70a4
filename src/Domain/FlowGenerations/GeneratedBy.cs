using System.Text.Json.Serialization;

namespace Flowgen.Domain.FlowGenerations;

/// <summary>What made a flow.</summary>
/// <param name="Generator"><c>composer</c>, or <c>language_model</c> where one was asked, whether or not it answered.</param>
/// <param name="Model">Which, as its endpoint calls it.</param>
/// <param name="PromptVersion">What it was told: the name of a file.</param>
/// <param name="InputTokens">What was sent to it, as its endpoint counts, or estimated where it does not say.</param>
/// <param name="OutputTokens">What it wrote, likewise.</param>
/// <param name="Worded">How many requirements are in its words.</param>
/// <param name="Kept">How many that it was to put into words are in the composer's.</param>
/// <param name="Problem">Why it could not be asked to the end, stable, snake_case; null where it was.</param>
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
    /// <summary>The composer of the flow type, alone.</summary>
    public static GeneratedBy Composer { get; } = new("composer");
}
