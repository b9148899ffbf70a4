using Alba;
using Flowgen.Api.Tests.Webhooks;
using Flowgen.Domain.Organisations;

namespace Flowgen.Api.Tests.JsonApi;

/// <summary>Writes of one resource at the same time: each is decided on the state that it finds, and none fails for another's sake.</summary>
public sealed class ConcurrentWriteTests(DocumentedApi documented) : IClassFixture<DocumentedApi>
{
    private const int AtOnce = 20;

    private readonly ApiFixture api = documented.Api;

    [Fact]
    public async Task Twenty_concurrent_calls_of_every_write_have_documented_responses_and_no_server_error()
    {
        var wrong = new List<string>();
        var writes = documented.Operations.Where(operation => operation.IsWrite).ToList();
        foreach (var operation in writes)
        {
            var target = await documented.TargetAsync(operation);
            var answers = await AtOnceAsync(_ => documented.SendAsync(operation, target));

            var statuses = answers.Select(answer => answer.Status).Order().ToList();
            if (
                statuses[0] is < 200 or >= 300
                || statuses[^1] >= 500
                || statuses.Exists(status => !operation.Statuses.Contains($"{status}"))
            )
            {
                wrong.Add($"{operation}: {string.Join(' ', statuses)}");
            }
        }

        Assert.Empty(wrong);
        Assert.True(writes.Count >= 17, $"Only {writes.Count} writes were found in the document.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Keys_are_created_and_revoked_in_turn(int nodes)
    {
        await using var others = nodes == 1 ? null : await api.StartAsync("Sandbox", solo: false);

        var created = await AtOnceAsync(n =>
            SendAsync(Node(n, others), HttpMethod.Post, "/api-keys", Requests.ApiKey(Scope.ReadGenerations))
        );
        var revoked = await AtOnceAsync(n =>
            SendAsync(Node(n, others), HttpMethod.Delete, $"/api-keys/{created[n].Data.GetProperty("id").GetString()}")
        );

        Assert.All(created, answer => Assert.Equal(201, answer.Status));
        Assert.All(revoked, answer => Assert.Equal(204, answer.Status));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Webhooks_are_created_rotated_changed_and_deleted_in_turn(int nodes)
    {
        await using var others = nodes == 1 ? null : await api.StartAsync("Sandbox", solo: false);
        await documented.DeleteWebhooksAsync();

        var created = await AtOnceAsync(n => PostAsync(n, "/webhooks", documented.NewWebhook()));
        var tooMany = await PostAsync(0, "/webhooks", documented.NewWebhook());
        var webhook = $"/webhooks/{created[0].Id}";
        var rotated = await AtOnceAsync(n => PostAsync(n, $"{webhook}/rotate-secret"));
        var changed = await AtOnceAsync(n =>
            SendAsync(
                Node(n, others),
                HttpMethod.Patch,
                webhook,
                ManagedWebhooks.Body($$"""{"description": "{{n}}"}""", created[0].Id)
            )
        );
        var ended = await AtOnceAsync(n =>
            n == AtOnce / 2
                ? SendAsync(Node(n, others), HttpMethod.Delete, webhook)
                : PostAsync(n, $"{webhook}/rotate-secret")
        );

        Assert.Equal([], created.Where(answer => answer.Status != 201).SelectMany(answer => answer.Errors));
        Assert.Equal(["too_many_webhooks"], tooMany.Errors);
        Assert.All(rotated, answer => Assert.Equal(200, answer.Status));
        Assert.All(changed, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(
            Enumerable.Range(AtOnce + 2, AtOnce).Select(version => $"\"{version}\""),
            changed.Select(answer => answer.Header("ETag")).OrderBy(tag => int.Parse(tag!.Trim('"')))
        );
        Assert.Equal(204, ended[AtOnce / 2].Status);
        Assert.All(ended, answer => Assert.True(answer.Status is 200 or 204 or 404, $"{answer.Status}"));

        Task<Answer> PostAsync(int n, string path, string? body = null) =>
            SendAsync(Node(n, others), HttpMethod.Post, path, body);
    }

    [Fact]
    public async Task Of_concurrent_creations_of_a_consumer_one_succeeds_and_the_others_fail_their_precondition()
    {
        var path = $"/event-consumers/test-{Guid.CreateVersion7():n}";

        var answers = await AtOnceAsync(_ =>
            api.Send(
                HttpMethod.Put,
                path,
                """{"data":{"type":"eventConsumers","attributes":{"position":0}}}""",
                request => request.Headers.TryAddWithoutValidation("If-None-Match", "*")
            )
        );

        Assert.Single(answers, answer => answer.Status is 201);
        Assert.All(answers.Where(answer => answer.Status is not 201), answer => Assert.Equal(412, answer.Status));
    }

    private static Task<Answer[]> AtOnceAsync(Func<int, Task<Answer>> send) =>
        Task.WhenAll(Enumerable.Range(0, AtOnce).Select(send));

    private IAlbaHost Node(int n, IAlbaHost? other) => n % 2 == 0 ? api.Host : other ?? api.Host;

    private static Task<Answer> SendAsync(IAlbaHost host, HttpMethod method, string path, string? body = null) =>
        host.Send(method, path, body);
}
