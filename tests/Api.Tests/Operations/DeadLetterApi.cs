using Flowgen.Application.FlowGenerations.Messages;
using Flowgen.Harness;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;
using Wolverine.Runtime;
using Wolverine.Runtime.Serialization;

namespace Flowgen.Api.Tests.Operations;

/// <summary>An API on a database of its own, which can be made to give messages up.</summary>
public sealed class DeadLetterApi : IAsyncLifetime
{
    public const string Letters = "/operations/dead-letters";

    /// <summary>A word of what the database refuses with, as a vacancy's would be.</summary>
    public const string Canary = "canary-4711";

    public ApiFixture Api { get; } = new() { SealPause = "00:00:00.200" };

    public ValueTask InitializeAsync() => Api.InitializeAsync();

    public ValueTask DisposeAsync() => Api.DisposeAsync();

    public Task<Answer> Send(
        string method,
        string path,
        string? key = ApiFixture.OperatorKey,
        string? ifMatch = null
    ) =>
        Api.Send(
            new(method),
            path,
            configure: request =>
            {
                request.Headers.Authorization = key is null ? null : new("Bearer", key);
                if (ifMatch is not null)
                {
                    request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
                }
            }
        );

    public Task<Answer> Get(string path) => Send("GET", path);

    public Task<Answer> Replay(Guid id) => Send("POST", $"{Letters}/{id}/replay");

    /// <summary>From now on no generation can finish, which trying again does not help.</summary>
    public Task RefuseToFinishAsync() =>
        Api.QueryAsync(
            $"""
            create function flowgen.refuse() returns trigger language plpgsql as
                $$ begin raise exception '{Canary}' using errcode = 'check_violation'; end $$;
            create trigger refuse before insert on flowgen.mt_events for each row
                when (new.type in ('flow_generation_finished', 'flow_generation_failed')) execute function flowgen.refuse()
            """
        );

    public Task LetFinishAsync() => Api.QueryAsync("drop function flowgen.refuse() cascade");

    /// <summary>Posts a generation, and waits until its message is given up.</summary>
    public async Task<(Guid Generation, Answer Letter)> FailedAsync()
    {
        var created = await Api.Post(Requests.Smallest);
        return (created.Id, await UntilFailedAsync(created.Id));
    }

    /// <summary>Waits until there is one dead letter about a generation.</summary>
    public async Task<Answer> UntilFailedAsync(Guid generation)
    {
        var found = Guid.Empty;
        await Eventually.Until(async () =>
        {
            var list = await Get(Letters);
            found = list
                .Data.EnumerateArray()
                .Where(letter =>
                    letter.GetProperty("attributes").GetProperty("flowGenerationId").GetString() == $"{generation}"
                )
                .Select(letter => letter.GetProperty("id").GetGuid())
                .SingleOrDefault();
            return found != Guid.Empty;
        });
        return await Get($"{Letters}/{found}");
    }

    /// <summary>A message as it is stored.</summary>
    public Envelope Message(
        string? type = null,
        Guid flowGenerationId = default,
        string? data = null,
        object? of = null
    )
    {
        var runtime = Api.Host.Services.GetRequiredService<IWolverineRuntime>();
        var message = of ?? new RunFlowGeneration(flowGenerationId);
        var envelope = runtime
            .RoutingFor(message.GetType())
            .RouteForPublish(message, new DeliveryOptions { TenantId = "demo" })[0];
        return new Envelope
        {
            Id = Guid.CreateVersion7(),
            MessageType = type ?? envelope.MessageType,
            Destination = envelope.Destination,
            TenantId = envelope.TenantId,
            ContentType = envelope.ContentType,
            Data = data is null ? envelope.Data : System.Text.Encoding.UTF8.GetBytes(data),
        };
    }

    /// <summary>Puts a message where it waits for a worker.</summary>
    public Task DeliverAsync(Envelope message) =>
        Api.QueryAsync(
            $"""
            insert into flowgen_messages.wolverine_incoming_envelopes (body, id, message_type, received_at, status, owner_id)
            values ({Body(message)}, '{message.Id}', '{message.MessageType}', '{message.Destination}', 'Incoming', 0)
            """
        );

    /// <summary>Stores a dead letter.</summary>
    public Task StoreAsync(Envelope message, string exceptionType, DateTimeOffset failedAt, string? body = null) =>
        Api.QueryAsync(
            $"""
            insert into flowgen_messages.wolverine_dead_letters
                (body, id, message_type, received_at, exception_type, exception_message, sent_at, failed_at, replayable)
            values ({body ?? Body(message)}, '{message.Id}', '{message.MessageType}', '{message.Destination}',
                '{exceptionType}', 'ERROR: {Canary}', '2026-11-24T00:00:00Z', '{failedAt:O}', false)
            """
        );

    private static string Body(Envelope message) =>
        $"decode('{Convert.ToHexString(EnvelopeSerializer.Serialize(message))}', 'hex')";
}
