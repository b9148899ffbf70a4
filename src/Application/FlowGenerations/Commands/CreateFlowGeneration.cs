using System.Security.Cryptography;
using System.Text.Json;
using Flowgen.Application.Common;
using Flowgen.Application.FlowTypes;
using Flowgen.Application.Organisations;
using Flowgen.Domain;
using Flowgen.Domain.FlowGenerations;
using FluentValidation;
using FluentValidation.Results;
using JasperFx;
using Marten;
using MediatR;

namespace Flowgen.Application.FlowGenerations.Commands;

/// <summary>Queues a new flow generation and returns it.</summary>
/// <param name="FlowType">The name of a flow type.</param>
/// <param name="Parameters">A JSON object.</param>
/// <param name="Context">A JSON object; undefined if none was sent.</param>
/// <param name="ReadErrors">Errors in the shape of the request. They are reported together with the validation errors.</param>
public sealed record CreateFlowGeneration(
    string FlowType,
    JsonElement Parameters,
    JsonElement Context,
    IReadOnlyList<ValidationFailure> ReadErrors
) : IRequest<CreatedFlowGeneration>
{
    /// <summary>The id from the client; null if the server creates one.</summary>
    public Guid? Id { get; init; }

    /// <summary>The original of a regeneration; null for a new request.</summary>
    public Guid? RegeneratedFrom { get; init; }

    /// <summary>The use of the client's idempotency key; null without a key. The handler fills in the generation.</summary>
    public IdempotencyKey? Key { get; init; }
}

/// <summary>The result of a request to create a generation.</summary>
/// <param name="Use">How the request used its key; <see cref="KeyUse.First"/> without a key.</param>
/// <param name="State">The state for the response; null if the use is neither the first nor a replay.</param>
public sealed record CreatedFlowGeneration(KeyUse Use, FlowGeneration? State);

internal sealed class CreateFlowGenerationValidator : AbstractValidator<CreateFlowGeneration>
{
    public CreateFlowGenerationValidator(FlowTypeCatalogue flowTypes) =>
        RuleFor(command => command)
            .Custom(
                (command, context) =>
                {
                    foreach (var error in ValidationError.All(command.ReadErrors, Errors(command, flowTypes)))
                    {
                        context.AddFailure(error);
                    }
                }
            );

    private static IReadOnlyList<ValidationFailure> Errors(CreateFlowGeneration command, FlowTypeCatalogue flowTypes) =>
        flowTypes.Find(command.FlowType) is { } flowType
            ? flowType.Check(command.Parameters, command.Context)
            :
            [
                ValidationError.At(
                    "flowType",
                    "unknown_flow_type",
                    $"There is no such flow type. Use one of: {string.Join(", ", flowTypes.Names)}."
                ),
            ];
}

internal sealed class CreateFlowGenerationHandler(
    FlowGenerationStreams streams,
    IQuerySession session,
    CurrentOrganisation organisation,
    IUsage usage,
    Limits limits,
    TimeProvider clock
) : IRequestHandler<CreateFlowGeneration, CreatedFlowGeneration>
{
    public async Task<CreatedFlowGeneration> Handle(CreateFlowGeneration command, CancellationToken cancellationToken)
    {
        if (await Repeated(command.Key, cancellationToken) is { } repeated)
        {
            return repeated;
        }

        if (await usage.UnfinishedAsync(organisation.Id, cancellationToken) >= limits.QueuedGenerations)
        {
            throw new DomainRuleException(
                DomainRuleException.QueueFull,
                $"{limits.QueuedGenerations} or more generations are queued or processing. Try again when some of them have ended."
            );
        }

        try
        {
            return new(KeyUse.First, await Create(command, cancellationToken));
        }
        catch (Exception e) when (IsTaken(e))
        {
            // A concurrent request with the same key was faster, or the client's id is taken. The id of a deleted generation is taken
            // too, since its events remain.
            return await Repeated(command.Key, cancellationToken) ?? throw (command.Id is null ? e : IdExists());
        }
    }

    private static bool IsTaken(Exception exception) =>
        exception
            is DocumentAlreadyExistsException
                or DomainRuleException { Code: DomainRuleException.Busy or IdExistsCode };

    private Task<FlowGeneration?> Create(CreateFlowGeneration command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var queued = FlowGenerationDecider.Queue(
            command.Id ?? Guid.CreateVersion7(now),
            command.FlowType,
            command.Parameters.GetRawText(),
            command.Context.ValueKind is JsonValueKind.Undefined ? null : command.Context.GetRawText(),
            now,
            command.RegeneratedFrom,
            textSalt: RandomNumberGenerator.GetHexString(32, lowercase: true)
        );
        var decision = new Decision([queued])
        {
            Key = command.Key is { } key ? key with { FlowGenerationId = queued.FlowGenerationId } : null,
        };
        return streams.DecideAsync(
            new(
                organisation.Id,
                queued.FlowGenerationId,
                state =>
                    state is null ? decision
                    : command.Id is null ? new([]) // an earlier attempt was saved, although it reported an error
                    : throw IdExists()
            )
            {
                IsNew = true,
                Actor = organisation.Actor,
            },
            cancellationToken
        );
    }

    private const string IdExistsCode = "id_exists";

    private static DomainRuleException IdExists() =>
        new(IdExistsCode, "A generation has, or had, this id. Use another id.");

    // Repeats the first response: the state at that time, folded from the events.
    private async Task<CreatedFlowGeneration?> Repeated(IdempotencyKey? key, CancellationToken cancellationToken)
    {
        if (key is null || await session.LoadAsync<IdempotencyKey>(key.Id, cancellationToken) is not { } first)
        {
            return null;
        }

        if (first.Body != key.Body)
        {
            return new(KeyUse.OtherBody, null);
        }

        var states = await session.StatesOfAsync(first.FlowGenerationId, cancellationToken);
        if (states[^1].IsErased)
        {
            return new(KeyUse.Erased, null);
        }

        var past = states.TakeWhile(state => state.Version == 1 || state.UpdatedAt <= first.AnswersBy).ToList();
        return !past[^1].IsEnded && clock.GetUtcNow() < first.AnswersBy
            ? new(KeyUse.InProgress, null)
            : new(KeyUse.Replay, past.LastShown());
    }
}
