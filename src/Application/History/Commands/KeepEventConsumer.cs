using Flowgen.Application.Common;
using Flowgen.Application.FlowTypes;
using Flowgen.Application.Organisations;
using FluentValidation;
using MediatR;

namespace Flowgen.Application.History.Commands;

/// <summary>Stores the position of a consumer, and creates the consumer if it does not exist.</summary>
/// <param name="Name">The consumer.</param>
/// <param name="Position">The sequence of the last event that the consumer has processed. It can be lower than before.</param>
/// <param name="Precondition">The versions of the consumer that allow the change.</param>
public sealed record KeepEventConsumer(string Name, long Position, Precondition Precondition) : IRequest<KeptPosition>;

internal sealed class KeepEventConsumerHandler(IEventConsumers consumers, CurrentOrganisation organisation)
    : IRequestHandler<KeepEventConsumer, KeptPosition>
{
    public async Task<KeptPosition> Handle(KeepEventConsumer command, CancellationToken cancellationToken)
    {
        try
        {
            return await consumers.KeepAsync(
                organisation.Id,
                command.Name,
                command.Position,
                command.Precondition,
                cancellationToken
            );
        }
        catch (PositionBeyondLogException)
        {
            throw new ValidationException([
                ValidationError.At(
                    "position",
                    "position_beyond_log",
                    "The log has not reached this position. Send the sequence of an event in the log, or 0."
                ),
            ]);
        }
    }
}
