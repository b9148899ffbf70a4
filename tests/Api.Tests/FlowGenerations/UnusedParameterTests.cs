using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flowgen.Api.Tests.FlowGenerations;

/// <summary>A misspelt parameter does not go unnoticed.</summary>
public class UnusedParameterTests(ApiFixture api)
{
    private static readonly string Misspelt = Requests.With(
        attributes =>
        {
            attributes["parameters"] = JsonNode.Parse(
                """
                {
                  "langauge": "de",
                  "Tone": "formal",
                  "own": { "language": 1 },
                  "left/out": null,
                  "requiredFields": [{ "value": "email", "sessionField": "email", "sesionField": "e" }],
                  "extraOptions": [{ "value": "appointment", "options": { "version": 2, "scheduleIds": "1", "a/b": 1 } }]
                }
                """
            );
            attributes["context"]!["valeu"] = "x";
        },
        Requests.Smallest
    );

    private static readonly string[] Pointers =
    [
        "/data/attributes/parameters/langauge",
        "/data/attributes/parameters/Tone",
        "/data/attributes/parameters/own",
        "/data/attributes/parameters/requiredFields/0/sesionField",
        "/data/attributes/parameters/extraOptions/0/options/a~1b",
        "/data/attributes/context/valeu",
    ];

    [Fact]
    public async Task Unknown_parameters_are_stored_and_reported_with_the_most_similar_known_name()
    {
        var answer = await api.Post(Misspelt);

        Assert.Equal(201, answer.Status);
        Assert.Equal("de", answer.Attributes.GetProperty("parameters").GetProperty("langauge").GetString());
        var unused = Unused(answer);
        Assert.Equal(Pointers, unused.Select(one => one.GetProperty("pointer").GetString()));
        Assert.Equal(
            ["langauge", "Tone", "own", "sesionField", "a/b", "valeu"],
            unused.Select(one => one.GetProperty("name").GetString())
        );
        Assert.Equal(
            ["language", "tone", null, "sessionField", null, "value"],
            unused.Select(one => one.GetProperty("nearest").GetString())
        );
    }

    [Fact]
    public async Task Without_unknown_parameters_nothing_is_reported()
    {
        var answer = await api.Post(Requests.Sample);

        Assert.Equal(201, answer.Status);
        Assert.False(answer.Document.TryGetProperty("meta", out _));
    }

    [Fact]
    public async Task Strict_handling_refuses_each_unknown_parameter()
    {
        var answer = await Post(Misspelt, "handling=strict");

        Assert.Equal(422, answer.Status);
        Assert.Equal(Pointers.Select(pointer => $"unused_parameter at {pointer}"), answer.Errors);
        Assert.Equal("handling=strict", answer.Header("Preference-Applied"));
    }

    [Fact]
    public async Task They_are_refused_together_with_other_errors()
    {
        var body = Requests.WithParameters(parameters =>
        {
            parameters["language"] = "xx";
            parameters["langauge"] = "de";
        });

        var answer = await Post(body, "handling=strict");

        Assert.Equal(422, answer.Status);
        Assert.Equal(
            [
                "unsupported_language at /data/attributes/parameters/language",
                "unused_parameter at /data/attributes/parameters/langauge",
            ],
            answer.Errors.Order()
        );
    }

    [Theory]
    [InlineData("handling=lenient", "handling=lenient")]
    [InlineData("handling=lenient, handling=strict", "handling=lenient")]
    [InlineData("handling=exact", null)]
    [InlineData("wait=60, Handling=\"lenient\"", "wait=60, handling=lenient")]
    public async Task Other_preferences_accept_them(string preference, string? applied)
    {
        var answer = await Post(Misspelt, preference);

        Assert.Equal(201, answer.Status);
        Assert.Equal(6, Unused(answer).Count);
        Assert.Equal(applied, answer.Header("Preference-Applied"));
    }

    [Fact]
    public async Task Strict_handling_and_a_wait_go_together()
    {
        var answer = await Post(Requests.Sample, "handling=strict; foo=1, wait=60");

        Assert.Equal(201, answer.Status);
        Assert.Equal("finished", answer.Attributes.GetProperty("status").GetString());
        Assert.Equal("wait=60, handling=strict", answer.Header("Preference-Applied"));
    }

    [Fact]
    public async Task Production_handles_strictly_too()
    {
        await using var production = await api.StartAsync("Production");

        var answer = await production.Send(
            HttpMethod.Post,
            "/flow-generations",
            Misspelt,
            Preferring("handling=strict")
        );

        Assert.Equal(422, answer.Status);
    }

    [Fact]
    public async Task A_repetition_with_the_idempotency_key_reports_the_same()
    {
        var key = $"{Guid.CreateVersion7()}";
        var first = await api.Send(HttpMethod.Post, "/flow-generations", Misspelt, WithKey);
        var again = await api.Send(HttpMethod.Post, "/flow-generations", Misspelt, WithKey);

        Assert.Equal("true", again.Header("Idempotent-Replayed"));
        Assert.Equal(first.Document.GetRawText(), again.Document.GetRawText());

        void WithKey(HttpRequestMessage request) => request.Headers.Add("Idempotency-Key", key);
    }

    [Fact]
    public async Task Only_the_changes_of_a_regeneration_are_checked()
    {
        var first = await api.Post(Misspelt);
        var path = $"/flow-generations/{first.Id}/regenerations";
        var same = Requests.Regeneration("""{ "parameters": { "langauge": null, "language": "de" } }""");
        var misspelt = Requests.Regeneration("""{ "parameters": { "lnaguage": "nl" } }""");

        var accepted = await api.Send(HttpMethod.Post, path, same, Preferring("handling=strict"));
        var named = await api.Send(HttpMethod.Post, path, misspelt);
        var refused = await api.Send(HttpMethod.Post, path, misspelt, Preferring("handling=strict"));

        Assert.Equal(201, accepted.Status);
        Assert.Equal("language", Assert.Single(Unused(named)).GetProperty("nearest").GetString());
        Assert.Equal(["unused_parameter at /data/attributes/parameters/lnaguage"], refused.Errors);
    }

    [Fact]
    public async Task At_most_a_hundred_unknown_parameters_are_reported()
    {
        var body = Requests.WithParameters(parameters =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                parameters[$"own{i}"] = i;
            }
        });

        Assert.Equal(100, Unused(await api.Post(body)).Count);
        Assert.Equal(100, (await Post(body, "handling=strict")).Errors.Count());
    }

    private Task<Answer> Post(string body, string preference) =>
        api.Send(HttpMethod.Post, "/flow-generations", body, Preferring(preference));

    private static Action<HttpRequestMessage> Preferring(string preference) =>
        request => request.Headers.TryAddWithoutValidation("Prefer", preference);

    private static List<JsonElement> Unused(Answer answer) =>
        [.. answer.Document.GetProperty("meta").GetProperty("unusedParameters").EnumerateArray()];
}
