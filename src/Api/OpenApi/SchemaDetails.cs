using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Flowgen.Api.JsonApi;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Flowgen.Api.OpenApi;

/// <summary>Adds details of the schemas that the framework can't derive: required members, members that are absent but never null, and fixed sets of values.</summary>
internal sealed partial class SchemaDetails : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema open)
        {
            return;
        }

        if (context.MemberInfo is { } member)
        {
            OfMember(open, member);
        }
        else if (context.Type.Name.StartsWith("Document`", StringComparison.Ordinal))
        {
            (open.Required ??= new HashSet<string>()).Add("data");
            NotNull(open.Properties?["data"]);
        }
        else if (context.Type is { IsGenericType: true, Name: var name } && name.Contains("Resource`"))
        {
            (open.Required ??= new HashSet<string>()).Add("attributes");
            if (open.Properties?["type"] is OpenApiSchema type)
            {
                type.Enum = [TypeOf(context.Type.GetGenericArguments()[^1])];
            }
        }
        else
        {
            OrNull(open, context.Type);
        }
    }

    // A reference alone can't allow null.
    private static void OrNull(OpenApiSchema schema, Type type)
    {
        var nullability = new NullabilityInfoContext();
        foreach (var property in type.GetProperties())
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (
                schema.Properties?.TryGetValue(name, out var member) is true
                && member is OpenApiSchemaReference reference
                && nullability.Create(property).ReadState is NullabilityState.Nullable
                && property.GetCustomAttribute<JsonIgnoreAttribute>() is null
            )
            {
                schema.Properties[name] = new OpenApiSchema
                {
                    Description = reference.Description,
                    OneOf = [reference, new OpenApiSchema { Type = JsonSchemaType.Null }],
                };
            }
        }
    }

    private static void OfMember(OpenApiSchema schema, MemberInfo member)
    {
        if (member.GetCustomAttribute<JsonIgnoreAttribute>() is { Condition: JsonIgnoreCondition.WhenWritingNull })
        {
            NotNull(schema);
        }

        if (member.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
        {
            schema.Enum = [.. allowed.Values.Select(value => (JsonNode)JsonValue.Create($"{value}"))];
        }

        if (member.DeclaringType == typeof(Relationship) && member.Name is nameof(Relationship.Data))
        {
            // Without a type, tools would assume a value that is never null.
            schema.Type = JsonSchemaType.Object | JsonSchemaType.Array | JsonSchemaType.Null;
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.Object };
        }

        if (member.DeclaringType == typeof(Links))
        {
            schema.Format = "uri-reference";
        }
    }

    private static void NotNull(IOpenApiSchema? schema)
    {
        if (schema is OpenApiSchema { Type: { } type } open)
        {
            open.Type = type & ~JsonSchemaType.Null;
        }
    }

    // The resource type is the plural of the class: FlowGeneration gives flowGenerations, Key keys, Story stories, Analysis analyses.
    private static JsonNode TypeOf(Type attributes) =>
        JsonNamingPolicy.CamelCase.ConvertName(
            ConsonantAndY().Replace(attributes.Name.Replace("Attributes", "").Replace("Analysis", "Analyse"), "ie")
                + "s"
        );

    [GeneratedRegex("(?<=[^aeiou])y$")]
    private static partial Regex ConsonantAndY();
}
