using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Flowgen.Application.FlowTypes;
using FluentValidation.Results;

namespace Flowgen.Api.JsonApi;

/// <summary>The top level of an answer: https://jsonapi.org/format/1.1/#document-top-level</summary>
/// <param name="Data">A resource, or a list of resources.</param>
/// <param name="Links">At least <c>self</c>.</param>
public sealed record Document<TData>(TData Data, Links Links)
{
    /// <summary>Which JSON:API this is.</summary>
    [JsonPropertyName("jsonapi")]
    [JsonPropertyOrder(-1)]
    public Implementation Implementation { get; } = new("1.1");

    /// <summary>The resources asked for by <c>include</c>; left out where none was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<object>? Included { get; init; }

    /// <summary>What is said of the document as such.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DocumentMeta? Meta { get; init; }
}

/// <summary>https://jsonapi.org/format/1.1/#document-meta</summary>
public sealed record DocumentMeta
{
    /// <summary>On events: whether there was nothing more when they were read. <c>links.next</c> then leads to later events.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? CaughtUp { get; init; }

    /// <summary>On a new generation or an analysis: the first 100 members of the request that no rule names. They change nothing. Left out where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<UnusedParameter>? UnusedParameters { get; init; }
}

/// <summary>A member of <c>parameters</c> or <c>context</c> that no rule names.</summary>
/// <param name="Pointer">A JSON pointer (RFC 6901) into the request's document.</param>
/// <param name="Name">As it was sent.</param>
/// <param name="Nearest">The known name that is nearly the same, which may be meant; null where there is none.</param>
[SuppressMessage("Naming", "CA1720", Justification = "JSON:API's own name; it has nothing to do with memory.")]
public sealed record UnusedParameter(string Pointer, string Name, string? Nearest)
{
    /// <summary>As they are named in a response.</summary>
    internal static IReadOnlyList<UnusedParameter> Of(IEnumerable<UnusedMember> unused) =>
        [.. unused.Select(one => new UnusedParameter($"/data/attributes/{one.Path}", one.Name, one.Nearest))];

    /// <summary>The validation error for one of them, where the client prefers that.</summary>
    internal static ValidationFailure Refusal(UnusedMember unused) =>
        Fault.At(
            unused.Path,
            "unused_parameter",
            unused.Nearest is { } nearest
                ? $"There is no such parameter. Use {nearest} if that is meant, or leave it out."
                : "There is no such parameter. Leave it out, or send the request without handling=strict."
        );
}

/// <summary>https://jsonapi.org/format/1.1/#document-jsonapi-object</summary>
public sealed record Implementation(string Version);

/// <summary>https://jsonapi.org/format/1.1/#document-resource-objects</summary>
/// <param name="Type">Such as <c>flowGenerations</c>.</param>
/// <param name="Id">Unique among the resources of its type.</param>
/// <param name="Attributes">The resource's own members.</param>
public abstract record Resource<TId, TAttributes>(string Type, TId Id, TAttributes Attributes)
{
    /// <summary>To other resources, by name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, Relationship>? Relationships { get; init; }

    /// <summary>At least <c>self</c>, on a resource that has a URL of its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Links? Links { get; init; }

    /// <summary>What is not an attribute.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ResourceMeta? Meta { get; init; }
}

/// <summary>The attributes of a resource: https://jsonapi.org/format/1.1/#document-resource-object-attributes</summary>
public abstract record ResourceAttributes
{
    /// <summary>The names of those to send; null for all.</summary>
    [JsonIgnore]
    public IReadOnlySet<string>? Fields { get; init; }

    /// <summary>The names of all attributes of a type, as they are sent.</summary>
    public static IEnumerable<string> NamesOf<TAttributes>()
        where TAttributes : ResourceAttributes =>
        JsonApiAnswer
            .Options.GetTypeInfo(typeof(TAttributes))
            .Properties.Where(p => p.Get is not null)
            .Select(p => p.Name);

    /// <summary>Has the serializer leave out what was not asked for, or is not there.</summary>
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

/// <summary>A resource that the server makes, whose id is a UUID.</summary>
public sealed record Resource<TAttributes>(string Type, Guid Id, TAttributes Attributes)
    : Resource<Guid, TAttributes>(Type, Id, Attributes)
    where TAttributes : ResourceAttributes
{
    /// <summary>The same with some of its fields: https://jsonapi.org/format/1.1/#fetching-sparse-fieldsets</summary>
    /// <param name="fields">Attributes and relationships; null for all.</param>
    public Resource<TAttributes> Only(IReadOnlySet<string>? fields)
    {
        if (fields is null)
        {
            return this;
        }

        var relationships = Relationships?.Where(one => fields.Contains(one.Key)).ToDictionary();
        return this with
        {
            Attributes = Attributes with { Fields = fields },
            Relationships = relationships is { Count: > 0 } ? relationships : null,
        };
    }
}

/// <summary>A resource that comes with the program, whose id is its name.</summary>
public sealed record NamedResource<TAttributes>(string Type, string Id, TAttributes Attributes)
    : Resource<string, TAttributes>(Type, Id, Attributes);

/// <summary>https://jsonapi.org/format/1.1/#document-meta</summary>
/// <param name="Version">Of the resource's event stream, from 1.</param>
public sealed record ResourceMeta(int Version);

/// <summary>https://jsonapi.org/format/1.1/#document-resource-object-relationships</summary>
/// <param name="Data">An identifier, a list of them, or null for an empty to-one relationship.</param>
public sealed record Relationship(object? Data)
{
    /// <summary>One that the document says nothing of but where it is.</summary>
    public static Relationship OnlyLinked(string related) =>
        new(Data: null)
        {
            IsOnlyLinked = true,
            Links = new() { Related = related },
        };

    internal bool IsOnlyLinked { get; private init; }

    /// <summary>Where the related resource is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Links? Links { get; init; }
}

/// <summary>https://jsonapi.org/format/1.1/#document-resource-identifier-objects</summary>
public sealed record ResourceIdentifier(string Type, Guid Id);

/// <summary>https://jsonapi.org/format/1.1/#document-links. Relative to the API's root.</summary>
public sealed record Links
{
    /// <summary>This document or resource.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Self { get; init; }

    /// <summary>The related resource.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Related { get; init; }

    /// <summary>The first page.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? First { get; init; }

    /// <summary>The page before; left out on the first one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Prev { get; init; }

    /// <summary>The following page; left out on the last one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Next { get; init; }
}

/// <summary>An answer to a request that failed: https://jsonapi.org/format/1.1/#errors</summary>
/// <param name="Errors">At least one.</param>
public sealed record ErrorDocument(IReadOnlyList<ErrorObject> Errors);

/// <summary>https://jsonapi.org/format/1.1/#error-objects</summary>
/// <param name="Id">The trace id of the request, to quote when asking for help.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable, snake_case.</param>
/// <param name="Title">What kind of problem it is: the same for every error of this code.</param>
/// <param name="Detail">What to do about this one.</param>
public sealed record ErrorObject(string Id, string Status, string Code, string Title, string Detail)
{
    /// <summary>What in the request is at fault, where it is one thing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErrorSource? Source { get; init; }
}

/// <summary>https://jsonapi.org/format/1.1/#error-objects, member <c>source</c>: one of the three.</summary>
public sealed record ErrorSource
{
    /// <summary>A JSON pointer (RFC 6901) into the request's document.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [SuppressMessage("Naming", "CA1720", Justification = "JSON:API's own name; it has nothing to do with memory.")]
    public string? Pointer { get; init; }

    /// <summary>A query parameter.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Parameter { get; init; }

    /// <summary>A request header.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Header { get; init; }
}
