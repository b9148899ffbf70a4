using System.Text.Json;
using Alba;
using Flowgen.Harness;

namespace Flowgen.Api.Tests.Generators;

/// <summary>An API on a database of its own, with a language model.</summary>
public sealed class ModelApi : IAsyncLifetime
{
    public const string Key = "sk-canary-4711";

    private readonly ApiFixture fixture = new();
    private readonly CapturedLog log = new();

    public IAlbaHost Host { get; private set; } = null!;

    public FakeLanguageModel Model { get; private set; } = null!;

    /// <summary>Everything that it has logged.</summary>
    public string Log => log.Text;

    public Task<object?> QueryAsync(string sql) => fixture.QueryAsync(sql);

    public ValueTask InitializeAsync() => new(OpenAsync([]));

    /// <summary>Another, with settings of its own; those of the language model.</summary>
    public static async Task<ModelApi> StartAsync(params (string Name, string Value)[] settings)
    {
        var api = new ModelApi();
        await api.OpenAsync(settings);
        return api;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Model.DisposeAsync();
        await fixture.DisposeAsync();
    }

    /// <summary>Generates a flow: what made it, and what it says, by node.</summary>
    public async Task<(JsonElement By, Dictionary<string, JsonElement> Said)> GenerateAsync(
        string body,
        string? key = null
    )
    {
        var generation = await Host.Send(
            HttpMethod.Post,
            "/flow-generations?sync=true",
            body,
            request => request.Headers.Authorization = key is null ? request.Headers.Authorization : new("Bearer", key)
        );
        Assert.Equal("finished", generation.Attributes.GetProperty("status").GetString());
        var design = await QueryAsync(
            $"select data -> 'design' from flowgen.mt_doc_flow where id = '{generation.Attributes.GetProperty("flowId").GetString()}'"
        );
        return (
            await ByAsync(generation.Id, key),
            JsonElement
                .Parse($"{design}")
                .GetProperty("nodes")
                .EnumerateArray()
                .ToDictionary(
                    node => node.GetProperty("name").GetString()!,
                    node => node.GetProperty("action").GetProperty("value")
                )
        );
    }

    /// <summary>A body with these requirements as knockouts, in Dutch.</summary>
    public static string Requiring(params IEnumerable<string> requirements) =>
        Requests.WithParameters(parameters =>
        {
            parameters["knockoutRequirements"] = JsonSerializer.SerializeToNode(
                requirements.Select((value, i) => new { value, sessionField = $"knockout_{i}" })
            );
            parameters["preferredRequirements"] = JsonSerializer.SerializeToNode(Array.Empty<object>());
        });

    private async Task<JsonElement> ByAsync(Guid id, string? key)
    {
        var events = await Host.Send(
            HttpMethod.Get,
            $"/flow-generations/{id}/events",
            configure: request =>
                request.Headers.Authorization = key is null ? request.Headers.Authorization : new("Bearer", key)
        );
        return events.Data[2].GetProperty("attributes").GetProperty("data").GetProperty("generatedBy");
    }

    private async Task OpenAsync(IEnumerable<(string Name, string Value)> settings)
    {
        await fixture.CreateDatabaseAsync();
        Model = await FakeLanguageModel.StartAsync();
        Host = await fixture.StartAsync(
            "Sandbox",
            log.Capture,
            settings:
            [
                ("LanguageModel:Endpoint", Model.Endpoint),
                ("LanguageModel:Model", "fake-1"),
                ("LanguageModel:ApiKey", Key),
                .. settings.Select(setting => ($"LanguageModel:{setting.Name}", setting.Value)),
            ]
        );
    }
}
