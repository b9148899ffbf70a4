using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Flowgen.Application.FlowTypes;
using FluentValidation.Results;

namespace Flowgen.Api.JsonApi;

/// <summary>The top level of a response: https://jsonapi.org/format/1.1/#document-top-level</summary>
/// <param name="Data">The resource, or the list of resources.</param>
/// <param name="Links">The links of the document; <c>self</c> is always present.</param>
public sealed record Document<TData>(TData Data, Links Links)
{
    /// <summary>The implemented version of JSON:API.</summary>
    [JsonPropertyName("jsonapi")]
    [JsonPropertyOrder(-1)]
    public Implementation Implementation { get; } = new("1.1");

    /// <summary>The related resources that <c>include</c> names; absent without <c>include</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<object>? Included { get; init; }

    /// <summary>Information about the document as a whole; absent if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DocumentMeta? Meta { get; init; }
}

/// <summary>Information about a document: https://jsonapi.org/format/1.1/#document-meta</summary>
public sealed record DocumentMeta
{
    /// <summary>Lists of events only: true if the page reaches the end of the log. <c>links.next</c> then leads to later events.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? CaughtUp { get; init; }

    /// <summary>New generations and analyses only: the first 100 unknown members of the request. They have no effect. Absent if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<UnusedParameter>? UnusedParameters { get; init; }
}

/// <summary>An unknown member of <c>parameters</c> or <c>context</c>.</summary>
/// <param name="Pointer">A JSON pointer (RFC 6901) to the member in the request document.</param>
/// <param name="Name">The name of the member, as sent.</param>
/// <param name="Nearest">The known name with a similar spelling; null if there is none.</param>
[SuppressMessage("Naming", "CA1720", Justification = "The name comes from JSON:API and is no memory pointer.")]
public sealed record UnusedParameter(string Pointer, string Name, string? Nearest)
{
    /// <summary>The unknown members in the form of a response.</summary>
    internal static IReadOnlyList<UnusedParameter> Of(IEnumerable<UnusedMember> unused) =>
        [
            .. unused.Select(member => new UnusedParameter(
                $"/data/attributes/{member.Path}",
                member.Name,
                member.Nearest
            )),
        ];

    /// <summary>The validation error for an unknown member, for clients that prefer strict handling.</summary>
    internal static ValidationFailure Refusal(UnusedMember unused) =>
        ValidationError.At(
            unused.Path,
            "unused_parameter",
            unused.Nearest is { } nearest
                ? $"There is no such parameter. Use {nearest} instead, or leave it out."
                : "There is no such parameter. Leave it out, or send the request without handling=strict."
        );
}

/// <summary>The implementation of JSON:API: https://jsonapi.org/format/1.1/#document-jsonapi-object</summary>
/// <param name="Version">The version of JSON:API.</param>
public sealed record Implementation(string Version);

/// <summary>A resource: https://jsonapi.org/format/1.1/#document-resource-objects</summary>
/// <param name="Type">The resource type, such as <c>flowGenerations</c>.</param>
/// <param name="Id">The id of the resource, unique among the resources of its type.</param>
/// <param name="Attributes">The attributes of the resource.</param>
public abstract record Resource<TId, TAttributes>(string Type, TId Id, TAttributes Attributes)
{
    /// <summary>The relationships to other resources, by name; absent if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, Relationship>? Relationships { get; init; }

    /// <summary>The links of the resource; absent if it has no URL of its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Links? Links { get; init; }

    /// <summary>Information about the resource; absent if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ResourceMeta? Meta { get; init; }
}

/// <summary>The attributes of a resource: https://jsonapi.org/format/1.1/#document-resource-object-attributes</summary>
public abstract record ResourceAttributes
{
    /// <summary>The names of the attributes to return; null for all.</summary>
    [JsonIgnore]
    public IReadOnlySet<string>? Fields { get; init; }

    /// <summary>The JSON names of all attributes of a type.</summary>
    public static IEnumerable<string> NamesOf<TAttributes>()
        where TAttributes : ResourceAttributes =>
        JsonApiAnswer
            .Options.GetTypeInfo(typeof(TAttributes))
            .Properties.Where(p => p.Get is not null)
            .Select(p => p.Name);

    /// <summary>Makes the serializer omit attributes that the client did not request, and optional attributes without a value.</summary>
    internal static void LeaveOut(JsonTypeInfo type)
    {
        if (type.Type == typeof(Relationship))
        {
            type.Properties.Single(property => property.Name == "data").ShouldSerialize = (relationship, _) =>
                !((Relationship)relationship).IsOnlyLinked;
        }

        if (!type.Type.IsSubclassOf(typeof(ResourceAttributes)))
        {
            return;
        }

        foreach (var property in type.Properties)
        {
            var isOptional = property
                .AttributeProvider!.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true)
                .Any(ignore => ((JsonIgnoreAttribute)ignore).Condition is JsonIgnoreCondition.WhenWritingNull);
            property.ShouldSerialize = (attributes, value) =>
                (((ResourceAttributes)attributes).Fields?.Contains(property.Name) ?? true)
                && (value is not null || !isOptional);
        }
    }
}

/// <summary>A resource whose id is a UUID.</summary>
public sealed record Resource<TAttributes>(string Type, Guid Id, TAttributes Attributes)
    : Resource<Guid, TAttributes>(Type, Id, Attributes)
    where TAttributes : ResourceAttributes
{
    /// <summary>A copy with only these fields: https://jsonapi.org/format/1.1/#fetching-sparse-fieldsets</summary>
    /// <param name="fields">The names of attributes and relationships; null for all.</param>
    public Resource<TAttributes> Only(IReadOnlySet<string>? fields)
    {
        if (fields is null)
        {
            return this;
        }

        var relationships = Relationships?.Where(relationship => fields.Contains(relationship.Key)).ToDictionary();
        return this with
        {
            Attributes = Attributes with { Fields = fields },
            Relationships = relationships is { Count: > 0 } ? relationships : null,
        };
    }
}

/// <summary>A resource whose id is its name.</summary>
public sealed record NamedResource<TAttributes>(string Type, string Id, TAttributes Attributes)
    : Resource<string, TAttributes>(Type, Id, Attributes);

/// <summary>Information about a resource: https://jsonapi.org/format/1.1/#document-meta</summary>
/// <param name="Version">The version of the resource, from 1.</param>
public sealed record ResourceMeta(int Version);

/// <summary>A relationship: https://jsonapi.org/format/1.1/#document-resource-object-relationships</summary>
/// <param name="Data">The identifier of the related resource, a list of identifiers, or null for an empty to-one relationship.</param>
public sealed record Relationship(object? Data)
{
    /// <summary>A relationship with a link only: the document does not name the related resources.</summary>
    public static Relationship OnlyLinked(string related) =>
        new(Data: null)
        {
            IsOnlyLinked = true,
            Links = new() { Related = related },
        };

    internal bool IsOnlyLinked { get; private init; }

    /// <summary>The links of the relationship; <c>related</c> is the URL of the related resource.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Links? Links { get; init; }
}

/// <summary>The identifier of a resource: https://jsonapi.org/format/1.1/#document-resource-identifier-objects</summary>
/// <param name="Type">The resource type.</param>
/// <param name="Id">The id of the resource.</param>
public sealed record ResourceIdentifier(string Type, Guid Id);

/// <summary>Links, relative to the root of the API: https://jsonapi.org/format/1.1/#document-links</summary>
public sealed record Links
{
    /// <summary>The URL of this document or resource.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Self { get; init; }

    /// <summary>The URL of the related resource.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Related { get; init; }

    /// <summary>The URL of the first page.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? First { get; init; }

    /// <summary>The URL of the previous page; absent on the first page.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Prev { get; init; }

    /// <summary>The URL of the next page; absent on the last page.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Next { get; init; }
}

/// <summary>The response to a failed request: https://jsonapi.org/format/1.1/#errors</summary>
/// <param name="Errors">The errors; at least one.</param>
public sealed record ErrorDocument(IReadOnlyList<ErrorObject> Errors);

/// <summary>An error: https://jsonapi.org/format/1.1/#error-objects</summary>
/// <param name="Id">The trace id of the request. Quote it when you report the error.</param>
/// <param name="Status">The HTTP status code.</param>
/// <param name="Code">The error code: stable, in snake_case.</param>
/// <param name="Title">The name of the error code in words: the same for every error with this code.</param>
/// <param name="Detail">The cause of this error and its solution.</param>
public sealed record ErrorObject(string Id, string Status, string Code, string Title, string Detail)
{
    /// <summary>The part of the request that causes the error; absent if it is not a single part.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErrorSource? Source { get; init; }
}

/// <summary>The part of the request that causes an error. One of the three members is present (https://jsonapi.org/format/1.1/#error-objects).</summary>
public sealed record ErrorSource
{
    /// <summary>A JSON pointer (RFC 6901) into the request document.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [SuppressMessage("Naming", "CA1720", Justification = "The name comes from JSON:API and is no memory pointer.")]
    public string? Pointer { get; init; }

    /// <summary>The name of a query parameter.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Parameter { get; init; }

    /// <summary>The name of a request header.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Header { get; init; }
}
