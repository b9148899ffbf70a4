using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Flowgen.Harness;

namespace Flowgen.Clients.Tests;

/// <summary>
/// The responses that the document shows are those that an API gave to the document's own examples of requests.
/// <c>FLOWGEN_APPROVE=1</c> records them anew; the document has them after the next build.
/// </summary>
public sealed partial class RecordedExampleTests : IAsyncLifetime
{
    private const string JsonApi = "application/vnd.api+json";
    private const string Documented = "http://localhost:5080";

    private static readonly string Recorded = Repository.Path("src", "Api", "OpenApi", "examples.json");
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private TestDatabase database = null!;
    private ApiProcess api = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        api = await ApiProcess.StartAsync(
            ("ConnectionStrings__Postgres", database.ConnectionString),
            ("Generation__RetryDelay", "00:00:00.020"),
            ("Seals__Pause", "00:00:00.1")
        );
    }

    public async ValueTask DisposeAsync()
    {
        await api.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task They_have_the_members_that_the_API_responds_with()
    {
        var responses = new JsonObject();
        var operations = await OperationsAsync();
        foreach (var operation in operations.OrderBy(TurnOf))
        {
            if (operation.Path is "/operations/dead-letters")
            {
                await MakeDeadLetterAsync();
            }

            if (await RespondAsync(operation) is { } response)
            {
                responses[operation.Id] = response;
            }
        }

        if (Environment.GetEnvironmentVariable("FLOWGEN_APPROVE") == "1")
        {
            await File.WriteAllTextAsync(Recorded, responses.ToJsonString(Indented) + "\n", Cancellation);
        }

        var recorded = JsonNode.Parse(await File.ReadAllTextAsync(Recorded, Cancellation))!.AsObject();
        Assert.Equal(
            responses.Select(one => (one.Key, MembersOf(one.Value!))).Order(),
            recorded.Select(one => (one.Key, MembersOf(one.Value!))).Order()
        );
    }

    // What makes something comes first: a webhook before what it is told of.
    private static int TurnOf(Operation operation) =>
        operation switch
        {
            { Path: "/webhooks", Method: "POST" } => 0,
            { Method: "PUT" } => 1,
            { Method: "POST" } when !operation.Path.Contains('{') => 1,
            { Path: "/flow-generations/{id}/regenerations" } => 2,
            _ => 3,
        };

    private async Task<JsonNode?> RespondAsync(Operation operation)
    {
        if (operation is { Method: "DELETE" })
        {
            return null;
        }

        var parameters = operation.Parameters.ToList();
        var query = new List<string>();
        // A page of one event can be empty: it counts those of the organisation itself too.
        if (operation.Path is not "/events" && parameters.Exists(parameter => parameter.Name is "page[size]"))
        {
            query.Add("page[size]=1");
        }

        if (parameters.Exists(parameter => parameter.Name is "sync"))
        {
            query.Add("sync=true");
        }

        foreach (
            var (name, example) in parameters
                .Where(parameter => parameter is { IsRequired: true, In: "query" })
                .Select(one => (one.Name, one.Example))
        )
        {
            query.Add($"{name}={(name is "against" ? await IdAsync("/flows?page[size]=2", last: true) : example)}");
        }

        var path = operation.Path;
        if (path.Contains('{', StringComparison.Ordinal))
        {
            path = PathId().Replace(path, await IdOfAsync(path));
        }

        using var request = new HttpRequestMessage(
            new HttpMethod(operation.Method),
            $"{path}?{string.Join('&', query)}"
        );
        if (operation.Body is { } body)
        {
            request.Content = new StringContent(
                body.GetRawText().Replace(Documented, Address, StringComparison.Ordinal),
                Encoding.UTF8,
                new MediaTypeHeaderValue("application/json")
            );
        }

        using var response = await api.Client.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, $"{operation}: {(int)response.StatusCode} {text}");
        if (operation.Path is "/flow-generations" && operation.Method is "POST")
        {
            await Eventually.Until(async () => (await ListAsync("/sandbox/inbox")).GetArrayLength() > 1);
            await Eventually.Until(async () => (await ListAsync("/events")).GetArrayLength() > 0);
        }

        return response.Content.Headers.ContentType?.MediaType switch
        {
            JsonApi => Shown(JsonNode.Parse(text.Replace(Address, Documented, StringComparison.Ordinal))!),
            "text/vnd.mermaid" => text,
            _ => null,
        };
    }

    private string Address => api.Address.ToString().TrimEnd('/');

    // Nobody's secrets; and no schemas, which are long.
    private static JsonNode Shown(JsonNode response)
    {
        foreach (var node in All(response).OfType<JsonObject>())
        {
            foreach (var (name, value) in node.ToList())
            {
                if (name is "secret" or "key" && value is not null)
                {
                    node[name] = Secret().Replace($"{value}", "$1ZXhhbXBsZSBvbmx5OiBub2JvZHkncyByZWFsIHNlY3JldA==");
                }
                else if (name is "parametersSchema" or "contextSchema" && value is JsonObject schema)
                {
                    node[name] = new JsonObject(
                        schema
                            .Where(one => one.Key is "$schema" or "type" or "description")
                            .Select(one => KeyValuePair.Create(one.Key, one.Value?.DeepClone()))
                    );
                }
            }
        }

        // Of a list that has no pages, the newest says enough.
        if (response["data"] is JsonArray { Count: > 1 } list)
        {
            response["data"] = new JsonArray(list[^1]!.DeepClone());
        }

        return response;
    }

    private static IEnumerable<JsonNode> All(JsonNode node) =>
        (
            node switch
            {
                JsonObject members => members.Select(member => member.Value),
                JsonArray items => items,
                _ => [],
            }
        )
            .OfType<JsonNode>()
            .ToList()
            .SelectMany(All)
            .Prepend(node);

    private async Task<string> IdOfAsync(string path) =>
        path switch
        {
            _ when path.StartsWith("/flow-generations/") => await IdAsync(
                "/flow-generations?filter[status]=finished&page[size]=1"
            ),
            _ when path.StartsWith("/flows/") => await IdAsync("/flows?page[size]=1"),
            _ when path.StartsWith("/nodes/") => await IdAsync(
                $"/flows/{await IdOfAsync("/flows/")}/nodes?page[size]=1"
            ),
            _ when path.StartsWith("/node-actions/") => await IdAsync(
                $"/flows/{await IdOfAsync("/flows/")}/node-actions?filter[actionType]=ask&page[size]=1"
            ),
            _ when path.StartsWith("/node-transitions/") => await IdAsync(
                $"/flows/{await IdOfAsync("/flows/")}/node-transitions?page[size]=1"
            ),
            _ when path.StartsWith("/webhooks/") => await IdAsync("/webhooks"),
            _ when path.StartsWith("/webhook-deliveries/") => await IdAsync(
                $"/webhooks/{await IdAsync("/webhooks")}/deliveries?filter[status]=delivered&page[size]=1"
            ),
            _ when path.StartsWith("/operations/dead-letters/") => await IdAsync(
                "/operations/dead-letters?page[size]=1"
            ),
            _ when path.StartsWith("/event-consumers/") => "my-consumer",
            _ when path.StartsWith("/flow-types/") => "vacancy_application_flow",
            _ => throw new InvalidOperationException($"There is no id for {path} yet: name a list to take it from."),
        };

    private async Task<string> IdAsync(string list, bool last = false)
    {
        var found = await ListAsync(list);
        return found[last ? found.GetArrayLength() - 1 : 0].GetProperty("id").GetString()!;
    }

    private async Task<JsonElement> ListAsync(string path) =>
        JsonElement.Parse(await api.Client.GetStringAsync(path, Cancellation)).GetProperty("data");

    // By a database that refuses to have a generation finish.
    private async Task MakeDeadLetterAsync()
    {
        if ((await ListAsync("/operations/dead-letters")).GetArrayLength() > 0)
        {
            return;
        }

        await database.ExecuteAsync(
            """
            create function flowgen.refuse() returns trigger language plpgsql as
                $$ begin raise exception 'refused' using errcode = 'check_violation'; end $$;
            create trigger refuse before insert on flowgen.mt_events for each row
                when (new.type in ('flow_generation_finished', 'flow_generation_failed')) execute function flowgen.refuse()
            """
        );
        using var body = new StringContent(Repository.SampleRequest, new MediaTypeHeaderValue("application/json"));
        (await api.Client.PostAsync("/flow-generations", body, Cancellation)).EnsureSuccessStatusCode();
        await Eventually.Until(async () => (await ListAsync("/operations/dead-letters")).GetArrayLength() > 0);
        await database.ExecuteAsync("drop function flowgen.refuse() cascade");
    }

    private async Task<IReadOnlyList<Operation>> OperationsAsync() =>
        [
            .. JsonElement
                .Parse(await api.Client.GetStringAsync("/swagger/v1/swagger.json", Cancellation))
                .GetProperty("paths")
                .EnumerateObject()
                .SelectMany(path =>
                    path.Value.EnumerateObject()
                        .Select(one => new Operation(path.Name, one.Name.ToUpperInvariant(), one.Value))
                ),
        ];

    // Those of the resource, or of the first of a list.
    private static string MembersOf(JsonNode response)
    {
        var data = response is JsonObject document ? document["data"] : null;
        var resource = data is JsonArray list ? list.FirstOrDefault() : data;
        return string.Join(' ', resource?["attributes"]?.AsObject().Select(one => one.Key).Order().ToArray() ?? []);
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex PathId();

    [GeneratedRegex("^(whsec_|fg_[a-z]+_[0-9a-f]+_).*$")]
    private static partial Regex Secret();

    private sealed record Operation(string Path, string Method, JsonElement Documented)
    {
        public string Id => Documented.GetProperty("operationId").GetString()!;

        public JsonElement? Body =>
            Documented.TryGetProperty("requestBody", out var body)
                ? body.GetProperty("content").GetProperty(JsonApi).GetProperty("example")
                : null;

        public IEnumerable<(string Name, string In, bool IsRequired, string? Example)> Parameters =>
            Documented.TryGetProperty("parameters", out var parameters)
                ? parameters
                    .EnumerateArray()
                    .Select(one =>
                        (
                            one.GetProperty("name").GetString()!,
                            one.GetProperty("in").GetString()!,
                            one.TryGetProperty("required", out _),
                            one.TryGetProperty("example", out var example) ? $"{example}" : null
                        )
                    )
                : [];

        public override string ToString() => $"{Method} {Path}";
    }
}
