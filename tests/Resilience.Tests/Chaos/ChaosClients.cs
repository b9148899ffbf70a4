using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Flowgen.Harness;

namespace Flowgen.Resilience.Tests.Chaos;

/// <summary>
/// Clients as they should be: each post has a key and is sent again, at any node, until it is answered. They note what they
/// were told, and every answer that they should not have got.
/// </summary>
internal sealed class ChaosClients : IDisposable
{
    private const string KeyPlace = "the key";
    private const int MostBurstingAtOnce = 200;
    private const double ShareAtFrozenNodes = 0.1;
    private const int MostEndsAsked = 2_000;

    // A client's patience; and how long a node that works may take, whatever Postgres does: half a minute, and three times that
    // on a machine that is slow.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Hanging = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1.2);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<ChaosNode> nodes;
    private readonly Violations violations;
    private readonly TimeProvider clock = TimeProvider.System;
    private readonly int seed;
    private readonly HttpClient http;
    private readonly string body;
    private readonly ConcurrentDictionary<string, Guid> answered = new();
    private readonly ConcurrentDictionary<Guid, long> pending = new();
    private readonly ConcurrentDictionary<Guid, bool> deleted = new();
    private readonly ConcurrentDictionary<string, (int Count, TimeSpan Slowest)> answers = new();
    private readonly CancellationTokenSource abandoned = new();
    private int keys;

    public ChaosClients(IReadOnlyList<ChaosNode> nodes, Violations violations, int seed)
    {
        this.nodes = nodes;
        this.violations = violations;
        this.seed = seed;
        http = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", "fg_sandbox_demo") },
        };
        var sample = JsonNode.Parse(Repository.SampleRequest)!;
        // A parameter that no rule names is kept, so the log tells which key a generation is of.
        sample["data"]!["attributes"]!["parameters"]!["chaosKey"] = KeyPlace;
        body = sample.ToJsonString();
    }

    /// <summary>What they were told so far.</summary>
    public ClientsKnow Know =>
        new(answered, deleted.Keys.ToHashSet(), deleted.Where(one => one.Value).Select(one => one.Key).ToHashSet());

    /// <summary>How many generations were accepted.</summary>
    public int Accepted => answered.Count;

    /// <summary>How many were accepted and have not been seen to end.</summary>
    public int Pending => pending.Count;

    /// <summary>What was answered to what, how often, and the slowest of it, without the time that the node stood still.</summary>
    public IEnumerable<(string Answer, int Count, TimeSpan Slowest)> Answers =>
        from answer in answers
        orderby answer.Key
        select (answer.Key, answer.Value.Count, answer.Value.Slowest);

    /// <summary>Those accepted by a moment (a timestamp) that have not been seen to end.</summary>
    public IEnumerable<Guid> PendingSince(long moment) =>
        from accepted in pending.ToArray()
        where accepted.Value <= moment
        select accepted.Key;

    /// <summary>Works until it is stopped, and then until every request has its answer.</summary>
    public Task RunAsync(int clients, CancellationToken stopping) =>
        Task.WhenAll(
            Enumerable
                .Range(0, clients)
                .Select(number => Task.Run(() => BeAsync(number, stopping), CancellationToken.None))
        );

    /// <summary>Many posts at once.</summary>
    public Task BurstAsync(int count) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = MostBurstingAtOnce },
            async (_, _) => await PostAsync(NewKey(), sync: false, isShared: false)
        );

    /// <summary>Gives up what has no answer yet.</summary>
    public Task AbandonAsync() => abandoned.CancelAsync();

    /// <summary>Looks in the log which of the accepted ones have ended.</summary>
    public async Task LookForEndsAsync(ChaosPostgres postgres)
    {
        var oldest = pending
            .ToArray()
            .OrderBy(accepted => accepted.Value)
            .Select(accepted => accepted.Key)
            .Take(MostEndsAsked);
        var ended = await postgres.ReadAsync(
            $"""
            select asked.id from unnest($1) asked (id) where exists (
                select from flowgen.mt_events e where e.tenant_id = 'demo' and e.stream_id = asked.id
                and e.type in ('{EventLog.Finished}', '{EventLog.Failed}', '{EventLog.Deleted}'))
            """,
            row => row.GetGuid(0),
            oldest.ToArray()
        );
        ended.ForEach(id => pending.TryRemove(id, out _));
    }

    /// <summary>Compares what the API lists, page by page, with what clients were told.</summary>
    public async Task JudgeListAsync()
    {
        var listed = new Dictionary<Guid, string>();
        for (var next = "/flow-generations?page[size]=100&fields[flowGenerations]=status"; next is not null; )
        {
            var page = await GetAsync(next);
            if (page is null)
            {
                return; // said already
            }

            foreach (var item in page["data"]!.AsArray())
            {
                if (!listed.TryAdd(Guid.Parse((string)item!["id"]!), (string)item["attributes"]!["status"]!))
                {
                    violations.Add("The list shows a generation twice", (string)item["id"]!);
                }
            }

            next = (string?)page["links"]!["next"];
        }

        foreach (var id in answered.Values.Distinct())
        {
            var status = listed.GetValueOrDefault(id);
            if (deleted.ContainsKey(id) ? status is not null : status is not "finished")
            {
                violations.Add("The API shows another state than finished, or deleted", $"{id}: {status ?? "none"}");
            }
        }
    }

    public void Dispose()
    {
        http.Dispose();
        abandoned.Dispose();
    }

    private async Task BeAsync(int number, CancellationToken stopping)
    {
        var random = new Random((seed * 1_000) + number);
        while (!stopping.IsCancellationRequested)
        {
            await ActAsync(random);
            await Pause(random.NextDouble() * LongestPause, stopping);
        }
    }

    private async Task ActAsync(Random random)
    {
        var key = NewKey();
        var ids = random.Next(10) switch
        {
            0 => await Task.WhenAll(
                PostAsync(key, sync: false, isShared: true),
                PostAsync(key, sync: false, isShared: true)
            ),
            1 => await Task.WhenAll(
                PostAsync(key, sync: true, isShared: true),
                PostAsync(key, sync: true, isShared: true)
            ),
            2 => [await PostAsync(key, sync: true, isShared: false)],
            _ => [await PostAsync(key, sync: false, isShared: false)],
        };
        if (ids[0] is not { } id)
        {
            return;
        }

        switch (random.Next(10))
        {
            case 0:
                await DeleteAsync(id, erases: random.Next(2) == 0);
                break;
            case 1:
                await Pause(random.NextDouble() * LongestPause, abandoned.Token);
                await DeleteAsync(id, erases: random.Next(2) == 0);
                break;
            case 2 or 3:
                await GetAsync($"/flow-generations/{id}");
                break;
            case 4:
                await GetAsync("/flow-generations?page[size]=5&include=flow");
                break;
            case 5:
                await PostAsync(key, sync: false, isShared: true);
                break;
            default:
                break;
        }
    }

    private string NewKey() => $"{seed}-{Interlocked.Increment(ref keys)}";

    private async Task<Guid?> PostAsync(string key, bool sync, bool isShared)
    {
        var path = sync ? "/flow-generations?sync=true" : "/flow-generations";
        var isKnown = answered.ContainsKey(key);
        for (var attempt = 1; !abandoned.IsCancellationRequested; attempt++)
        {
            var answer = await TryAsync(HttpMethod.Post, path, key);
            if (answer is { Status: 201 })
            {
                var id = Guid.Parse((string)JsonNode.Parse(answer.Body)!["data"]!["id"]!);
                if (answered.TryAdd(key, id))
                {
                    pending[id] = clock.GetTimestamp();
                }
                else if (answered[key] != id)
                {
                    violations.Add("A key was answered with two generations", $"{key}: {answered[key]}, {id}");
                }
                else if (isKnown && !answer.IsReplay)
                {
                    violations.Add("A repetition was not said to be one", $"{key} at {answer.Node}");
                }

                return id;
            }

            // An earlier try, or the other request with this key, may be under way.
            Expect(answer, $"POST {path}", 503, attempt > 1 || isShared ? 409 : 503);
            await BackOff(attempt);
        }

        violations.Add("A post never got its answer", key);
        return null;
    }

    private async Task DeleteAsync(Guid id, bool erases)
    {
        deleted[id] = erases;
        for (var attempt = 1; !abandoned.IsCancellationRequested; attempt++)
        {
            var answer = await TryAsync(
                HttpMethod.Delete,
                $"/flow-generations/{id}{(erases ? "?erase=true" : "")}",
                key: null
            );
            if (answer is { Status: 204 } || (answer is { Status: 404 } && attempt > 1))
            {
                return;
            }

            // Others may change it right now; a try that failed may have deleted it.
            Expect(answer, "DELETE", 503, 409);
            if (answer is { Status: 404 })
            {
                return;
            }

            await BackOff(attempt);
        }

        violations.Add("A deletion never got its answer", $"{id}");
    }

    private async Task<JsonNode?> GetAsync(string path)
    {
        for (var attempt = 1; !abandoned.IsCancellationRequested; attempt++)
        {
            var answer = await TryAsync(HttpMethod.Get, path, key: null);
            if (answer is { Status: 200 })
            {
                return JsonNode.Parse(answer.Body);
            }

            Expect(answer, $"GET {path}", 503);
            if (answer is { Status: < 500 })
            {
                return null;
            }

            await BackOff(attempt);
        }

        violations.Add("A GET never got its answer", path);
        return null;
    }

    private void Expect(Answer? answer, string request, params int[] statuses)
    {
        if (answer is not null && !statuses.Contains(answer.Status))
        {
            violations.Add(
                $"{request.Split(' ')[0]} answered with {answer.Status}",
                $"{request} at {answer.Node}: {answer.Body[..Math.Min(answer.Body.Length, 300)]}"
            );
        }

        if (answer is { Status: 503, HasRetryAfter: false })
        {
            violations.Add("503 without Retry-After", $"{request} at {answer.Node}");
        }
    }

    private sealed record Answer(string Node, int Status, bool HasRetryAfter, bool IsReplay, string Body);

    // Null where there was none.
    private async Task<Answer?> TryAsync(HttpMethod method, string path, string? key)
    {
        var node = await PickAsync();
        var (disturbances, frozen, wasFrozen) = (node.Disturbances, node.FrozenFor, node.IsFrozen);
        var began = clock.GetTimestamp();
        Answer? answer = null;
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(node.Address, path));
            if (key is not null)
            {
                request.Headers.Add("Idempotency-Key", key);
                request.Content = new StringContent(
                    body.Replace(KeyPlace, key),
                    Encoding.UTF8,
                    new MediaTypeHeaderValue("application/vnd.api+json")
                );
            }

            using var response = await http.SendAsync(request, limit.Token);
            answer = new(
                node.Name,
                (int)response.StatusCode,
                response.Headers.RetryAfter is not null,
                response.Headers.Contains("Idempotent-Replayed"),
                await response.Content.ReadAsStringAsync(limit.Token)
            );
        }
        catch (HttpRequestException e)
        {
            if (node.Disturbances == disturbances && node.IsUp && !wasFrozen)
            {
                violations.Add("A connection was lost without a fault", $"{method} {path} at {node.Name}: {e.Message}");
            }
        }
        catch (OperationCanceledException)
        {
            // Judged by its time.
        }

        var waited = clock.GetElapsedTime(began) - (node.FrozenFor - frozen);
        if (waited > Hanging && node.IsUp)
        {
            violations.Add("A request hung", $"{method} {path} at {node.Name}: {waited.TotalSeconds:0.0} s");
        }

        answers.AddOrUpdate(
            $"{method} {(path.Contains("sync=true") ? "sync " : "")}{answer?.Status.ToString() ?? "none"}",
            (1, waited),
            (_, sofar) => (sofar.Count + 1, waited > sofar.Slowest ? waited : sofar.Slowest)
        );
        return answer;
    }

    // As a load balancer does, which soon leaves out a node that stands still.
    private async Task<ChaosNode> PickAsync()
    {
        while (true)
        {
            var withFrozen = Random.Shared.NextDouble() < ShareAtFrozenNodes;
            var live = nodes.Where(node => node.IsUp && (withFrozen || !node.IsFrozen)).ToList();
            if (live is not [])
            {
                return live[Random.Shared.Next(live.Count)];
            }

            await Task.Delay(100); // all are being started again
        }
    }

    private Task BackOff(int attempt) =>
        Pause(
            Random.Shared.NextDouble()
                * TimeSpan.FromMilliseconds(Math.Min(200 * attempt, LongestBackOff.TotalMilliseconds)),
            abandoned.Token
        );

    private static async Task Pause(TimeSpan pause, CancellationToken cancellationToken) =>
        await Task.Delay(pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
