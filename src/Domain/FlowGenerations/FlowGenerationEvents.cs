using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Flowgen.Domain.FlowGenerations;

/// <summary>A fact in the stream of one flow generation (contract, section 5). It never changes, except that erasure removes its texts.</summary>
public abstract record FlowGenerationEvent(Guid FlowGenerationId) : DomainEvent;

/// <summary>A client asked for a flow. Always the first event of its stream.</summary>
/// <param name="FlowGenerationId">The id of the generation, which is the id of the stream.</param>
/// <param name="FlowType">The name of a flow type, such as <c>vacancy_application_flow</c>.</param>
/// <param name="Parameters">A JSON object, exactly as the client sent it.</param>
/// <param name="Context">A JSON object, exactly as the client sent it; null if there was none. It contains the text of the vacancy.</param>
/// <param name="QueuedAt">The time of the event, UTC.</param>
/// <param name="IsErased">Whether the texts were erased. If so, the parameters are empty and the context is null.</param>
/// <param name="RegeneratedFrom">The generation that this one repeats, possibly with changes; null if it repeats none.</param>
/// <param name="TextSalt">Random bytes in hexadecimal, erased with the texts. Without them, guessed texts can't be tested against the digest.</param>
/// <param name="TextDigest">The digest of the erased texts, which the seals of the log contain (docs/adr/0025).</param>
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
    /// SHA-256 in hexadecimal over the salt and the parameters, and over a zero byte and the context if there is one. A line break counts as
    /// a space: an export has one line for each event, and JSON has line breaks only between its values.
    /// </summary>
    public static string DigestOf(string? salt, string parameters, string? context) =>
        Convert.ToHexStringLower(
            SHA256.HashData([
                .. Convert.FromHexString(salt ?? ""),
                .. Encoding.UTF8.GetBytes(OnOneLine(parameters)),
                .. context is null ? [] : Encoding.UTF8.GetBytes('\0' + OnOneLine(context)),
            ])
        );

    /// <summary>The total length of its texts in UTF-16 code units.</summary>
    public int LengthOfTexts() => Parameters.Length + (Context?.Length ?? 0);

    /// <summary>The event without its texts, and with their digest.</summary>
    public FlowGenerationQueued Erased() =>
        this with
        {
            Parameters = "{}",
            Context = null,
            IsErased = true,
            TextSalt = null,
            TextDigest = DigestOf(TextSalt, Parameters, Context),
        };

    /// <summary>The JSON with a space in place of each line break.</summary>
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

/// <summary>The flow exists. The event and the flow are saved in one transaction. Only a deletion can follow.</summary>
/// <param name="FlowGenerationId">The id of the generation, which is the id of the stream.</param>
/// <param name="FlowId">The id of the generated flow.</param>
/// <param name="Cost">The cost in credits, 0 or more.</param>
/// <param name="FinishedAt">The time of the event, UTC.</param>
/// <param name="GeneratedBy">The generator of the flow; null in old events.</param>
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

/// <summary>The generation failed, so there will be no flow. Only a deletion can follow.</summary>
/// <param name="FlowGenerationId">The id of the generation, which is the id of the stream.</param>
/// <param name="Code">The code of the failure: stable, in snake_case.</param>
/// <param name="Detail">The cause of the failure, for people. It contains no text of the vacancy.</param>
/// <param name="FailedAt">The time of the event, UTC.</param>
public sealed record FlowGenerationFailed(Guid FlowGenerationId, string Code, string Detail, DateTimeOffset FailedAt)
    : FlowGenerationEvent(FlowGenerationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => FailedAt;
}

/// <summary>A client deleted the generation. Only an erasure can follow. Its flow stays, if it has one.</summary>
public sealed record FlowGenerationDeleted(Guid FlowGenerationId, DateTimeOffset DeletedAt)
    : FlowGenerationEvent(FlowGenerationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => DeletedAt;
}

/// <summary>
/// The texts of a deleted generation were erased in the transaction of this event: its parameters, context and flow are stored nowhere
/// any more. No event follows.
/// </summary>
public sealed record FlowGenerationErased(Guid FlowGenerationId, DateTimeOffset ErasedAt)
    : FlowGenerationEvent(FlowGenerationId)
{
    /// <inheritdoc />
    public override DateTimeOffset OccurredAt() => ErasedAt;
}
