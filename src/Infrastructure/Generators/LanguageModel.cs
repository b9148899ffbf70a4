using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using Polly;
using Polly.CircuitBreaker;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatResponseFormat = Microsoft.Extensions.AI.ChatResponseFormat;

namespace Flowgen.Infrastructure.Generators;

/// <summary>What a language model answered.</summary>
/// <param name="Text">Whatever it wrote.</param>
/// <param name="Model">What its endpoint calls it; null where that is no name.</param>
/// <param name="InputTokens">Null where the endpoint does not say.</param>
/// <param name="OutputTokens">Likewise.</param>
internal sealed record LanguageModelAnswer(string Text, string? Model, int? InputTokens, int? OutputTokens);

/// <summary>
/// Asks a language model at any endpoint that speaks OpenAI's protocol, and bounds what that can cost: memory, time, and how
/// often one that does not work is tried.
/// </summary>
internal sealed class LanguageModel : IDisposable
{
    private const int MostOfAnAnswer = 1024 * 1024;
    private const int LongestName = 100;
    private const int MostTokens = 10_000_000;
    private const string Keyless = "none";
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    private readonly HttpClient http;
    private readonly IChatClient client;
    private readonly ResiliencePipeline breaker;
    private readonly LanguageModelSettings settings;

    public LanguageModel(Uri address, LanguageModelSettings settings, TimeProvider clock)
    {
        this.settings = settings;
        breaker = Breaker(clock);
        http = new(
            new BoundedAnswers(
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    ActivityHeadersPropagator = null,
                    ConnectTimeout = ConnectTimeout,
                    MaxResponseHeadersLength = 16, // KiB
                    PooledConnectionLifetime = ConnectionLifetime, // so that a name that moves is followed
                }
            )
        )
        {
            Timeout = Timeout.InfiniteTimeSpan, // each call has its own
        };
        client = new ChatClient(
            settings.Model,
            new ApiKeyCredential(settings.ApiKey is "" ? Keyless : settings.ApiKey),
            new OpenAIClientOptions
            {
                Endpoint = address,
                NetworkTimeout = settings.Timeout,
                RetryPolicy = new ClientRetryPolicy(maxRetries: 0), // nobody waits for as long as it says, or pays for two
                Transport = new HttpClientPipelineTransport(http),
                ClientLoggingOptions = new() { EnableLogging = false },
            }
        ).AsIChatClient();
    }

    /// <summary>Asks for JSON.</summary>
    /// <param name="instructions">What it is to do.</param>
    /// <param name="message">With what.</param>
    /// <param name="schema">Of the answer, which it may or may not follow.</param>
    /// <param name="limit">Its time is up, or it is not wanted.</param>
    /// <param name="unwanted">It is not wanted any more.</param>
    /// <exception cref="TimeoutException">Its time was up.</exception>
    /// <exception cref="BrokenCircuitException">It has failed so often that it is left alone for half a minute.</exception>
    public async Task<LanguageModelAnswer> AskAsync(
        string instructions,
        string message,
        JsonElement schema,
        CancellationToken limit,
        CancellationToken unwanted
    )
    {
        var response = await breaker.ExecuteAsync(async _ => await RespondAsync(), unwanted);
        return new(
            response.Text,
            Name(response.ModelId),
            Tokens(response.Usage?.InputTokenCount),
            Tokens(response.Usage?.OutputTokenCount)
        );

        async Task<ChatResponse> RespondAsync()
        {
            try
            {
                return await client.GetResponseAsync(
                    [new ChatMessage(ChatRole.System, instructions), new ChatMessage(ChatRole.User, message)],
                    new ChatOptions
                    {
                        MaxOutputTokens = settings.MaxOutputTokens,
                        ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "answer"),
                    },
                    limit
                );
            }
            catch (OperationCanceledException) when (!unwanted.IsCancellationRequested)
            {
                throw new TimeoutException();
            }
        }
    }

    public void Dispose()
    {
        client.Dispose();
        http.Dispose();
    }

    private static ResiliencePipeline Breaker(TimeProvider clock) =>
        new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddCircuitBreaker(
                new()
                {
                    FailureRatio = 0.8,
                    MinimumThroughput = 5,
                    SamplingDuration = TimeSpan.FromSeconds(30),
                    BreakDuration = TimeSpan.FromSeconds(30),
                    ShouldHandle = new PredicateBuilder().Handle<Exception>(e => e is not OperationCanceledException),
                }
            )
            .Build();

    // What an endpoint says is recorded, so it is not taken as it comes.
    private static string? Name(string? model) =>
        model is { Length: > 0 and <= LongestName }
        && model.All(it => char.IsAsciiLetterOrDigit(it) || it is '-' or '_' or '.' or ':' or '/' or '@')
            ? model
            : null;

    private static int? Tokens(long? count) => count is null ? null : (int)Math.Clamp(count.Value, 0, MostTokens);

    private sealed class BoundedAnswers(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                response.Content.Dispose();
                response.Content = new ByteArrayContent([]); // what it says may be the key, or a requirement, and is made a message of
                return response;
            }

            try
            {
                await response.Content.LoadIntoBufferAsync(MostOfAnAnswer, cancellationToken);
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }
}
