using System.Text.Json;
using Alba;
using Flowgen.Api.Tests.Operations;
using Flowgen.Api.Tests.Webhooks;
using Flowgen.Domain.Organisations;
using Flowgen.Harness;

namespace Flowgen.Api.Tests;

/// <summary>Writes of one resource at the same time: each is decided on the state that it finds, and none fails for another's sake.</summary>
public sealed class ConcurrentWriteTests(DeadLetterApi letters) : IClassFixture<DeadLetterApi>, IAsyncLifetime
{
    private const int AtOnce = 20;

    private static readonly string[] Writes = ["post", "put", "patch", "delete"];

    private readonly ApiFixture api = letters.Api;

    private WebhookReceiver receiver = null!;

    public async ValueTask InitializeAsync() => receiver = await WebhookReceiver.StartAsync();

    public ValueTask DisposeAsync() => receiver.DisposeAsync();

    [Fact]
    public async Task Twenty_at_once_of_every_write_have_documented_responses_and_no_server_error()
    {
        var document = (await api.Get("/swagger/v1/swagger.json")).Document;
        var wrong = new List<string>();
        var count = 0;
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Where(one => Writes.Contains(one.Name)))
            {
                var target = await TargetAsync(path.Name) + Query(operation.Value);
                var body = Body(operation.Value);
                var key = path.Name.StartsWith("/operations", StringComparison.Ordinal)
                    ? ApiFixture.OperatorKey
                    : ApiFixture.DemoKey("Sandbox");
                var answers = await AtOnceAsync(_ => SendAsync(api.Host, operation.Name, target, body, key));

                var statuses = answers.Select(answer => answer.Status).Order().ToList();
                var documented = operation.Value.GetProperty("responses").EnumerateObject().Select(one => one.Name);
                if (
                    statuses[0] is < 200 or >= 300
                    || statuses[^1] >= 500
                    || statuses.Exists(status => !documented.Contains($"{status}"))
                )
                {
                    wrong.Add($"{operation.Name} {path.Name}: {string.Join(' ', statuses)}");
                }

                count++;
            }
        }

        Assert.Empty(wrong);
        Assert.True(count >= 17, $"Only {count} writes were found in the document.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Keys_are_created_and_revoked_in_turn(int nodes)
    {
        await using var others = nodes == 1 ? null : await api.StartAsync("Sandbox", solo: false);

        var created = await AtOnceAsync(n =>
            SendAsync(Node(n, others), "post", "/api-keys", Requests.ApiKey(Scope.ReadGenerations))
        );
        var revoked = await AtOnceAsync(n =>
            SendAsync(Node(n, others), "delete", $"/api-keys/{created[n].Data.GetProperty("id").GetString()}")
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
        await DeleteWebhooksAsync();

        var created = await AtOnceAsync(n => SendAsync(Node(n, others), "post", "/webhooks", NewWebhook()));
        var tooMany = await SendAsync(api.Host, "post", "/webhooks", NewWebhook());
        var webhook = $"/webhooks/{created[0].Id}";
        var rotated = await AtOnceAsync(n => SendAsync(Node(n, others), "post", $"{webhook}/rotate-secret"));
        var changed = await AtOnceAsync(n =>
            SendAsync(
                Node(n, others),
                "patch",
                webhook,
                ManagedWebhooks.Body($$"""{"description": "{{n}}"}""", created[0].Id)
            )
        );
        var ended = await AtOnceAsync(n =>
            n == AtOnce / 2
                ? SendAsync(Node(n, others), "delete", webhook)
                : SendAsync(Node(n, others), "post", $"{webhook}/rotate-secret")
        );

        Assert.All(created, answer => Assert.Equal(201, answer.Status));
        Assert.Equal(["too_many_webhooks"], tooMany.Errors);
        Assert.All(rotated, answer => Assert.Equal(200, answer.Status));
        Assert.All(changed, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(
            Enumerable.Range(AtOnce + 2, AtOnce).Select(version => $"\"{version}\""),
            changed.Select(answer => answer.Header("ETag")).OrderBy(tag => int.Parse(tag!.Trim('"')))
        );
        Assert.Equal(204, ended[AtOnce / 2].Status);
        Assert.All(ended, answer => Assert.True(answer.Status is 200 or 204 or 404, $"{answer.Status}"));
    }

    private static Task<Answer[]> AtOnceAsync(Func<int, Task<Answer>> send) =>
        Task.WhenAll(Enumerable.Range(0, AtOnce).Select(send));

    private IAlbaHost Node(int n, IAlbaHost? other) => n % 2 == 0 ? api.Host : other ?? api.Host;

    private static Task<Answer> SendAsync(
        IAlbaHost host,
        string method,
        string path,
        string? body = null,
        string? key = null
    ) =>
        host.Send(
            new(method.ToUpperInvariant()),
            path,
            body,
            request => request.Headers.Authorization = key is null ? request.Headers.Authorization : new("Bearer", key)
        );

    // One resource that exists, so that at least one of the writes succeeds.
    private async Task<string> TargetAsync(string path) =>
        !path.Contains('{')
            ? path
            : path.Split('/')[1] switch
            {
                "flow-generations" => Filled(path, $"{(await api.Post(Requests.Smallest, sync: true)).Id}"),
                "flows" => Filled(
                    path,
                    (await api.Post(Requests.Smallest, sync: true)).Attributes.GetProperty("flowId").GetString()!
                ),
                "webhooks" => Filled(path, $"{await CreateWebhookAsync()}"),
                "webhook-deliveries" => Filled(
                    path,
                    $"{(await SendAsync(api.Host, "post", $"/webhooks/{await CreateWebhookAsync()}/test")).Id}"
                ),
                "api-keys" => Filled(path, (await api.CreateKeyAsync(Scope.ReadGenerations)).Id),
                "event-consumers" => Filled(path, await CreateConsumerAsync()),
                "operations" => Filled(path, await CreateLetterAsync()),
                _ => throw new InvalidOperationException($"There is no resource to write for {path}: make one here."),
            };

    private static string Filled(string path, string id) =>
        path.Replace("{id}", id).Replace("{keyId}", id).Replace("{consumer}", id);

    private static string Query(JsonElement operation) =>
        string.Concat(
            (operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : default)
                .Where(one => one.GetProperty("in").GetString() is "query")
                .Where(one => one.TryGetProperty("required", out var isRequired) && isRequired.GetBoolean())
                .Select((one, n) => $"{(n == 0 ? '?' : '&')}{one.GetProperty("name")}={one.GetProperty("example")}")
        );

    private string? Body(JsonElement operation)
    {
        if (!operation.TryGetProperty("requestBody", out var body))
        {
            return null;
        }

        var content = body.GetProperty("content").GetProperty(ApiFixture.JsonApi);
        var example = content.TryGetProperty("example", out var one)
            ? one
            : content.GetProperty("examples").EnumerateObject().First().Value.GetProperty("value");
        return example.GetRawText().Contains("\"webhooks\"")
            ? Requests.With(attributes => attributes["url"] = receiver.Url("/"), example.GetRawText())
            : example.GetRawText();
    }

    private string NewWebhook() =>
        Requests.With(
            attributes => attributes["url"] = receiver.Url("/"),
            ManagedWebhooks.Body(ManagedWebhooks.Attributes)
        );

    private async Task<Guid> CreateWebhookAsync()
    {
        await DeleteWebhooksAsync();
        return (await SendAsync(api.Host, "post", "/webhooks", NewWebhook())).Id;
    }

    private async Task DeleteWebhooksAsync()
    {
        foreach (var webhook in (await api.Get("/webhooks")).Data.EnumerateArray())
        {
            await SendAsync(api.Host, "delete", $"/webhooks/{webhook.GetProperty("id")}");
        }
    }

    private async Task<string> CreateConsumerAsync()
    {
        await SendAsync(
            api.Host,
            "put",
            "/event-consumers/walk",
            """{"data":{"type":"eventConsumers","attributes":{"position":0}}}"""
        );
        return "walk";
    }

    private async Task<string> CreateLetterAsync()
    {
        var message = letters.Message(flowGenerationId: Guid.CreateVersion7());
        await letters.StoreAsync(message, "System.TimeoutException", TimeProvider.System.GetUtcNow());
        return $"{message.Id}";
    }
}
