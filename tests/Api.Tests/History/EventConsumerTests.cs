using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flowgen.Api.Tests.History;

/// <summary>Positions that are kept for consumers.</summary>
public class EventConsumerTests(ApiFixture api)
{
    [Fact]
    public async Task A_consumer_continues_at_its_position_and_the_list_shows_its_lag()
    {
        var name = Name();
        var start = await api.EndOfLog();
        var created = await Keep(name, start);
        await api.Post(Requests.Smallest, sync: true);

        var behind = await Listed(name);
        var page = await api.Get($"/events?page[after]={created.Attributes.GetProperty("position")}");
        var last = page.Data[page.Data.GetArrayLength() - 1].GetProperty("attributes").GetProperty("sequence");
        var kept = await Keep(name, last.GetInt64(), ifMatch: created.Header("ETag"));
        var read = await api.Get($"/event-consumers/{name}");

        Assert.Equal((201, "\"1\""), (created.Status, created.Header("ETag")));
        Assert.Equal($"/event-consumers/{name}", created.Header("Location"));
        Assert.True(behind.GetProperty("lag").GetInt32() >= 3);
        Assert.Equal(
            page.Data[0].GetProperty("attributes").GetProperty("occurredAt").GetDateTime(),
            behind.GetProperty("behindSince").GetDateTime(),
            TimeSpan.FromMilliseconds(1)
        );
        Assert.Equal((200, "\"2\""), (kept.Status, kept.Header("ETag")));
        Assert.Equal(last.GetInt64(), read.Attributes.GetProperty("position").GetInt64());
    }

    [Fact]
    public async Task Two_processes_with_one_name_cannot_overwrite_each_other()
    {
        var name = Name();
        await Keep(name, 0);
        await Keep(name, 1, ifMatch: "\"1\"");

        var late = await Keep(name, 0, ifMatch: "\"1\"");
        var second = await Keep(name, 0, ifNoneMatch: "*");
        var lateDelete = await Delete(name, "\"1\"");
        var missing = await Keep(Name(), 0, ifMatch: "\"1\"");

        Assert.Equal([412, 412, 412, 412], new[] { late, second, lateDelete, missing }.Select(one => one.Status));
        Assert.Equal(1, (await api.Get($"/event-consumers/{name}")).Attributes.GetProperty("position").GetInt64());
    }

    [Fact]
    public async Task A_deleted_consumer_is_not_found_and_other_organisations_never_see_it()
    {
        var name = Name();
        await Keep(name, 0);

        var others = await api.Get($"/event-consumers/{name}", ApiFixture.OtherKey);
        var deleted = await Delete(name, "\"1\"");

        Assert.Equal((404, 204), (others.Status, deleted.Status));
        Assert.Equal(404, (await api.Get($"/event-consumers/{name}")).Status);
        Assert.Equal(404, (await Delete(name)).Status);
    }

    [Theory]
    [InlineData("a", """{"type":"eventConsumers","attributes":{}}""", "required at /data/attributes")]
    [InlineData(
        "a",
        """{"type":"eventConsumers","attributes":{"position":-1}}""",
        "invalid_type at /data/attributes/position"
    )]
    [InlineData(
        "a",
        """{"type":"eventConsumers","attributes":{"position":"1"}}""",
        "invalid_type at /data/attributes/position"
    )]
    [InlineData(
        "a",
        """{"type":"eventConsumers","attributes":{"position":9223372036854775807}}""",
        "position_beyond_log at /data/attributes/position"
    )]
    [InlineData(
        "a",
        """{"type":"eventConsumers","attributes":{"position":0,"lag":1}}""",
        "read_only_attribute at /data/attributes/lag"
    )]
    [InlineData("a", """{"type":"eventConsumers","id":"b","attributes":{"position":0}}""", "id_conflict at /data/id")]
    public async Task An_invalid_position_is_refused(string name, string data, string error)
    {
        var answer = await api.Send(HttpMethod.Put, $"/event-consumers/{name}", $"{{\"data\":{data}}}");

        Assert.Equal(422, answer.Status);
        Assert.Equal([error], answer.Errors);
    }

    [Fact]
    public async Task An_invalid_name_of_a_consumer_is_reported_at_its_place()
    {
        var answer = await api.Send(HttpMethod.Put, "/event-consumers/a%20b", Body(0));

        Assert.Equal(400, answer.Status);
        Assert.Equal(["invalid_name at consumer"], answer.Errors);
    }

    [Fact]
    public async Task The_number_of_consumers_is_limited()
    {
        await using var fixture = new ApiFixture();
        await fixture.InitializeAsync();
        await fixture.QueryAsync(
            "insert into flowgen.event_consumer select 'demo', 'c' || n, 0, 1, now() from generate_series(1, 100) n"
        );

        var one = await fixture.Send(HttpMethod.Put, "/event-consumers/one-more", Body(0));
        var known = await fixture.Send(HttpMethod.Put, "/event-consumers/c7", Body(0));

        Assert.Equal((409, 200), (one.Status, known.Status));
        Assert.Equal(["too_many_consumers"], one.Errors);
        Assert.Equal(100, (await fixture.Get("/event-consumers")).Data.GetArrayLength());
    }

    private static string Name() => $"test-{Guid.CreateVersion7():n}";

    private static string Body(long position) =>
        new JsonObject
        {
            ["data"] = new JsonObject
            {
                ["type"] = "eventConsumers",
                ["attributes"] = new JsonObject { ["position"] = position },
            },
        }.ToJsonString();

    private async Task<JsonElement> Listed(string name) =>
        (await api.Get("/event-consumers"))
            .Data.EnumerateArray()
            .Single(one => one.GetProperty("id").GetString() == name)
            .GetProperty("attributes");

    private Task<Answer> Keep(string name, long position, string? ifMatch = null, string? ifNoneMatch = null) =>
        api.Send(
            HttpMethod.Put,
            $"/event-consumers/{name}",
            Body(position),
            request =>
            {
                request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
                request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
            }
        );

    private Task<Answer> Delete(string name, string? ifMatch = null) =>
        api.Send(
            HttpMethod.Delete,
            $"/event-consumers/{name}",
            configure: request => request.Headers.TryAddWithoutValidation("If-Match", ifMatch)
        );
}
