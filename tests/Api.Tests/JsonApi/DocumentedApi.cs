using System.Text.Json;
using Flowgen.Api.Tests.Operations;
using Flowgen.Api.Tests.Webhooks;
using Flowgen.Domain.Organisations;
using Flowgen.Harness;

namespace Flowgen.Api.Tests.JsonApi;

/// <summary>An operation of the OpenAPI document.</summary>
public sealed record DocumentedOperation(HttpMethod Method, string Path, JsonElement Document)
{
    public bool IsWrite => Method != HttpMethod.Get;

    public IEnumerable<JsonElement> Parameters =>
        Document.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : [];

    public bool Takes(string header) => Parameters.Any(one => one.GetProperty("name").GetString() == header);

    public IEnumerable<string> Statuses => Document.GetProperty("responses").EnumerateObject().Select(one => one.Name);

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>An API, whose documented operations can be called on resources that exist.</summary>
public sealed class DocumentedApi : IAsyncLifetime
{
    private readonly DeadLetterApi letters = new();

    private WebhookReceiver receiver = null!;

    public ApiFixture Api => letters.Api;

    public IReadOnlyList<DocumentedOperation> Operations { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await letters.InitializeAsync();
        receiver = await WebhookReceiver.StartAsync();
        var paths = (await Api.Get("/swagger/v1/swagger.json")).Document.GetProperty("paths");
        Operations =
        [
            .. paths
                .EnumerateObject()
                .SelectMany(path =>
                    path.Value.EnumerateObject()
                        .Select(one => new DocumentedOperation(new(one.Name.ToUpperInvariant()), path.Name, one.Value))
                ),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await receiver.DisposeAsync();
        await letters.DisposeAsync();
    }

    /// <summary>Sends the request that the document has as its example to the path of a resource.</summary>
    public Task<Answer> SendAsync(
        DocumentedOperation operation,
        string target,
        params IEnumerable<(string Name, string Value)> headers
    ) =>
        Api.Host.Send(
            operation.Method,
            target,
            Body(operation),
            request =>
            {
                if (operation.Path.StartsWith("/operations", StringComparison.Ordinal))
                {
                    request.Headers.Authorization = new("Bearer", ApiFixture.OperatorKey);
                }

                foreach (var (name, value) in headers)
                {
                    request.Headers.TryAddWithoutValidation(name, value);
                }
            }
        );

    /// <summary>The path of an operation, with a new resource that exists and the parameters that are required.</summary>
    public async Task<string> TargetAsync(DocumentedOperation operation)
    {
        var path = operation.Path.Contains('{') ? await ExistingAsync(operation.Path) : operation.Path;
        var query = operation
            .Parameters.Where(one => one.GetProperty("in").GetString() is "query")
            .Where(one => one.TryGetProperty("required", out var isRequired) && isRequired.GetBoolean())
            .Select(one => $"{one.GetProperty("name")}={Example(one)}");
        return $"{path}?{string.Join('&', query)}".TrimEnd('?');

        // The only flow that a test can compare with is the same one.
        string Example(JsonElement parameter) =>
            parameter.GetProperty("name").GetString() is "against"
                ? path.Split('/')[2]
                : $"{parameter.GetProperty("example")}";
    }

    public string NewWebhook() =>
        Requests.With(
            attributes => attributes["url"] = receiver.Url("/"),
            ManagedWebhooks.Body(ManagedWebhooks.Attributes)
        );

    public async Task DeleteWebhooksAsync()
    {
        foreach (var webhook in (await Api.Get("/webhooks")).Data.EnumerateArray())
        {
            await Api.Send(HttpMethod.Delete, $"/webhooks/{webhook.GetProperty("id")}");
        }
    }

    private async Task<string> ExistingAsync(string path)
    {
        var id = path.Split('/')[1] switch
        {
            "flow-generations" => $"{(await GenerateAsync()).Id}",
            "flow-types" => "appointment_flow",
            "flows" or "nodes" or "node-actions" or "node-transitions" => await FlowAsync(),
            "webhooks" => $"{await CreateWebhookAsync()}",
            "webhook-deliveries" => await DeliverAsync(),
            "api-keys" => (await Api.CreateKeyAsync(Scope.ReadGenerations)).Id,
            "event-consumers" => await CreateConsumerAsync(),
            "operations" => await CreateLetterAsync(),
            _ => throw new InvalidOperationException($"There is no resource for {path}: make one here."),
        };
        if (path.Split('/')[1] is "nodes" or "node-actions" or "node-transitions")
        {
            var parts = await Api.Get($"/flows/{id}/{path.Split('/')[1]}");
            id = parts.Data[0].GetProperty("id").GetString()!;
        }

        return path.Replace("{id}", id).Replace("{keyId}", id).Replace("{consumer}", id).Replace("{name}", id);
    }

    private string? Body(DocumentedOperation operation)
    {
        if (!operation.Document.TryGetProperty("requestBody", out var body))
        {
            return null;
        }

        var content = body.GetProperty("content").GetProperty(ApiFixture.JsonApi);
        var example = content.TryGetProperty("example", out var one)
            ? one
            : content.GetProperty("examples").EnumerateObject().First().Value.GetProperty("value");
        return operation.Path.StartsWith("/webhooks", StringComparison.Ordinal)
            ? Requests.With(attributes => attributes["url"] = receiver.Url("/"), example.GetRawText())
            : example.GetRawText();
    }

    private Task<Answer> GenerateAsync() => Api.Post(Requests.Sample, sync: true);

    private async Task<string> FlowAsync() => (await GenerateAsync()).Attributes.GetProperty("flowId").GetString()!;

    private async Task<Guid> CreateWebhookAsync()
    {
        await DeleteWebhooksAsync();
        return (await Api.Send(HttpMethod.Post, "/webhooks", NewWebhook())).Id;
    }

    // Until it has been attempted, it changes.
    private async Task<string> DeliverAsync()
    {
        var id = (await Api.Send(HttpMethod.Post, $"/webhooks/{await CreateWebhookAsync()}/test")).Id;
        await Eventually.Until(async () =>
            (await Api.Get($"/webhook-deliveries/{id}")).Attributes.GetProperty("attempts").GetInt32() > 0
        );
        return $"{id}";
    }

    private async Task<string> CreateConsumerAsync()
    {
        var name = $"test-{Guid.CreateVersion7():n}";
        await Api.Send(
            HttpMethod.Put,
            $"/event-consumers/{name}",
            """{"data":{"type":"eventConsumers","attributes":{"position":0}}}"""
        );
        return name;
    }

    private async Task<string> CreateLetterAsync()
    {
        var message = letters.Message(flowGenerationId: Guid.CreateVersion7());
        await letters.StoreAsync(message, "System.TimeoutException", TimeProvider.System.GetUtcNow());
        return $"{message.Id}";
    }
}
