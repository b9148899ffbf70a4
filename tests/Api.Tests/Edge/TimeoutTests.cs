using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Api.Tests.Edge;

public class TimeoutTests
{
    [Fact]
    public async Task What_takes_too_long_is_given_up()
    {
        await using var slow = await SlowApi.StartAsync(configure: Within(TimeSpan.FromSeconds(1)));
        await using (await slow.Fixture.HoldAsync("lock table flowgen.mt_doc_flowgeneration"))
        {
            var answer = await slow.Host.Send(HttpMethod.Get, "/flow-generations");

            Assert.Equal(504, answer.Status);
            Assert.Equal(["timed_out"], answer.Errors);
            Assert.Equal("5", answer.Header("Retry-After"));
        }

        Assert.Equal(200, (await slow.Host.Send(HttpMethod.Get, "/flow-generations")).Status);
    }

    [Fact]
    public async Task Who_waits_for_a_flow_has_the_time_he_asked_for()
    {
        var limit = TimeSpan.FromSeconds(3);
        await using var slow = await SlowApi.StartAsync(limit: limit * 1.5, configure: Within(limit));

        var answer = await slow.Host.Send(HttpMethod.Post, "/flow-generations?sync=true", Requests.Smallest);

        Assert.Equal(201, answer.Status);
        Assert.Equal("processing", answer.Attributes.GetProperty("status").GetString());
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
