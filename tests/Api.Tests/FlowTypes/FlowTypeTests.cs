using System.Text.Json;

namespace Flowgen.Api.Tests.FlowTypes;

/// <summary>The flow types on offer (contract, section 3).</summary>
public class FlowTypeTests(ApiFixture api)
{
    [Fact]
    public async Task The_flow_types_are_listed_by_name()
    {
        var answer = await api.Get("/flow-types");

        Assert.Equal(200, answer.Status);
        Assert.Equal(ApiFixture.JsonApi, answer.Header("Content-Type"));
        Assert.Equal(
            ["appointment_flow", "vacancy_application_flow"],
            answer.Data.EnumerateArray().Select(resource => resource.GetProperty("id").GetString())
        );
        Assert.All(
            answer.Data.EnumerateArray(),
            resource =>
            {
                Assert.Equal("flowTypes", resource.GetProperty("type").GetString());
                Assert.Equal($"/flow-types/{resource.GetProperty("id")}", Self(resource));
            }
        );
        Assert.Equal("/flow-types", Self(answer.Document));
    }

    [Theory]
    [InlineData("appointment_flow", false)]
    [InlineData("vacancy_application_flow", true)]
    public async Task A_flow_type_has_its_cost_and_the_schemas_of_its_input(string name, bool contextRequired)
    {
        var answer = await api.Get($"/flow-types/{name}");

        Assert.Equal(200, answer.Status);
        Assert.Equal(name, answer.Data.GetProperty("id").GetString());
        Assert.Equal(name, answer.Attributes.GetProperty("name").GetString());
        Assert.NotEqual("", answer.Attributes.GetProperty("description").GetString());
        Assert.Equal(1, answer.Attributes.GetProperty("cost").GetInt32());
        Assert.Equal(contextRequired, answer.Attributes.GetProperty("contextRequired").GetBoolean());
        Assert.All(
            ["parametersSchema", "contextSchema"],
            schema =>
                Assert.Equal(
                    "https://json-schema.org/draft/2020-12/schema",
                    answer.Attributes.GetProperty(schema).GetProperty("$schema").GetString()
                )
        );
    }

    [Theory]
    [InlineData("/flow-types/poem")]
    [InlineData("/flow-types/Appointment_Flow")]
    public async Task An_unknown_flow_type_is_not_found(string path)
    {
        var answer = await api.Get(path);

        Assert.Equal(404, answer.Status);
        Assert.Equal(["not_found"], answer.Errors);
    }

    [Theory]
    [InlineData("/flow-types")]
    [InlineData("/flow-types/appointment_flow")]
    public async Task Flow_types_need_a_key_and_accept_no_parameter(string path)
    {
        var anonymous = await api.Send(HttpMethod.Get, path, configure: it => it.Headers.Authorization = null);
        var parameter = await api.Get($"{path}?page[size]=1");

        Assert.Equal(401, anonymous.Status);
        Assert.Equal(400, parameter.Status);
        Assert.Equal(["unknown_parameter at page[size]"], parameter.Errors);
    }

    private static string? Self(JsonElement owner) => owner.GetProperty("links").GetProperty("self").GetString();
}
