using System.Text.Json;

namespace Flowgen.Api.Tests.FlowGenerations;

public class CreateTests(ApiFixture api)
{
    [Fact]
    public async Task A_generation_is_created_as_queued_and_can_be_read_at_its_location()
    {
        var created = await api.Post(Requests.Sample);

        Assert.Equal(201, created.Status);
        Assert.Equal("application/vnd.api+json", created.Header("Content-Type"));
        Assert.Equal($"/flow-generations/{created.Id}", created.Header("Location"));
        Assert.Equal("flowGenerations", created.Data.GetProperty("type").GetString());
        Assert.Equal(7, created.Id.Version);
        Assert.Equal("queued", created.Attributes.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, created.Attributes.GetProperty("flowId").ValueKind);
        Assert.Equal(JsonValueKind.Null, created.Attributes.GetProperty("cost").ValueKind);
        Assert.EndsWith("Z", created.Attributes.GetProperty("createdAt").GetString());
        Assert.Equal(1, created.Data.GetProperty("meta").GetProperty("version").GetInt32());

        var read = await api.Get(created.Header("Location")!);
        Assert.Equal(200, read.Status);
        Assert.Equal(created.Id, read.Id);
    }

    [Fact]
    public async Task With_sync_the_response_is_the_finished_generation()
    {
        var created = await api.Post(Requests.Sample, sync: true);

        Assert.Equal(201, created.Status);
        Assert.Equal("finished", created.Attributes.GetProperty("status").GetString());
        Assert.Equal(1, created.Attributes.GetProperty("cost").GetInt32());
        var flowId = created.Attributes.GetProperty("flowId").GetGuid();
        var flow = await api.Get($"/flows/{flowId}");
        Assert.Equal(created.Id, flow.Attributes.GetProperty("flowGenerationId").GetGuid());
    }

    [Fact]
    public async Task Without_sync_it_is_finished_in_the_background()
    {
        var created = await api.Post(Requests.Smallest);

        var finished = await api.Host.UntilEnded(created.Id);

        Assert.Equal("finished", finished.Attributes.GetProperty("status").GetString());
        Assert.Equal(3, finished.Data.GetProperty("meta").GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Parameters_and_context_come_back_exactly_as_they_were_sent()
    {
        const string parameters =
            """{ "zeta" : 1.0, "alpha":1e400, "odd\u0041":"\uD83d\ude00", "language":"en","nothing":null }""";
        const string context = """{"value":"Driver \u0057anted", "type":"text", "more":[ 1 ,2]}""";
        var body =
            "{\"data\":{\"type\":\"flowGenerations\",\"attributes\":{\"flowType\":\"vacancy_application_flow\","
            + $"\"parameters\":{parameters},\"context\":{context}"
            + "}}}";

        var created = await api.Post(body, sync: true);
        var read = await api.Get($"/flow-generations/{created.Id}");

        Assert.Equal("finished", created.Attributes.GetProperty("status").GetString());
        Assert.Equal(parameters, created.Attributes.GetProperty("parameters").GetRawText());
        Assert.Equal(parameters, read.Attributes.GetProperty("parameters").GetRawText());
        Assert.Equal(context, read.Attributes.GetProperty("context").GetRawText());
    }

    [Fact]
    public async Task Plain_json_is_accepted_too()
    {
        var created = await api.Send(
            HttpMethod.Post,
            "/flow-generations",
            Requests.Sample,
            request => request.Content!.Headers.ContentType = new("application/json", "utf-8")
        );

        Assert.Equal(201, created.Status);
    }

    [Fact]
    public async Task Null_for_read_only_attributes_is_accepted()
    {
        var created = await api.Post(
            Requests.With(attributes =>
            {
                attributes["flowId"] = null;
                attributes["cost"] = null;
                attributes["status"] = null;
            })
        );

        Assert.Equal(201, created.Status);
    }
}
