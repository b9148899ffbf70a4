using Alba;

namespace Flowgen.Api.Tests.FlowGenerations;

/// <summary>Contract, section 2, "safe retries".</summary>
public class SafeRetryTests(ApiFixture api)
{
    [Fact]
    public async Task The_same_key_and_body_get_the_first_response_again_byte_by_byte()
    {
        var key = NewKey();
        var first = await Post(api.Host, key);
        await api.Host.UntilEnded(first.Id);

        var again = await Post(api.Host, key);

        Assert.Equal(201, again.Status);
        Assert.Equal(first.Document.GetRawText(), again.Document.GetRawText());
        Assert.Equal(first.Header("Location"), again.Header("Location"));
        Assert.Null(first.Header("Idempotent-Replayed"));
        Assert.Equal("true", again.Header("Idempotent-Replayed"));
    }

    [Fact]
    public async Task The_first_response_outlives_its_generation()
    {
        var key = NewKey();
        var first = await Post(api.Host, key);
        await api.Delete(first.Id);

        var again = await Post(api.Host, key);

        Assert.Equal(first.Document.GetRawText(), again.Document.GetRawText());
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        var key = NewKey();
        await Post(api.Host, key);

        var other = await Post(api.Host, key, Requests.Sample);

        Assert.Equal(422, other.Status);
        Assert.Equal(["idempotency_key_reused at Idempotency-Key"], other.Errors);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Twenty_concurrent_posts_with_one_key_create_one_generation(bool isIdMadeByClient)
    {
        var key = NewKey();
        var body = Requests.WithParameters(parameters => parameters["flowName"] = key);
        if (isIdMadeByClient)
        {
            body = WithId($"{Guid.CreateVersion7()}", body);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Post(api.Host, key, body)));

        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        Assert.Single(answers.Select(answer => answer.Document.GetRawText()).Distinct());
        Assert.Single(answers, answer => answer.Header("Idempotent-Replayed") is null);
        Assert.Equal(
            1L,
            await api.QueryAsync($"select count(*) from flowgen.mt_events where data->>'parameters' like '%{key}%'")
        );
    }

    [Fact]
    public async Task While_the_first_request_waits_for_its_flow_the_second_gets_409_and_later_the_same_response()
    {
        await using var slow = await SlowApi.StartAsync();
        var key = NewKey();
        var waiting = Post(slow.Host, key, sync: true);
        await slow.Generator.Started();

        var meanwhile = await Post(slow.Host, key, sync: true);
        slow.Generator.Release();
        var first = await waiting;
        var again = await Post(slow.Host, key, sync: true);

        Assert.Equal(409, meanwhile.Status);
        Assert.Equal(["idempotency_key_in_use at Idempotency-Key"], meanwhile.Errors);
        Assert.Equal("finished", first.Attributes.GetProperty("status").GetString());
        Assert.Equal(first.Document.GetRawText(), again.Document.GetRawText());
        Assert.Equal(1, slow.Generator.Calls);
    }

    [Fact]
    public async Task Organisations_can_use_the_same_key()
    {
        var key = NewKey();
        var ours = await Post(api.Host, key);

        var theirs = await Post(
            api.Host,
            key,
            configure: request => request.Headers.Authorization = new("Bearer", ApiFixture.OtherKey)
        );

        Assert.Equal(201, theirs.Status);
        Assert.NotEqual(ours.Id, theirs.Id);
        Assert.Null(theirs.Header("Idempotent-Replayed"));
    }

    [Fact]
    public async Task A_refused_document_does_not_use_the_key()
    {
        var key = NewKey();
        var refused = await Post(api.Host, key, Requests.With(attributes => attributes["flowType"] = "other"));

        var mended = await Post(api.Host, key);

        Assert.Equal(422, refused.Status);
        Assert.Equal(201, mended.Status);
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData(
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    )]
    public async Task A_key_has_1_to_255_characters(params string[] keys)
    {
        var answer = await api.Send(
            HttpMethod.Post,
            "/flow-generations",
            Requests.Smallest,
            request => request.Headers.TryAddWithoutValidation("Idempotency-Key", keys)
        );

        Assert.Equal(400, answer.Status);
        Assert.Equal(["invalid_header at Idempotency-Key"], answer.Errors);
    }

    [Fact]
    public async Task A_client_may_choose_the_id()
    {
        var id = Guid.CreateVersion7();

        var created = await api.Post(WithId(id.ToString()));
        var again = await api.Post(WithId(id.ToString()));

        Assert.Equal(201, created.Status);
        Assert.Equal(id, created.Id);
        Assert.Equal(409, again.Status);
        Assert.Equal(["id_exists"], again.Errors);
    }

    [Fact]
    public async Task The_id_of_a_deleted_generation_stays_taken()
    {
        var created = await api.Post(Requests.Smallest);
        await api.Delete(created.Id);

        var again = await api.Post(WithId($"{created.Id}"));

        Assert.Equal(["id_exists"], again.Errors);
    }

    [Fact]
    public async Task A_null_id_counts_as_absent()
    {
        var answer = await api.Post(WithId("x").Replace("\"x\"", "null"));

        Assert.Equal(201, answer.Status);
        Assert.NotEqual(Guid.Empty, answer.Id);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("{01a20e84-c0bd-709c-ab61-1469c54b9859}")]
    public async Task An_id_that_is_no_UUID_is_reported_with_the_other_errors(string id)
    {
        var answer = await api.Post(WithId(id).Replace("vacancy_application_flow", "other"));

        Assert.Equal(422, answer.Status);
        Assert.Contains("invalid_id at /data/id", answer.Errors);
        Assert.Contains("unknown_flow_type at /data/attributes/flowType", answer.Errors);
    }

    private static string NewKey() => $"{Guid.CreateVersion7()}";

    private static string WithId(string id, string body = Requests.Smallest) =>
        body.Replace("\"type\":\"flowGenerations\"", $"\"type\":\"flowGenerations\",\"id\":\"{id}\"");

    private static Task<Answer> Post(
        IAlbaHost host,
        string key,
        string body = Requests.Smallest,
        bool sync = false,
        Action<HttpRequestMessage>? configure = null
    ) =>
        host.Send(
            HttpMethod.Post,
            sync ? "/flow-generations?sync=true" : "/flow-generations",
            body,
            request =>
            {
                request.Headers.Add("Idempotency-Key", key);
                configure?.Invoke(request);
            }
        );
}
