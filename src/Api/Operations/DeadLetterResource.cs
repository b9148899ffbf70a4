using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Application.Operations;

namespace Flowgen.Api.Operations;

/// <summary>The attributes of a dead letter.</summary>
/// <param name="MessageType">The name of the type of the message.</param>
/// <param name="FlowGenerationId">The id of the flow generation that the message concerns; null if it concerns none, or can't be read.</param>
/// <param name="Organisation">The id of the organisation of the message; null if the message can't be read.</param>
/// <param name="Attempts">The number of attempts; null if the message can't be read.</param>
/// <param name="ExceptionType">The type of the exception of the last attempt. Its message is omitted, because it could contain the text of a vacancy.</param>
/// <param name="SqlState">The error code of Postgres (PostgreSQL manual, appendix A); null if the failure has another cause.</param>
/// <param name="SentAt">The time when the message was queued (RFC 3339, UTC).</param>
/// <param name="FailedAt">The time of the last attempt (RFC 3339, UTC).</param>
/// <param name="ExpiresAt">The time when the dead letter expires (RFC 3339, UTC); it is deleted within the hour after it. Null if it never expires.</param>
public sealed record DeadLetterAttributes(
    string MessageType,
    Guid? FlowGenerationId,
    string? Organisation,
    int? Attempts,
    string? ExceptionType,
    string? SqlState,
    DateTime SentAt,
    DateTime FailedAt,
    DateTime? ExpiresAt
) : ResourceAttributes;

/// <summary>Dead letters as resources.</summary>
internal static class DeadLetterResource
{
    public const string Type = "deadLetters";
    public const string Path = "/operations/dead-letters";

    /// <summary>The version of a dead letter. A dead letter changes only if it is replayed and fails again, which takes seconds.</summary>
    public static int Version(DeadLetter letter) => (int)(letter.FailedAt.ToUnixTimeSeconds() % int.MaxValue);

    private static readonly ListedAttribute FailedAt = new("failedAt", ListedValue.Time, "2026-11-24T00:00:00Z");
    private static readonly ListedAttribute SentAt = new("sentAt", ListedValue.Time, "2026-11-24T00:00:00Z");

    /// <summary>The query parameters of the list.</summary>
    public static ListParameters<DeadLetter> List { get; } =
        new(
            _ => Path,
            filterable:
            [
                new("messageType", ListedValue.Text, "Flowgen.Application.FlowGenerations.RunFlowGeneration"),
                new("exceptionType", ListedValue.Text, "Marten.Exceptions.MartenCommandException"),
                FailedAt,
                SentAt,
            ],
            sortable:
            [
                new(FailedAt, IsNullable: false, letter => letter.FailedAt),
                new(SentAt, IsNullable: false, letter => letter.SentAt),
            ],
            newestFirst: new(FailedAt.Name, IsDescending: true),
            new(
                new("id", ListedValue.Id, "01a20df7-dc9b-7b59-98a7-787b52741015"),
                IsNullable: false,
                letter => letter.Id
            )
        );

    /// <summary>The query parameter for sparse fieldsets.</summary>
    public static QueryParameter<IReadOnlySet<string>?> Fields { get; } =
        QueryParameters.Fields<DeadLetterAttributes>(Type);

    public static Document<Resource<DeadLetterAttributes>> Document(DeadLetter letter, HttpRequest request) =>
        new(
            From(letter).Only(Fields.In(request)),
            new() { Self = SelfLink(letter.Id) + QueryParameters.Query(request) }
        );

    public static Document<IReadOnlyList<Resource<DeadLetterAttributes>>> Document(
        Page<DeadLetter> page,
        Listing listing,
        HttpRequest request
    )
    {
        var fields = Fields.In(request);
        return new([.. page.Items.Select(letter => From(letter).Only(fields))], List.LinksOf(request, listing, page));
    }

    private static Resource<DeadLetterAttributes> From(DeadLetter letter) =>
        new(
            Type,
            letter.Id,
            new(
                letter.MessageType,
                letter.FlowGenerationId,
                letter.Organisation,
                letter.Attempts,
                letter.ExceptionType,
                letter.SqlState,
                letter.SentAt.UtcDateTime,
                letter.FailedAt.UtcDateTime,
                letter.ExpiresAt?.UtcDateTime
            )
        )
        {
            Links = new() { Self = SelfLink(letter.Id) },
        };

    private static string SelfLink(Guid id) => $"{Path}/{id}";
}
