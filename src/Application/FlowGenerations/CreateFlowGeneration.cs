using System.Text.Json;
using Flowgen.Application.FlowTypes;
using Flowgen.Application.Organisations;
using Flowgen.Domain.FlowGenerations;
using FluentValidation;
using FluentValidation.Results;
using MediatR;

namespace Flowgen.Application.FlowGenerations;

/// <summary>Queues a new flow generation and returns it.</summary>
/// <param name="FlowType">Name of a flow type.</param>
/// <param name="Parameters">A JSON object.</param>
/// <param name="Context">A JSON object; undefined where none was sent.</param>
/// <param name="Misread">Faults found on the way here, to be reported with those of the rules.</param>
public sealed record CreateFlowGeneration(
    string FlowType,
    JsonElement Parameters,
    JsonElement Context,
    IReadOnlyList<ValidationFailure> Misread
) : IRequest<FlowGeneration>;

internal sealed class CreateFlowGenerationValidator : AbstractValidator<CreateFlowGeneration>
{
    public CreateFlowGenerationValidator(FlowTypeCatalogue flowTypes) =>
        RuleFor(command => command)
            .Custom(
                (command, context) =>
                {
                    foreach (var fault in Fault.All(command.Misread, Faults(command, flowTypes)))
                    {
                        context.AddFailure(fault);
                    }
                }
            );

    private static IReadOnlyList<ValidationFailure> Faults(CreateFlowGeneration command, FlowTypeCatalogue flowTypes) =>
        flowTypes.Find(command.FlowType) is { } flowType
            ? flowType.Check(command.Parameters, command.Context)
            : [Fault.At("flowType", "unknown_flow_type", $"Use one of: {string.Join(", ", flowTypes.Names)}.")];
}

internal sealed class CreateFlowGenerationHandler(
    FlowGenerationStreams streams,
    CurrentOrganisation organisation,
    TimeProvider clock
) : IRequestHandler<CreateFlowGeneration, FlowGeneration>
{
    public async Task<FlowGeneration> Handle(CreateFlowGeneration command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var queued = FlowGenerationDecider.Queue(
            Guid.CreateVersion7(now),
            command.FlowType,
            command.Parameters.GetRawText(),
            command.Context.ValueKind is JsonValueKind.Undefined ? null : command.Context.GetRawText(),
            now
        );
        var generation = await streams.DecideAsync(
            new(organisation.Id, queued.FlowGenerationId, state => new(state is null ? [queued] : [])) { IsNew = true },
            cancellationToken
        );
        return generation!;
    }
}
