using System.Text.Json;

namespace Flowgen.Api.Tests.FlowGenerations;

/// <summary>Entity tags and preferences (contract, sections 1 and 2).</summary>
public class PreconditionTests(ApiFixture api)
{
    [Fact]
    public async Task The_entity_tag_is_the_version()
    {
        var finished = await api.Post(Requests.Smallest, sync: true);
        var read = await api.Get($"/flow-generations/{finished.Id}");

        Assert.Equal("\"3\"", finished.Header("ETag"));
        Assert.Equal("\"3\"", read.Header("ETag"));
        Assert.Equal(3, read.Data.GetProperty("meta").GetProperty("version").GetInt32());
    }

    [Theory]
    [InlineData("\"3\"", 304)]
    [InlineData("\"1\", W/\"3\"", 304)]
    [InlineData("*", 304)]
    [InlineData("\"2\"", 200)]
    [InlineData("nonsense", 200)]
    public async Task A_known_version_gets_304(string known, int status)
    {
        var finished = await api.Post(Requests.Smallest, sync: true);

        var answer = await Get($"/flow-generations/{finished.Id}", known);

        Assert.Equal(status, answer.Status);
        Assert.Equal("\"3\"", answer.Header("ETag"));
    }

    [Fact]
    public async Task A_response_without_a_version_gets_304_while_it_is_unchanged()
    {
        var finished = await api.Post(Requests.Smallest, sync: true);
        var flow = $"/flows/{finished.Attributes.GetProperty("flowId")}";
        foreach (var path in new[] { flow, $"{flow}?include=nodes", "/flow-types/appointment_flow" })
        {
            var first = await api.Get(path);
            var tag = first.Header("ETag")!;

            var again = await Get(path, tag);
            var other = await Get(path, "\"1\"");

            Assert.Matches("^\"[A-Za-z0-9_-]{20}\"$", tag);
            Assert.Equal(304, again.Status);
            Assert.Equal(tag, again.Header("ETag"));
            Assert.Equal(JsonValueKind.Undefined, again.Document.ValueKind);
            Assert.Equal(200, other.Status);
            Assert.Equal(first.Document.GetRawText(), other.Document.GetRawText());
        }
    }

    [Fact]
    public async Task Another_representation_of_a_flow_has_another_entity_tag()
    {
        var finished = await api.Post(Requests.Smallest, sync: true);
        var flow = $"/flows/{finished.Attributes.GetProperty("flowId")}";

        var tags = new List<string?>();
        foreach (var query in new[] { "", "?include=nodes", "?fields[flows]=name" })
        {
            tags.Add((await api.Get(flow + query)).Header("ETag"));
        }

        Assert.Equal(3, tags.Distinct().Count());
        Assert.Equal(304, (await Get(flow, string.Join(", ", tags))).Status);
    }

    [Theory]
    [InlineData("\"2\"", 412, "precondition_failed")]
    [InlineData("W/\"3\"", 412, "precondition_failed")]
    [InlineData("\"x\"", 412, "precondition_failed")]
    [InlineData("3", 400, "invalid_header at If-Match")]
    public async Task Another_version_than_the_expected_one_is_not_deleted(string expected, int status, string error)
    {
        var finished = await api.Post(Requests.Smallest, sync: true);

        var answer = await Delete(finished.Id, expected);

        Assert.Equal(status, answer.Status);
        Assert.Equal([error], answer.Errors);
        Assert.Equal(200, (await api.Get($"/flow-generations/{finished.Id}")).Status);
    }

    [Theory]
    [InlineData("\"3\"")]
    [InlineData("\"1\", \"3\"")]
    [InlineData("*")]
    public async Task The_expected_version_is_deleted(string expected)
    {
        var finished = await api.Post(Requests.Smallest, sync: true);

        Assert.Equal(204, (await Delete(finished.Id, expected)).Status);
        Assert.Equal(404, (await Delete(finished.Id, expected)).Status);
    }

    [Fact]
    public async Task Head_is_get_without_the_body()
    {
        var finished = await api.Post(Requests.Smallest, sync: true);
        var got = await api.Get($"/flow-generations/{finished.Id}");

        var head = await api.Send(HttpMethod.Head, $"/flow-generations/{finished.Id}");
        var missing = await api.Send(HttpMethod.Head, $"/flow-generations/{Guid.CreateVersion7()}");

        Assert.Equal(200, head.Status);
        Assert.Equal(got.Header("ETag"), head.Header("ETag"));
        Assert.Equal(got.Header("Content-Length"), head.Header("Content-Length"));
        Assert.Equal(JsonValueKind.Undefined, head.Document.ValueKind);
        Assert.Equal(404, missing.Status);
    }

    [Fact]
    public async Task Head_of_a_history_and_of_the_past_has_the_headers_of_get()
    {
        var finished = await api.Post(Requests.Smallest, sync: true);
        foreach (var path in new[] { "/events", "?version=2", "/events?page[size]=1" })
        {
            var got = await api.Get($"/flow-generations/{finished.Id}{path}");
            var head = await api.Send(HttpMethod.Head, $"/flow-generations/{finished.Id}{path}");

            Assert.Equal(200, head.Status);
            Assert.Equal(got.Header("ETag"), head.Header("ETag"));
            Assert.Equal(got.Header("Content-Length"), head.Header("Content-Length"));
        }
    }

    [Fact]
    public async Task The_entity_tag_of_the_past_is_not_that_of_the_present()
    {
        var finished = await api.Post(Requests.Smallest, sync: true);
        var past = await api.Get($"/flow-generations/{finished.Id}?version=1");

        Assert.Equal(200, (await Get($"/flow-generations/{finished.Id}", past.Header("ETag")!)).Status);
        Assert.Equal(412, (await Delete(finished.Id, past.Header("ETag")!)).Status);
    }

    [Fact]
    public async Task The_sandbox_waits_for_the_preferred_time()
    {
        var answer = await Prefer("respond-async, wait=60");

        Assert.Equal("finished", answer.Attributes.GetProperty("status").GetString());
        Assert.Equal("wait=60", answer.Header("Preference-Applied"));
    }

    [Theory]
    [InlineData("wait=0")]
    [InlineData("wait=61")]
    [InlineData("wait=soon")]
    [InlineData("return=minimal")]
    public async Task An_unknown_preference_is_ignored(string preference)
    {
        var answer = await Prefer(preference);

        Assert.Equal(201, answer.Status);
        Assert.Equal("queued", answer.Attributes.GetProperty("status").GetString());
        Assert.Null(answer.Header("Preference-Applied"));
    }

    [Fact]
    public async Task Production_ignores_the_preference_to_wait()
    {
        await using var production = await api.StartAsync("Production");

        var answer = await production.Send(
            HttpMethod.Post,
            "/flow-generations",
            Requests.Smallest,
            request => request.Headers.Add("Prefer", "wait=5")
        );

        Assert.Equal("queued", answer.Attributes.GetProperty("status").GetString());
        Assert.Null(answer.Header("Preference-Applied"));
    }

    private Task<Answer> Get(string path, string known) =>
        api.Send(
            HttpMethod.Get,
            path,
            configure: request => request.Headers.TryAddWithoutValidation("If-None-Match", known)
        );

    private Task<Answer> Prefer(string preference) =>
        api.Send(
            HttpMethod.Post,
            "/flow-generations",
            Requests.Smallest,
            request => request.Headers.TryAddWithoutValidation("Prefer", preference)
        );

    private Task<Answer> Delete(Guid id, string expected) =>
        api.Send(
            HttpMethod.Delete,
            $"/flow-generations/{id}",
            configure: request => request.Headers.TryAddWithoutValidation("If-Match", expected)
        );
}
