using System.Text.Json;
using Flowgen.Application.FlowTypes;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Contracts.Tests.FlowTypes;

/// <summary>
/// The JSON Schemas of a flow type accept what its rules do, tried on many documents. Known differences, which no schema
/// can state: that a session field is unique within its flow, that a text holds no escaped half of a surrogate pair, and that characters beyond
/// U+FFFF which show nothing are no text.
/// </summary>
public class FlowTypeSchemaTests(ContractsFixture api)
{
    private const string Unstatable = "duplicate_session_field";

    public static TheoryData<string> Names => ["appointment_flow", "vacancy_application_flow"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_resource_is_the_approved_one(string name)
    {
        using var client = api.Host.Server.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", "fg_sandbox_demo");
        var json = await client.GetStringAsync($"/flow-types/{name}", TestContext.Current.CancellationToken);

        Approved.Matches(json, "tests", "Contracts.Tests", "FlowTypes", $"{name}.json");
    }

    [Fact]
    public void Every_flow_type_is_tested_here() =>
        Assert.Equal(Names.Select(row => row.Data), FlowTypes.All.Select(flowType => flowType.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_schema_of_the_parameters_accepts_what_the_rules_accept(string name)
    {
        var flowType = FlowTypes.Find(name)!;

        await AssertAgree(
            flowType.ParametersSchema,
            Documents.Variants(Documents.Parameters),
            parameters => flowType.Check(JsonElement.Parse(parameters), JsonElement.Parse(Documents.Context))
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_schema_of_the_context_accepts_what_the_rules_accept(string name)
    {
        var flowType = FlowTypes.Find(name)!;

        await AssertAgree(
            flowType.ContextSchema,
            [.. Documents.Values, .. Documents.Variants(Documents.Context)],
            context => flowType.Check(JsonElement.Parse(Documents.Parameters), JsonElement.Parse(context))
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_optional_context_may_be_left_out(string name)
    {
        var flowType = FlowTypes.Find(name)!;

        var errors = flowType.Check(JsonElement.Parse(Documents.Parameters), default);

        Assert.Equal(flowType.IsContextRequired, errors.Any(error => error.PropertyName is "context"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_examples_can_be_posted(string name)
    {
        var flowType = FlowTypes.Find(name)!;

        Assert.Empty(flowType.Check(Example(flowType.ParametersSchema), Example(flowType.ContextSchema)));
    }

    private static JsonElement Example(JsonElement schema) => schema.GetProperty("examples")[0];

    private FlowTypeCatalogue FlowTypes => api.Host.Services.GetRequiredService<FlowTypeCatalogue>();

    private static async Task AssertAgree(
        JsonElement schema,
        IEnumerable<string> documents,
        Func<string, IReadOnlyList<FluentValidation.Results.ValidationFailure>> check
    )
    {
        // Its patterns are run by .NET, where $ also matches before a last line break; and to it 2.0 is no integer, as in draft 4.
        var text = schema
            .GetRawText()
            .Replace(")$\"", ")\\\\z\"", StringComparison.Ordinal)
            .Replace("\"integer\"", "\"number\"", StringComparison.Ordinal)
            .Replace("\"minimum\":", "\"multipleOf\":1,\"minimum\":", StringComparison.Ordinal);
        var validator = await NJsonSchema.JsonSchema.FromJsonAsync(text, TestContext.Current.CancellationToken);
        var (accepted, refused) = (0, 0);
        foreach (var document in documents)
        {
            var byRules = check(document).All(error => error.ErrorCode is Unstatable);
            var bySchema = validator.Validate(document).Count == 0;

            Assert.True(byRules == bySchema, $"Rules {byRules}, schema {bySchema}: {document}");
            _ = byRules ? accepted++ : refused++;
        }

        Assert.True(accepted > 20 && refused > 20, $"{accepted} were accepted and {refused} refused: too few to tell.");
    }
}
