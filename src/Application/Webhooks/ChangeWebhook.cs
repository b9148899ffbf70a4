using Flowgen.Application.FlowGenerations;
using Flowgen.Application.Organisations;
using Flowgen.Domain;
using Flowgen.Domain.Webhooks;
using FluentValidation.Results;
using MediatR;

namespace Flowgen.Application.Webhooks;

/// <summary>Changes what a webhook asks for, and returns it; null where there is none.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="Change">From what it asks for to what it shall. Pure.</param>
/// <param name="Versions">Only in one of these versions; null for any.</param>
/// <param name="Misread">Faults found on the way here, to be reported with those of the rules.</param>
public sealed record ChangeWebhook(
    Guid Id,
    Func<WebhookSettings, WebhookSettings> Change,
    IReadOnlySet<int>? Versions,
    IReadOnlyList<ValidationFailure> Misread
) : IRequest<Webhook?>;

internal sealed class ChangeWebhookHandler(
    WebhookStreams streams,
    WebhookRules rules,
    CurrentOrganisation organisation,
    TimeProvider clock
) : IRequestHandler<ChangeWebhook, Webhook?>
{
    public async Task<Webhook?> Handle(ChangeWebhook command, CancellationToken cancellationToken)
    {
        var found = await streams.FindAsync(organisation.Id, command.Id, cancellationToken);
        if (WebhookStreams.Expected(found, command.Versions) is not { Settings: var before })
        {
            return null;
        }

        var settings = command.Change(before);
        await rules.CheckAsync(settings, before, command.Misread, cancellationToken);
        var (changed, _) = await streams.DecideAsync(
            organisation.Id,
            command.Id,
            organisation.Actor,
            Decide,
            cancellationToken
        );
        return changed;

        // What was checked is a change of what was found, and of nothing else.
        IReadOnlyList<WebhookEvent> Decide(Webhook? state) =>
            WebhookStreams.Expected(state, command.Versions) is null || state!.Settings == before
                ? WebhookDecider.Change(state, settings, clock.GetUtcNow())
                : throw new DomainRuleException(
                    FlowGenerationStreams.Conflict,
                    "Others change this resource right now: try again."
                );
    }
}
