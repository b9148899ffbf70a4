using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Flowgen.Harness;

/// <summary>A request to the language model.</summary>
/// <param name="Path">The path of the request.</param>
/// <param name="Authorization">The header.</param>
/// <param name="Body">The body in the protocol of OpenAI.</param>
public sealed record ModelRequest(string Path, string? Authorization, JsonElement Body)
{
    /// <summary>The user message.</summary>
    public JsonElement Message =>
        JsonElement.Parse(Body.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!);

    /// <summary>The requirements to word, by id.</summary>
    public IReadOnlyList<(string Id, string Requirement)> Items =>
        [
            .. Message
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => (item.GetProperty("id").GetString()!, item.GetProperty("requirement").GetString()!)),
        ];
}

/// <summary>
/// A fake endpoint that implements the needed part of OpenAI's protocol. A test decides the response: correct, slow, or none.
/// </summary>
public sealed class FakeLanguageModel : IAsyncDisposable
{
    /// <summary>The name of the model in responses. It differs from the name in the settings.</summary>
    public const string Name = "fake-1-2026-11-28";

    private readonly ConcurrentQueue<ModelRequest> requests = [];

    private LoopbackServer? server;

    private FakeLanguageModel() { }

    /// <summary>The response; by default a valid wording of each requirement.</summary>
    public Func<ModelRequest, HttpContext, Task> Answer { get; set; } =
        (request, context) => CompleteAsync(context, Worded(request));

    /// <summary>All requests, in order.</summary>
    public IReadOnlyList<ModelRequest> Requests => [.. requests];

    /// <summary>As it is set.</summary>
    public string Endpoint => server!.Url + "/v1";

    public static async Task<FakeLanguageModel> StartAsync()
    {
        var model = new FakeLanguageModel();
        model.server = await LoopbackServer.StartAsync(model.RespondAsync);
        return model;
    }

    /// <summary>Responds with a text of the model, in the form of the protocol.</summary>
    public static Task CompleteAsync(
        HttpContext context,
        string content,
        string finishReason = "stop",
        string? model = Name,
        object? usage = null
    ) =>
        context.Response.WriteAsJsonAsync(
            new
            {
                id = "chatcmpl-1",
                @object = "chat.completion",
                created = 1_795_000_000,
                model,
                choices = new[]
                {
                    new
                    {
                        index = 0,
                        message = new { role = "assistant", content },
                        finish_reason = finishReason,
                    },
                },
                usage = usage
                    ?? new
                    {
                        prompt_tokens = 900,
                        completion_tokens = 60,
                        total_tokens = 960,
                    },
            }
        );

    /// <summary>A valid wording of each requirement.</summary>
    public static string Worded(ModelRequest request) =>
        JsonSerializer.Serialize(
            new
            {
                items = request.Items.Select(item => new
                {
                    id = item.Id,
                    question = Question(item.Requirement),
                    yes = $"{request.Message.GetProperty("yes").GetString()}, zeker",
                    no = request.Message.GetProperty("no").GetString(),
                }),
            }
        );

    /// <summary>The same wording for all requirements.</summary>
    public static string Worded(ModelRequest request, string question, string yes = "Ja", string no = "Nee") =>
        JsonSerializer.Serialize(
            new
            {
                items = request.Items.Select(item => new
                {
                    id = item.Id,
                    question,
                    yes,
                    no,
                }),
            }
        );

    public ValueTask DisposeAsync() => server!.DisposeAsync();

    private static string Question(string requirement) =>
        requirement switch
        {
            "Has drivers license B" => "Mag je met rijbewijs B de weg op?",
            "Must be communicative" => "Praat je makkelijk met klanten en collega’s?",
            "Work permit?" => "Mag je hier werken?",
            "Lives in Amsterdam" => "Woon je in de buurt van Amsterdam?",
            _ => $"Hoort dit bij je: {requirement}?",
        };

    private async Task RespondAsync(HttpContext context)
    {
        var body = await JsonDocument.ParseAsync(context.Request.Body);
        var request = new ModelRequest(context.Request.Path, context.Request.Headers.Authorization, body.RootElement);
        requests.Enqueue(request);
        await Answer(request, context);
    }
}
