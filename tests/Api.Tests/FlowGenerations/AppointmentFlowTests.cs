using System.Text.Json.Nodes;

namespace Flowgen.Api.Tests.FlowGenerations;

/// <summary>The flow type <c>appointment_flow</c> from the request to the flow (contract, section 3).</summary>
public class AppointmentFlowTests(ApiFixture api)
{
    [Fact]
    public async Task An_appointment_flow_is_generated_without_a_context()
    {
        var created = await api.Post(Requests.Appointment, sync: true);
        var flow = await api.Get(
            $"/flows/{created.Attributes.GetProperty("flowId").GetString()}?include=nodes,nodes.nodeActions"
        );

        Assert.Equal(201, created.Status);
        Assert.Equal("finished", created.Attributes.GetProperty("status").GetString());
        Assert.Equal("appointment_flow", created.Attributes.GetProperty("flowType").GetString());
        Assert.Equal(1, created.Attributes.GetProperty("cost").GetInt32());
        Assert.Equal("Appointment", flow.Attributes.GetProperty("name").GetString());
        Assert.Equal(
            [
                "greeting",
                "appointment-1-day",
                "appointment-1-slot",
                "appointment-1-no-slot",
                "appointment-1-confirm",
                "appointment-1-deny",
                "accepted",
                "declined",
            ],
            flow.Document.GetProperty("included")
                .EnumerateArray()
                .Where(resource => resource.GetProperty("type").GetString() is "nodes")
                .Select(node => node.GetProperty("attributes").GetProperty("name").GetString())
        );
    }

    [Fact]
    public async Task A_context_is_accepted_and_returned()
    {
        var answer = await api.Post(
            With(attributes => attributes["context"] = new JsonObject { ["type"] = "text", ["value"] = "Intake" })
        );

        Assert.Equal(201, answer.Status);
        Assert.Equal("Intake", answer.Attributes.GetProperty("context").GetProperty("value").GetString());
    }

    [Fact]
    public async Task All_errors_have_their_pointers()
    {
        var answer = await api.Post(
            With(attributes =>
            {
                attributes["parameters"]!["language"] = "xx";
                attributes["parameters"]!["emojiUsage"] = 6;
                attributes["parameters"]!["flowName"] = "";
                attributes["parameters"]!["extraOptions"]![0]!["options"]!["scheduleIds"] = "one";
                attributes["context"] = new JsonObject { ["type"] = "html" };
            })
        );

        Assert.Equal(422, answer.Status);
        Assert.Equal(
            [
                "invalid_schedule at /data/attributes/parameters/extraOptions/0/options/scheduleIds",
                "out_of_range at /data/attributes/parameters/emojiUsage",
                "required at /data/attributes/context",
                "required at /data/attributes/parameters/flowName",
                "unsupported_context at /data/attributes/context/type",
                "unsupported_language at /data/attributes/parameters/language",
            ],
            answer.Errors.Order()
        );
    }

    [Theory]
    [InlineData("{}", "required at /data/attributes/parameters")]
    [InlineData("{\"extraOptions\":[]}", "required at /data/attributes/parameters/extraOptions")]
    [InlineData("{\"extraOptions\":{}}", "invalid_type at /data/attributes/parameters/extraOptions")]
    [InlineData("{\"extraOptions\":[0]}", "invalid_type at /data/attributes/parameters/extraOptions/0")]
    [InlineData("{\"extraOptions\":[0,0,0,0,0,0]}", "too_many at /data/attributes/parameters/extraOptions")]
    public async Task At_least_one_appointment_is_required(string parameters, string error)
    {
        var answer = await api.Post(With(attributes => attributes["parameters"] = JsonNode.Parse(parameters)));

        Assert.Equal(422, answer.Status);
        Assert.Equal([error], answer.Errors);
    }

    private static string With(Action<JsonObject> change) => Requests.With(change, Requests.Appointment);
}
