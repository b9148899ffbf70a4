using Flowgen.Application.Common;
using Flowgen.Application.Organisations;
using Flowgen.Domain.Webhooks;
using FluentValidation.Results;
using MediatR;

namespace Flowgen.Application.Webhooks.Commands;

/// <summary>Changes what a webhook asks for, and returns it; null where there is none.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="Change">From what it asks for to what it shall. Pure.</param>
/// <param name="Precondition">The versions in which it may be changed.</param>
/// <param name="ReadErrors">Errors found while the request was read. They are reported with those of the rules.</param>
public sealed record ChangeWebhook(
    Guid Id,
    Func<WebhookSettings, WebhookSettings> Change,
    Precondition Precondition,
    IReadOnlyList<ValidationFailure> ReadErrors
) : IRequest<Webhook?>;

internal sealed class ChangeWebhookHandler(
    WebhookStreams streams,
    WebhookRules rules,
    Turns turns,
    CurrentOrganisation organisation,
    TimeProvider clock
) : IRequestHandler<ChangeWebhook, Webhook?>
{
    // In turn, since checking an address takes time: otherwise each of many changes would find what it was checked on outdated.
    public Task<Webhook?> Handle(ChangeWebhook command, CancellationToken cancellationToken) =>
        turns.TakeAsync(
            (typeof(ChangeWebhook), command.Id),
            () => ChangeAsync(command, cancellationToken),
            cancellationToken
        );

    private async Task<Webhook?> ChangeAsync(ChangeWebhook command, CancellationToken cancellationToken)
    {
        var found = await streams.FindAsync(organisation.Id, command.Id, cancellationToken);
        if (WebhookStreams.Expected(found, command.Precondition) is not { Settings: var before })
        {
            return null;
        }

        var settings = command.Change(before);
        await rules.CheckAsync(settings, before, command.ReadErrors, cancellationToken);
        var isOutdated = false;
        var (changed, _) = await streams.DecideAsync(
            organisation.Id,
            command.Id,
            organisation.Actor,
            Decide,
            cancellationToken
        );
        return isOutdated ? throw new LostRaceException() : changed;

        // What was checked is a change of what was found, and of nothing else.
        IReadOnlyList<WebhookEvent> Decide(Webhook? state)
        {
            isOutdated =
                WebhookStreams.Expected(state, command.Precondition) is { } expected && expected.Settings != before;
            return isOutdated ? [] : WebhookDecider.Change(state, settings, clock.GetUtcNow());
        }
    }
}
