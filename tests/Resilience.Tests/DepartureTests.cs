using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Flowgen.Harness;

namespace Flowgen.Resilience.Tests;

/// <summary>How processes leave while others stay.</summary>
public class DepartureTests
{
    private const int Clients = 8;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    // For how long a node that leaves still answers.
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_rolling_restart_under_load_loses_no_request_of_a_load_balancer_that_checks_readiness()
    {
        await using var database = await SchemaDatabase.CreateAsync();
        ApiProcess[] nodes = [await Start(database), await Start(database)];
        using var over = new CancellationTokenSource();
        var clock = TimeProvider.System;
        var ready = new ConcurrentDictionary<int, bool>();
        var looked = new ConcurrentDictionary<int, long>();
        var looking = Task.WhenAll(Enumerable.Range(0, nodes.Length).Select(Watch));
        await Eventually.Until(() => Task.FromResult(ready.Values.Count(isReady => isReady) == nodes.Length));
        var posting = Task.WhenAll(Enumerable.Range(0, Clients).Select(PostOnAndOn));

        for (var i = 0; i < nodes.Length; i++)
        {
            await nodes[i].DisposeAsync();
            nodes[i] = await Start(database);
            await Eventually.Until(() => Task.FromResult(ready[i]));
        }

        await over.CancelAsync();
        await looking;
        var answers = (await posting).SelectMany(statuses => statuses).ToList();
        await Eventually.Until(async () =>
            await database.ExecuteAsync("select count(*) from flowgen.mt_doc_flow") is long flows
            && flows == answers.Count
        );
        await Task.WhenAll(nodes.Select(node => node.DisposeAsync().AsTask()));

        Assert.NotEmpty(answers);
        Assert.All(answers, status => Assert.Equal(HttpStatusCode.Created, status));

        async Task Watch(int node)
        {
            while (!over.IsCancellationRequested)
            {
                var began = clock.GetTimestamp();
                try
                {
                    using var answer = await nodes[node].Client.GetAsync("/health/ready");
                    (looked[node], ready[node]) = (began, answer.IsSuccessStatusCode);
                }
                catch (Exception e) when (e is HttpRequestException or ObjectDisposedException or TaskCanceledException)
                {
                    ready[node] = false;
                }

                await Task.Delay(Look);
            }
        }

        async Task<List<HttpStatusCode>> PostOnAndOn(int client)
        {
            var statuses = new List<HttpStatusCode>();
            for (var turn = client; !over.IsCancellationRequested; turn++)
            {
                var node = turn % nodes.Length;
                if (!ready[node])
                {
                    await Task.Delay(Look);
                    continue;
                }

                var asked = looked[node];
                using var body = new StringContent(
                    Repository.SampleRequest,
                    new MediaTypeHeaderValue("application/vnd.api+json")
                );
                try
                {
                    using var answer = await nodes[node].Client.PostAsync("/flow-generations", body);
                    statuses.Add(answer.StatusCode);
                }
                catch (Exception e) when (IsRefusal(e) && clock.GetElapsedTime(asked) > Delay)
                {
                    // On a machine so slow, this balancer had not asked in time.
                }
            }

            return statuses;
        }
    }

    private static bool IsRefusal(Exception exception) =>
        exception
            is ObjectDisposedException
                or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };

    private static Task<ApiProcess> Start(TestDatabase database) =>
        ApiProcess.StartAsync(
            ("ConnectionStrings__Postgres", database.ConnectionString),
            ("Shutdown__Delay", Delay.ToString())
        );
}
