using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Flowgen.Api.JsonApi;
using Flowgen.Application.FlowTypes;
using Flowgen.Application.Organisations;
using FluentValidation.Results;
using Microsoft.OpenApi;
using Scope = Flowgen.Domain.Organisations.Scope;
using ValidationException = FluentValidation.ValidationException;

namespace Flowgen.Api.Organisations;

/// <summary>The attributes of an API key.</summary>
/// <param name="Name">Says who holds it.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="CreatedAt">RFC 3339, UTC.</param>
/// <param name="ExpiresAt">From when it is of no use any more; null for never. RFC 3339, UTC.</param>
/// <param name="LastUsedAt">To about a minute; null for never. RFC 3339, UTC.</param>
public sealed record ApiKeyAttributes(
    string Name,
    IReadOnlyList<string> Scopes,
    DateTime CreatedAt,
    DateTime? ExpiresAt,
    DateTime? LastUsedAt
) : ResourceAttributes
{
    /// <summary>The key itself: only in the answer that creates it, and never again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }
}

/// <summary>API keys as resources. Their ids are the part of the key that may be shown.</summary>
internal static class ApiKeyResource
{
    public const string Type = "apiKeys";
    public const string Path = "/api-keys";

    private static readonly string[] Writable = ["name", "scopes", "expiresAt"];
    private static readonly string[] ReadOnly = ["key", "createdAt", "lastUsedAt"];

    /// <summary>What a client sends to create one.</summary>
    public static SentSchema Sent { get; } =
        new(
            Type,
            "The key to create.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string> { "name", "scopes" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["name"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.String,
                        Description = "Says who holds it.",
                        MinLength = 1,
                        MaxLength = 100,
                    },
                    ["scopes"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Description = "What it is to allow.",
                        MinItems = 1,
                        Items = new OpenApiSchema
                        {
                            Type = JsonSchemaType.String,
                            Enum = [.. Scope.All.Select(scope => (JsonNode)scope)],
                        },
                    },
                    ["expiresAt"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.String | JsonSchemaType.Null,
                        Format = "date-time",
                        Description = "From when it is to be of no use any more. Left out, never.",
                    },
                },
            },
            """
            {"data": {"type": "apiKeys", "attributes": {"name": "Careers site", "scopes": ["generations:read", "generations:write"]}}}
            """
        );

    public static Document<NamedResource<ApiKeyAttributes>> Document(NewApiKey created) =>
        new(From(new(created.Key, LastUsedAt: null), created.Text), new() { Self = Path });

    public static Document<IReadOnlyList<NamedResource<ApiKeyAttributes>>> Document(IEnumerable<UsedApiKey> keys) =>
        new([.. keys.Select(key => From(key))], new() { Self = Path });

    /// <summary>Reads what a client may send; what can't be read is noted in the command.</summary>
    /// <exception cref="ValidationException">There are no attributes to read.</exception>
    public static CreateApiKey Read(SentResource sent, string organisation)
    {
        List<ValidationFailure> faults = [.. sent.Faults];
        if (sent.Data.TryGetProperty("id", out _))
        {
            faults.Add(Fault.At("/data/id", "read_only_attribute", "Leave it out: the server makes it."));
        }

        if (sent.Attributes is not { } attributes)
        {
            throw new ValidationException(faults);
        }

        faults.AddRange(sent.Misnamed(Writable, ReadOnly));
        var name = sent.Text("name", "Say who holds the key.", faults);
        var scopes = sent.Texts("scopes", "Say what the key allows.", faults);
        var expiresAt = sent.Text("expiresAt", missing: null, faults);
        var expiry = expiresAt is null ? null : ListedValue.TimeIn(expiresAt);
        if (expiresAt is not null && expiry is null)
        {
            faults.Add(Fault.At("expiresAt", "invalid_time", "Send a time as RFC 3339 has it."));
        }

        return new(organisation, name ?? "", scopes ?? [], expiry, faults);
    }

    private static NamedResource<ApiKeyAttributes> From(UsedApiKey used, string? text = null) =>
        new(
            Type,
            used.Key.Id,
            new(
                used.Key.Name,
                used.Key.Scopes,
                used.Key.CreatedAt.UtcDateTime,
                used.Key.ExpiresAt?.UtcDateTime,
                used.LastUsedAt?.UtcDateTime
            )
            {
                Key = text,
            }
        );
}
