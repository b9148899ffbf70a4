using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Flowgen.Domain.FlowGenerations;

/// <summary>A fact in the stream of one flow generation (contract, section 5). What it says stays, but for the texts of an erased generation.</summary>
public abstract record FlowGenerationEvent(Guid FlowGenerationId) : DomainEvent;

/// <summary>A client asked for a flow. Always the first event of its stream.</summary>
/// <param name="FlowGenerationId">The stream.</param>
/// <param name="FlowType">Name of a flow type, such as <c>vacancy_application_flow</c>.</param>
/// <param name="Parameters">A JSON object, kept to the letter as the client sent it.</param>
/// <param name="Context">A JSON object, kept to the letter; null where none was sent. Holds the vacancy text.</param>
/// <param name="QueuedAt">UTC.</param>
/// <param name="IsErased">Whether the texts were erased since: then the parameters are empty and the context is null.</param>
/// <param name="RegeneratedFrom">The generation that this one repeats, perhaps with changes; null where it repeats none.</param>
/// <param name="TextSalt">Random bytes in hex, which go with the texts: without them nobody can try out what the texts may have been.</param>
/// <param name="TextDigest">The digest of the erased texts: what the log's seals rest on (docs/adr/0025).</param>
public sealed record FlowGenerationQueued(
    Guid FlowGenerationId,
    string FlowType,
    string Parameters,
    string? Context,
    DateTimeOffset QueuedAt,
    bool IsErased = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? RegeneratedFrom = null,
    string? TextSalt = null,
    string? TextDigest = null
) : FlowGenerationEvent(FlowGenerationId)
{
    /// <summary>
    /// SHA-256 in hex over the salt, the parameters, and a zero byte and the context where there is one. Line breaks, which in JSON stand
    /// between values alone, count as spaces: in a log of lines they can't be kept.
    /// </summary>
    public static string DigestOf(string? salt, string parameters, string? context) =>
        Convert.ToHexStringLower(
            SHA256.HashData([
                .. Convert.FromHexString(salt ?? ""),
                .. Encoding.UTF8.GetBytes(OnOneLine(parameters)),
                .. context is null ? [] : Encoding.UTF8.GetBytes('\0' + OnOneLine(context)),
            ])
        );

    /// <summary>Of its texts together, in UTF-16 units.</summary>
    public int LengthOfTexts() => Parameters.Length + (Context?.Length ?? 0);

    /// <summary>The same without its texts.</summary>
    public FlowGenerationQueued Erased() =>
        this with
        {
            Parameters = "{}",
            Context = null,
            IsErased = true,
            TextSalt = null,
            TextDigest = DigestOf(TextSalt, Parameters, Context),
        };

    /// <summary>The same JSON without line breaks.</summary>
    public static string OnOneLine(string json) => json.Replace('\n', ' ').Replace('\r', ' ');

    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => QueuedAt;
}

/// <summary>The background work began.</summary>
public sealed record FlowGenerationProcessingStarted(Guid FlowGenerationId, DateTimeOffset StartedAt)
    : FlowGenerationEvent(FlowGenerationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => StartedAt;
}

/// <summary>The flow exists. Saved in one transaction with the flow itself. Terminal but for a deletion.</summary>
/// <param name="FlowGenerationId">The stream.</param>
/// <param name="FlowId">The flow that was generated.</param>
/// <param name="Cost">In credits, 0 or more.</param>
/// <param name="FinishedAt">UTC.</param>
/// <param name="GeneratedBy">What made the flow; null in events from before it was recorded.</param>
public sealed record FlowGenerationFinished(
    Guid FlowGenerationId,
    Guid FlowId,
    int Cost,
    DateTimeOffset FinishedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] GeneratedBy? GeneratedBy = null
) : FlowGenerationEvent(FlowGenerationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => FinishedAt;
}

/// <summary>No flow will come of it. Terminal but for a deletion.</summary>
/// <param name="FlowGenerationId">The stream.</param>
/// <param name="Code">Stable, snake_case.</param>
/// <param name="Detail">For a person. Holds no vacancy text.</param>
/// <param name="FailedAt">UTC.</param>
public sealed record FlowGenerationFailed(Guid FlowGenerationId, string Code, string Detail, DateTimeOffset FailedAt)
    : FlowGenerationEvent(FlowGenerationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => FailedAt;
}

/// <summary>A client deleted the generation; nothing but an erasure follows. A flow that it had finished stays.</summary>
public sealed record FlowGenerationDeleted(Guid FlowGenerationId, DateTimeOffset DeletedAt)
    : FlowGenerationEvent(FlowGenerationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => DeletedAt;
}

/// <summary>
/// The texts of a deleted generation were erased, in the transaction of this event: parameters, context and flow are nowhere
/// any more. Nothing follows.
/// </summary>
public sealed record FlowGenerationErased(Guid FlowGenerationId, DateTimeOffset ErasedAt)
    : FlowGenerationEvent(FlowGenerationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => ErasedAt;
}
