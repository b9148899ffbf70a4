using Flowgen.Harness;

namespace Flowgen.Api.Tests.Edge;

public class SyncWaiterTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Beyond_the_limit_of_waiters_a_request_creates_nothing(bool sync)
    {
        await using var slow = await SlowApi.StartAsync(settings: ("Limits:SyncWaiters", "2"));
        var waiting = new[] { Post(slow, sync), Post(slow, sync) };
        await Eventually.Until(() => Task.FromResult(slow.Generator.Calls >= 2));

        var refused = await Post(slow, sync);
        var unwaited = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);
        var ofOther = Post(slow, sync, ApiFixture.OtherKey);
        await Eventually.Until(() => Task.FromResult(slow.Generator.Calls >= 4));
        slow.Generator.Release();
        var answers = await Task.WhenAll([.. waiting, ofOther]);
        var next = await Post(slow, sync);

        Assert.Equal(429, refused.Status);
        Assert.Equal(["too_many_waiters"], refused.Errors);
        Assert.Equal("5", refused.Header("Retry-After"));
        Assert.Equal(201, unwaited.Status);
        Assert.All(answers, answer => Assert.Equal("finished", answer.Attributes.GetProperty("status").GetString()));
        Assert.Equal(201, next.Status);
        Assert.Equal(
            5L,
            await slow.Fixture.QueryAsync("select count(*) from flowgen.mt_streams where type = 'flow_generation'")
        );
    }

    private static Task<Answer> Post(SlowApi slow, bool sync, string key = "fg_sandbox_demo") =>
        slow.Host.Send(
            HttpMethod.Post,
            sync ? "/flow-generations?sync=true" : "/flow-generations",
            Requests.Smallest,
            request =>
            {
                request.Headers.Authorization = new("Bearer", key);
                if (!sync)
                {
                    request.Headers.Add("Prefer", "wait=60");
                }
            }
        );
}
