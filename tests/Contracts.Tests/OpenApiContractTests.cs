using System.Text.Json;
using Flowgen.Harness;

namespace Flowgen.Contracts.Tests;

public class OpenApiContractTests(ContractsFixture api)
{
    [Fact]
    public async Task The_openapi_document_is_the_approved_one()
    {
        using var client = api.Host.Server.CreateClient();
        client.BaseAddress = new("http://localhost:5080");
        var document = await client.GetStringAsync("/swagger/v1/swagger.json", TestContext.Current.CancellationToken);

        Approved.Matches(document, "docs", "openapi.json");
    }

    [Fact]
    public void Every_schema_member_and_parameter_is_described()
    {
        var document = JsonElement.Parse(File.ReadAllText(Repository.Path("docs", "openapi.json")));

        Assert.Empty(Undescribed(document.GetProperty("components").GetProperty("schemas"), "schemas"));
        Assert.Empty(
            from path in document.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            where operation.Value.TryGetProperty("parameters", out _)
            from parameter in operation.Value.GetProperty("parameters").EnumerateArray()
            where !parameter.TryGetProperty("description", out _)
            select $"{operation.Name} {path.Name}: {parameter.GetProperty("name")}"
        );
    }

    // Swagger UI fills in these, and sends them; it does not fill in the examples of a schema.
    [Fact]
    public void No_optional_parameter_has_an_example()
    {
        var document = JsonElement.Parse(File.ReadAllText(Repository.Path("docs", "openapi.json")));

        Assert.Empty(
            from path in document.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            where operation.Value.TryGetProperty("parameters", out _)
            from parameter in operation.Value.GetProperty("parameters").EnumerateArray()
            where !parameter.TryGetProperty("required", out _)
            where
                parameter.TryGetProperty("example", out _)
                || parameter.TryGetProperty("examples", out _)
                || parameter.GetProperty("schema").TryGetProperty("example", out _)
            select $"{operation.Name} {path.Name}: {parameter.GetProperty("name")}"
        );
    }

    private static IEnumerable<string> Undescribed(JsonElement schemas, string path) =>
        schemas
            .EnumerateObject()
            .SelectMany(schema =>
                Nested(schema.Value, $"{path}/{schema.Name}")
                    .Concat(schema.Value.TryGetProperty("description", out _) ? [] : [$"{path}/{schema.Name}"])
            );

    private static IEnumerable<string> Nested(JsonElement schema, string path) =>
        schema.TryGetProperty("properties", out var members) ? Undescribed(members, path)
        : schema.TryGetProperty("items", out var items) ? Nested(items, path)
        : [];
}
