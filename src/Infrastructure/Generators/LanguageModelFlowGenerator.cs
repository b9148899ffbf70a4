using System.ClientModel;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Flowgen.Application.FlowGenerations;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.FlowTypes;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;

namespace Flowgen.Infrastructure.Generators;

/// <summary>
/// Generates flows in which a language model words the requirements (ADR 27). The composer makes the flow. It uses its own wording where the
/// model's wording is missing, or still has errors after one repair. So a model can neither make a bad flow nor prevent a flow.
/// </summary>
internal sealed partial class LanguageModelFlowGenerator(
    ComposerFlowGenerator composer,
    LanguageModel model,
    ModelSpending spending,
    LanguageModelSettings settings,
    TimeProvider clock,
    ILogger<LanguageModelFlowGenerator> logger
) : IFlowGenerator, IDisposable
{
    // The maximum number of requirements in one call, so that a response is never long.
    private const int MaxAtATime = 20;

    // A low estimate: in the languages of Flowgen most tokens have more bytes.
    private const int BytesOfAToken = 3;

    // A changed prompt is a new version in a new file.
    private const string PromptVersion = "requirements.v1";
    private const string BudgetExhausted = "budget_exhausted";
    private const string Unreadable = "The answer was not the JSON that was asked for, or the item was not in it.";
    private static readonly string Instructions = Prompt();

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // fewer tokens; the JSON is not embedded in HTML
    };

    private static readonly JsonElement Schema = JsonElement.Parse(
        """
        {
          "type": "object",
          "properties": {
            "items": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "id": { "type": "string" },
                  "question": { "type": "string" },
                  "yes": { "type": "string" },
                  "no": { "type": "string" }
                },
                "required": ["id", "question", "yes", "no"],
                "additionalProperties": false
              }
            }
          },
          "required": ["items"],
          "additionalProperties": false
        }
        """
    );

    private readonly SemaphoreSlim places = new(settings.Parallel);
    private readonly ConcurrentDictionary<string, DateOnly> exhausted = new(StringComparer.Ordinal);

    public async Task<GeneratedFlow> GenerateAsync(
        string organisation,
        FlowGeneration generation,
        CancellationToken cancellationToken
    )
    {
        if (composer.Brief(generation) is not { } brief)
        {
            return await composer.GenerateAsync(organisation, generation, cancellationToken);
        }

        using var time = new CancellationTokenSource(settings.Timeout, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        var conversation = new Conversation(organisation, brief);
        string? problem = null;
        try
        {
            // A call with less than half of the time would probably time out, but still cost money.
            if (!await places.WaitAsync(settings.Timeout / 2, limit.Token))
            {
                throw new TimeoutException();
            }

            using var place = new Place(places);
            foreach (var items in brief.Items.Chunk(MaxAtATime))
            {
                var refused = await AskAsync(
                    conversation,
                    [.. items.Select((item, i) => new Ask(item, i + 1))],
                    limit.Token,
                    cancellationToken
                );
                if (refused is not [])
                {
                    await AskAsync(conversation, refused, limit.Token, cancellationToken);
                }
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            problem = ProblemOf(e);
            if (problem is BudgetExhausted)
            {
                LogExhaustedOnce(organisation);
            }
            else if (e is not BrokenCircuitException)
            {
                LogProblem(generation.Id, problem, Reason(e));
            }
        }

        return composer.Compose(
            generation,
            conversation.Wordings,
            new(
                "language_model",
                conversation.Model ?? settings.Model,
                PromptVersion,
                conversation.InputTokens,
                conversation.OutputTokens,
                conversation.Wordings.Count,
                brief.Items.Count - conversation.Wordings.Count,
                problem
            )
        );
    }

    public void Dispose() => places.Dispose();

    // Returns the requirements whose wording has errors, for one more call.
    private async Task<IReadOnlyList<Ask>> AskAsync(
        Conversation conversation,
        IReadOnlyList<Ask> asked,
        CancellationToken limit,
        CancellationToken unwanted
    )
    {
        var brief = conversation.Brief;
        var message = JsonSerializer.Serialize(
            new
            {
                brief.Language,
                Address = brief.Tone is Tone.Formal ? "formal" : "informal",
                brief.Yes,
                brief.No,
                Emoji = brief.AllowsEmoji,
                brief.Job,
                Items = asked.Select(ask => new
                {
                    Id = $"{ask.Id}",
                    ask.Item.Requirement,
                    ask.Proposal,
                    ask.Faults,
                }),
            },
            Json
        );
        var input = (Encoding.UTF8.GetByteCount(Instructions) + Encoding.UTF8.GetByteCount(message)) / BytesOfAToken;
        if (conversation.Tokens + input + settings.MaxOutputTokens > settings.MaxTokens)
        {
            throw new LimitException("token_limit");
        }

        var reserved = settings.CostOf(input, settings.MaxOutputTokens);
        var day =
            await spending.ReserveAsync(conversation.Organisation, reserved, limit)
            ?? throw new LimitException(BudgetExhausted);
        LanguageModelAnswer answer;
        try
        {
            answer = await model.AskAsync(Instructions, message, Schema, limit, unwanted);
        }
        catch (Exception e) when (IsFree(e))
        {
            await SettleAsync(0, 0, calls: 0);
            throw;
        }

        var (read, written) = (
            answer.InputTokens ?? input,
            answer.OutputTokens ?? Encoding.UTF8.GetByteCount(answer.Text) / BytesOfAToken
        );
        conversation.Add(answer.Model, read, written);
        await SettleAsync(read, written, calls: 1);
        return conversation.Take(asked, Read(answer.Text));

        async Task SettleAsync(int inputTokens, int outputTokens, int calls)
        {
            try
            {
                await spending.SettleAsync(conversation.Organisation, day, reserved, inputTokens, outputTokens, calls);
            }
            catch (Exception e)
            {
                LogUnsettled(conversation.Organisation, Reason(e)); // the reservation stays, which is the maximum cost
            }
        }
    }

    // Once a day, since all generations of the organisation on that day have the same problem.
    private void LogExhaustedOnce(string organisation)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (!exhausted.TryGetValue(organisation, out var day) || day != today)
        {
            exhausted[organisation] = today;
            LogExhausted(organisation);
        }
    }

    // Some models put the JSON between words or code marks.
    private static Dictionary<int, Wording> Read(string text)
    {
        var (first, last) = (text.IndexOf('{'), text.LastIndexOf('}'));
        try
        {
            var answer =
                first < 0 || last < first ? null : JsonSerializer.Deserialize<Answer>(text[first..(last + 1)], Json);
            return (answer?.Items ?? [])
                .Where(item => item is { Id: not null, Question: not null })
                .DistinctBy(item => item!.Id)
                .ToDictionary(
                    item => item!.Id!.Value,
                    item => new Wording(item!.Question!.Trim(), Label(item.Yes), Label(item.No))
                );
        }
        catch (JsonException)
        {
            return [];
        }

        static string? Label(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }

    // The model was not called, or refused the call. A call without a response may still cost money.
    private static bool IsFree(Exception exception) =>
        exception
            is BrokenCircuitException
                or ClientResultException { Status: > 0 }
                or HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ConnectionError
                        or HttpRequestError.NameResolutionError
                        or HttpRequestError.SecureConnectionError
                }
        || (exception.InnerException is { } inner && IsFree(inner));

    private static string ProblemOf(Exception exception) =>
        exception switch
        {
            LimitException e => e.Message,
            TimeoutException or OperationCanceledException => "timed_out",
            _ => "unavailable",
        };

    // Not the message, which may contain the response of the endpoint.
    private static string Reason(Exception exception) =>
        exception is ClientResultException { Status: > 0 } e
            ? $"it answered {e.Status}"
            : exception.GetBaseException().GetType().Name;

    private static string Prompt()
    {
        using var stream = typeof(LanguageModelFlowGenerator).Assembly.GetManifestResourceStream(
            $"{PromptVersion}.md"
        )!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The language model did not put all of flow generation {FlowGenerationId} into words: {Problem} ({Reason})"
    )]
    private partial void LogProblem(Guid flowGenerationId, string problem, string reason);

    [LoggerMessage(
        LogLevel.Warning,
        "The language model's budget of {Organisation} is used up for today: its flows are in the composer's words"
    )]
    private partial void LogExhausted(string organisation);

    [LoggerMessage(LogLevel.Warning, "Could not save what the language model cost {Organisation}: {Reason}")]
    private partial void LogUnsettled(string organisation, string reason);

    private sealed record Ask(WordingItem Item, int Id)
    {
        public Wording? Proposal { get; init; }

        public IReadOnlyList<string>? Faults { get; init; }
    }

    private sealed record Answer(IReadOnlyList<AnswerItem?>? Items);

    private sealed record AnswerItem(int? Id, string? Question, string? Yes, string? No);

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }

    private sealed class LimitException(string problem) : Exception(problem);

    /// <summary>The accepted wordings and the usage of a generation so far.</summary>
    private sealed class Conversation(string organisation, WordingBrief brief)
    {
        public string Organisation => organisation;

        public WordingBrief Brief => brief;

        /// <summary>The accepted wordings, by session field.</summary>
        public Dictionary<string, Wording> Wordings { get; } = new(StringComparer.Ordinal);

        public string? Model { get; private set; }

        public int InputTokens { get; private set; }

        public int OutputTokens { get; private set; }

        public long Tokens => (long)InputTokens + OutputTokens;

        public void Add(string? model, int inputTokens, int outputTokens)
        {
            Model = model ?? Model;
            InputTokens += inputTokens;
            OutputTokens += outputTokens;
        }

        public List<Ask> Take(IReadOnlyList<Ask> asked, Dictionary<int, Wording> answers)
        {
            var refused = new List<Ask>();
            foreach (var ask in asked)
            {
                var proposal = answers.GetValueOrDefault(ask.Id);
                var faults = proposal is null ? [Unreadable] : WordingRules.Faults(brief, ask.Item, proposal);
                if (faults is [])
                {
                    Wordings[ask.Item.SessionField] = proposal!;
                }
                else
                {
                    refused.Add(ask with { Proposal = Short(proposal), Faults = faults });
                }
            }

            return refused;
        }

        // A long proposal is not sent again.
        private static Wording? Short(Wording? proposal) =>
            proposal is { Question.Length: <= 2 * WordingRules.MaxQuestionLength }
            && Length(proposal.Yes) <= WordingRules.MaxQuestionLength
            && Length(proposal.No) <= WordingRules.MaxQuestionLength
                ? proposal
                : null;

        private static int Length(string? text) => text?.Length ?? 0;
    }
}
