using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Flowgen.Api.JsonApi;
using Flowgen.Application.FlowTypes;
using Flowgen.Application.Organisations.Commands;
using Flowgen.Application.Organisations.Queries;
using FluentValidation.Results;
using Microsoft.OpenApi;
using Scope = Flowgen.Domain.Organisations.Scope;
using ValidationException = FluentValidation.ValidationException;

namespace Flowgen.Api.Organisations;

/// <summary>The attributes of an API key.</summary>
/// <param name="Name">The name of the key: its holder or purpose.</param>
/// <param name="Scopes">The scopes that the key permits.</param>
/// <param name="CreatedAt">The time when the key was created (RFC 3339, UTC).</param>
/// <param name="ExpiresAt">The time when the key expires (RFC 3339, UTC); null if it never expires.</param>
/// <param name="LastUsedAt">The time when the key was last used (RFC 3339, UTC), accurate to about a minute; null if it was never used.</param>
public sealed record ApiKeyAttributes(
    string Name,
    IReadOnlyList<string> Scopes,
    DateTime CreatedAt,
    DateTime? ExpiresAt,
    DateTime? LastUsedAt
) : ResourceAttributes
{
    /// <summary>The key itself. Present only in the response that creates it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }
}

/// <summary>API keys as resources. Their ids are the public part of the key.</summary>
internal static class ApiKeyResource
{
    public const string Type = "apiKeys";
    public const string Path = "/api-keys";

    private static readonly string[] Writable = ["name", "scopes", "expiresAt"];
    private static readonly string[] ReadOnly = ["key", "createdAt", "lastUsedAt"];

    /// <summary>The request body that creates a key.</summary>
    public static SentSchema Sent { get; } =
        new(
            Type,
            "The key to create.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "The attributes of the key.",
                Required = new HashSet<string> { "name", "scopes" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["name"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.String,
                        Description = "The name of the key: its holder or purpose.",
                        MinLength = 1,
                        MaxLength = 100,
                    },
                    ["scopes"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Description = "The scopes that the key permits.",
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
                        Description = "The time when the key expires (RFC 3339). By default, the key never expires.",
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

    /// <summary>Reads the attributes of a new key. The command holds the validation errors.</summary>
    /// <exception cref="ValidationException">The document has no attributes.</exception>
    public static CreateApiKey Read(SentResource sent, string organisation)
    {
        List<ValidationFailure> errors = [.. sent.Errors];
        if (sent.Data.TryGetProperty("id", out _))
        {
            errors.Add(
                ValidationError.At("/data/id", "read_only_attribute", "The server creates the id. Leave it out.")
            );
        }

        if (sent.Attributes is not { } attributes)
        {
            throw new ValidationException(errors);
        }

        errors.AddRange(sent.Misnamed(Writable, ReadOnly));
        var name = sent.Text("name", "Send the holder or the purpose of the key.", errors);
        var scopes = sent.Texts("scopes", "Send the scopes that the key permits.", errors);
        var expiresAt = sent.Text("expiresAt", missing: null, errors);
        var expiry = expiresAt is null ? null : ListedValue.TimeIn(expiresAt);
        if (expiresAt is not null && expiry is null)
        {
            errors.Add(
                ValidationError.At(
                    "expiresAt",
                    "invalid_time",
                    "The time is not in the form of RFC 3339. Send a time such as 2026-11-24T14:31:17Z."
                )
            );
        }

        return new(organisation, name ?? "", scopes ?? [], expiry, errors);
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
