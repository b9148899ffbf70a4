using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Flowgen.Api.Tests.Operations;
using Flowgen.Domain.Organisations;
using Flowgen.Harness;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Api.Tests;

/// <summary>
/// Walks every operation of the OpenAPI document as nobody, as a stranger, and as another organisation. A new one is walked
/// without being named here; one that the walk can't judge fails it.
/// </summary>
public partial class IsolationTests(DeadLetterApi letters) : IClassFixture<DeadLetterApi>
{
    private const string Mark = "isolated-4711";

    // These are everybody's: they come with the program.
    private static readonly string[] OfAll = ["/flow-types", "/flow-types/{name}"];

    // Takes deliveries from anybody, and shows an organisation its own.
    private const string Deliver = "POST /sandbox/inbox";

    // Not documented, since they need no key.
    private static readonly string[] Open =
    [
        "", // the page to begin with
        "/health/live",
        "/health/ready",
        "/swagger/v1/swagger.json",
        "/swagger/page.css",
        "/swagger/page.js",
        "/swagger/sandbox.js",
        "/docs/{page}",
    ];

    private readonly Dictionary<string, HashSet<string>> ids = [];
    private readonly List<string> failures = [];
    private int cases;

    [Fact]
    public async Task No_operation_shows_or_changes_anything_of_another_organisation()
    {
        var operations = await DocumentedAsync();
        await MakeEverythingAsync();
        var before = await ReadAllAsync(operations);
        before = await ReadAllAsync(operations); // by the ids that the first read found

        foreach (var operation in operations)
        {
            if (PathOf(operation, real: true) is not { } path)
            {
                failures.Add(
                    $"{operation}: the walk knows no id for its path. Have MakeEverythingAsync make a resource."
                );
                continue;
            }

            await WithoutKeyAsync(operation, path);
            if (!OfAll.Contains(operation.Path))
            {
                await AsOtherAsync(operation, path);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{operations.Count} operations, {cases} cases");
        Assert.Empty(failures);
        Assert.Equal(before, await ReadAllAsync(operations));
    }

    [Fact]
    public async Task Every_route_is_documented_or_needs_no_key()
    {
        var documented = (await DocumentedAsync()).Select(operation => $"{operation}").ToList();

        var routes = letters
            .Api.Host.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Select(route =>
                (
                    Path: Constraint().Replace(route.RoutePattern.RawText!, "").TrimEnd('/'),
                    Methods: route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
                )
            )
            .Where(route => !Open.Contains(route.Path))
            .SelectMany(route => route.Methods.Select(method => $"{method} {route.Path}"))
            .Where(route => route != Deliver)
            .ToList();

        Assert.Equal(documented.Order(), routes.Order());
    }

    private sealed record Operation(string Method, string Path, JsonElement? Body, string? MediaType, string Query)
    {
        public override string ToString() => $"{Method} {Path}";
    }

    private async Task<List<Operation>> DocumentedAsync()
    {
        var document = (await letters.Get("/swagger/v1/swagger.json")).Document;
        return
        [
            .. document
                .GetProperty("paths")
                .EnumerateObject()
                .SelectMany(path =>
                    path.Value.EnumerateObject()
                        .Select(operation =>
                        {
                            var body = operation.Value.TryGetProperty("requestBody", out var sent)
                                ? sent.GetProperty("content").EnumerateObject().First()
                                : default;
                            return new Operation(
                                operation.Name.ToUpperInvariant(),
                                path.Name,
                                sent.ValueKind is JsonValueKind.Undefined ? null : body.Value.GetProperty("example"),
                                sent.ValueKind is JsonValueKind.Undefined ? null : body.Name,
                                RequiredQuery(operation.Value)
                            );
                        })
                ),
        ];
    }

    private static string RequiredQuery(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters)
            ? string.Concat(
                parameters
                    .EnumerateArray()
                    .Where(one => one.GetProperty("in").ValueEquals("query"))
                    .Where(one => one.TryGetProperty("required", out var required) && required.GetBoolean())
                    .Select((one, i) => $"{(i == 0 ? '?' : '&')}{one.GetProperty("name")}={one.GetProperty("example")}")
            )
            : "";

    // One at least of every resource there is, of the organisation demo.
    private async Task MakeEverythingAsync()
    {
        var generation = await letters.Api.Post(
            Requests.With(attributes => attributes["parameters"]!["flowName"] = Mark),
            sync: true
        );
        await letters.Api.CreateKeyAsync(Scope.ReadGenerations);
        using var client = letters.Api.Host.Server.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", "fg_sandbox_demo");
        await using var receiver = await WebhookReceiver.StartAsync();
        var (webhook, _) = await client.CreateWebhookAsync(receiver.Url());
        var ping = await letters.Api.Send(HttpMethod.Post, $"/webhooks/{webhook}/test");
        await Eventually.Until(async () =>
        {
            var delivery = await letters.Api.Get($"/webhook-deliveries/{ping.Id}");
            return delivery.Attributes.GetProperty("status").GetString() is "delivered"; // and does not change any more
        });
        await letters.Api.Send(
            HttpMethod.Put,
            "/event-consumers/my-consumer",
            """{"data":{"type":"eventConsumers","attributes":{"position":0}}}"""
        );
        await letters.StoreAsync(
            letters.Message(flowGenerationId: generation.Id),
            "System.Exception",
            new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero)
        );
        await letters.Api.UntilSealedAsync();
    }

    // All that demo and the operator can read, and the ids in it.
    private async Task<string> ReadAllAsync(List<Operation> operations)
    {
        var all = new StringBuilder();
        foreach (var operation in operations.Where(operation => operation.Method is "GET").OrderBy(one => one.Path))
        {
            foreach (var key in new[] { "fg_sandbox_demo", ApiFixture.OperatorKey })
            {
                if (
                    PathOf(operation, real: true) is { } path
                    && await SendAsync(operation, path, key) is (200, var body)
                )
                {
                    all.AppendLine(LastUse().Replace(body, ""));
                    if (!OfAll.Contains(operation.Path))
                    {
                        Note(JsonElement.Parse(body));
                    }
                }
            }
        }

        return all.ToString();
    }

    private void Note(JsonElement element)
    {
        if (element.ValueKind is JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Note(item);
            }
        }
        else if (element.ValueKind is JsonValueKind.Object)
        {
            if (
                element.TryGetProperty("type", out var type)
                && element.TryGetProperty("id", out var id)
                && id.ValueKind is JsonValueKind.String
            )
            {
                Of(type.GetString()!).Add(id.GetString()!);
            }

            foreach (var member in element.EnumerateObject())
            {
                Note(member.Value);
            }
        }
    }

    private HashSet<string> Of(string type) => ids.TryGetValue(type, out var known) ? known : ids[type] = [];

    // Of each id in a path, the resource is named before it. Null where none is known.
    private string? PathOf(Operation operation, bool real)
    {
        var segments = operation.Path.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i] is "{id}" or "{keyId}")
            {
                var words = segments[i - 1].Split('-');
                var type =
                    words[0] + string.Concat(words[1..].Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
                if (Of(type).Order().FirstOrDefault() is not { } id)
                {
                    return null;
                }

                segments[i] =
                    real ? id
                    : segments[i] is "{id}" ? $"{Guid.CreateVersion7()}"
                    : "0123456789abcdef";
            }
            else if (segments[i] is "{consumer}")
            {
                segments[i] = real ? "my-consumer" : "made-up";
            }
            else if (segments[i] is "{name}" && OfAll.Contains(operation.Path))
            {
                segments[i] = "appointment_flow";
            }
            else if (segments[i].Contains('{'))
            {
                return null;
            }
        }

        return string.Join('/', segments);
    }

    private async Task WithoutKeyAsync(Operation operation, string path)
    {
        foreach (var key in new[] { null, "fg_sandbox_unknown" })
        {
            var (status, body) = await SendAsync(operation, path, key);
            Judge(
                operation,
                status is 401 && body.Contains("\"code\":\"unauthorized\""),
                $"{(key is null ? "no key" : "an unknown key")} gets {status} {body}"
            );
        }
    }

    private async Task AsOtherAsync(Operation operation, string path)
    {
        var (status, body) = await SendAsync(operation, path, ApiFixture.OtherKey);
        if (operation.Method is "PUT")
        {
            // Names are each organisation's own: it has made one, and found none.
            Judge(operation, status is 201 && !body.Contains(Mark), $"another organisation gets {status} {body}");
            await SendAsync(
                operation with
                {
                    Method = "DELETE",
                    Body = null,
                    MediaType = null,
                },
                path,
                ApiFixture.OtherKey
            );
        }
        else if (operation.Path.Contains('{'))
        {
            var missing = await SendAsync(operation, PathOf(operation, real: false)!, ApiFixture.OtherKey);
            Judge(operation, status is 404 or 403, $"another organisation gets {status} {body}");
            Judge(
                operation,
                (status, body) == missing,
                $"what is another's is told from what is not there: {status} {body} / {missing}"
            );
        }
        else if (operation.Method is "GET" or "POST")
        {
            Judge(operation, status is 200 or 201 or 202 or 204 or 403, $"can't be judged by {status} {body}");
            Judge(
                operation,
                !body.Contains(Mark) && !ids.Values.Any(known => known.Any(body.Contains)),
                $"another organisation sees {body}"
            );
        }
        else
        {
            Judge(operation, false, "the walk can't judge this: say here what it may do for another organisation");
        }
    }

    private void Judge(Operation operation, bool isRight, string otherwise)
    {
        cases++;
        if (!isRight)
        {
            failures.Add($"{operation}: {otherwise}");
        }
    }

    private async Task<(int Status, string Body)> SendAsync(Operation operation, string path, string? key)
    {
        var answer = await letters.Api.Send(
            new(operation.Method),
            path + operation.Query,
            operation.Body?.GetRawText(),
            request =>
            {
                request.Headers.Authorization = key is null ? null : new("Bearer", key);
                if (operation.MediaType is not null)
                {
                    request.Content!.Headers.ContentType = new MediaTypeHeaderValue(operation.MediaType);
                }
            }
        );
        var body = answer.Document.ValueKind is JsonValueKind.Undefined ? "" : answer.Document.GetRawText();
        return (answer.Status, body.Replace(answer.Header("X-Request-Id")!, ""));
    }

    // Of a key: noted once a minute, whenever that is.
    [GeneratedRegex("\"lastUsedAt\":[^,}]*")]
    private static partial Regex LastUse();

    // As in {id:guid}.
    [GeneratedRegex(":[a-z]+(?=})")]
    private static partial Regex Constraint();
}
