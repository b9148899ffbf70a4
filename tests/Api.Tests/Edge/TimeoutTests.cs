using Flowgen.Harness;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Api.Tests.Edge;

public class TimeoutTests
{
    [Fact]
    public async Task A_request_is_cancelled_after_its_time_limit()
    {
        await using var slow = await SlowApi.StartAsync(configure: Within(TimeSpan.FromSeconds(1)));
        await using (await slow.Fixture.HoldAsync("lock table flowgen.mt_doc_flowgeneration"))
        {
            // Postgres gives up on the lock as well, after 3 s, and is first where the API stood still for that time.
            Answer? answer = null;
            await Eventually.Until(async () =>
                (answer = await slow.Host.Send(HttpMethod.Get, "/flow-generations")).Status is not 503
            );

            Assert.Equal(504, answer!.Status);
            Assert.Equal(["timed_out"], answer.Errors);
            Assert.Equal("5", answer.Header("Retry-After"));
        }

        await Eventually.Until(async () => (await slow.Host.Send(HttpMethod.Get, "/flow-generations")).Status is 200);
    }

    [Fact]
    public async Task A_request_that_waits_for_a_flow_has_the_requested_time()
    {
        var limit = TimeSpan.FromSeconds(3);
        await using var slow = await SlowApi.StartAsync(limit: limit * 1.5, configure: Within(limit));

        // Where not even to accept one takes less than the limit, it is given up; another will do.
        await Eventually.Until(async () =>
        {
            var answer = await slow.Host.Send(HttpMethod.Post, "/flow-generations?sync=true", Requests.Smallest);
            return answer.Status is 201 && answer.Attributes.GetProperty("status").GetString() is "processing";
        });
    }

    private static Action<IServiceCollection> Within(TimeSpan limit) =>
        services =>
            services.PostConfigure<RequestTimeoutOptions>(options =>
                options.DefaultPolicy = new()
                {
                    Timeout = limit,
                    TimeoutStatusCode = options.DefaultPolicy!.TimeoutStatusCode,
                }
            );
}
