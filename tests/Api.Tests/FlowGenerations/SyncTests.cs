using Flowgen.Harness;

namespace Flowgen.Api.Tests.FlowGenerations;

public class SyncTests(ApiFixture api)
{
    [Fact]
    public async Task Production_does_not_wait()
    {
        await using var production = await api.StartAsync("Production");

        var refused = await production.Send(HttpMethod.Post, "/flow-generations?sync=true", Requests.Smallest);
        var accepted = await production.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);

        Assert.Equal(400, refused.Status);
        Assert.Equal(["sync_not_available at sync"], refused.Errors);
        Assert.Equal(201, accepted.Status);
    }

    [Fact]
    public async Task After_the_time_limit_the_response_is_the_unfinished_generation()
    {
        await using var slow = await SlowApi.StartAsync(limit: TimeSpan.FromSeconds(0.5));

        // Where it has not begun by then, it is still queued.
        await Eventually.Until(async () =>
        {
            var answer = await slow.Host.Send(HttpMethod.Post, "/flow-generations?sync=true", Requests.Smallest);
            Assert.Equal(201, answer.Status);
            return answer.Attributes.GetProperty("status").GetString() is "processing";
        });
    }

    [Fact]
    public async Task A_client_that_disconnects_loses_nothing()
    {
        await using var slow = await SlowApi.StartAsync();
        using var client = slow.Host.Server.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", "fg_sandbox_demo");
        using var leaving = new CancellationTokenSource();

        var post = client.PostAsync(
            "/flow-generations?sync=true",
            new StringContent(Requests.Smallest, new System.Net.Http.Headers.MediaTypeHeaderValue(ApiFixture.JsonApi)),
            leaving.Token
        );
        var id = await slow.Generator.Started();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => post);
        slow.Generator.Release();

        Assert.Equal("finished", (await slow.Host.UntilEnded(id)).Attributes.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_wait_ends_also_when_another_process_does_the_work()
    {
        await using var worker = await SlowApi.StartAsync(solo: false);
        await using var waiter = await worker.Fixture.StartAsync("Sandbox", solo: false, role: "api");
        var created = await worker.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);
        await worker.Generator.Started();

        var waiting = waiter.Await(created.Id, TimeSpan.FromHours(1));
        worker.Generator.Release();
        var ended = await waiting.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);

        Assert.Equal(Domain.FlowGenerations.FlowGenerationStatus.Finished, ended.Status);
    }

    [Fact]
    public async Task A_wait_ends_with_the_deletion_of_the_generation_and_the_response_is_202()
    {
        await using var slow = await SlowApi.StartAsync();
        var post = Post();
        var id = await slow.Generator.Started();

        await slow.Host.Send(HttpMethod.Delete, $"/flow-generations/{id}");
        var answer = await post;
        var again = await Post();

        Assert.Equal(201, answer.Status);
        Assert.Equal(id, answer.Id);
        Assert.Equal("processing", answer.Attributes.GetProperty("status").GetString());
        Assert.Equal("\"2\"", answer.Header("ETag"));
        Assert.Equal("true", again.Header("Idempotent-Replayed"));
        Assert.Equal(answer.Document.GetRawText(), again.Document.GetRawText());

        Task<Answer> Post() =>
            slow.Host.Send(
                HttpMethod.Post,
                "/flow-generations?sync=true",
                Requests.Smallest,
                request => request.Headers.Add("Idempotency-Key", "deleted-meanwhile")
            );
    }
}
