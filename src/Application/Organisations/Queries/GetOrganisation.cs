using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Application.Organisations.Queries;

/// <summary>Reads one organisation and what it has used of late; null where there is none.</summary>
public sealed record GetOrganisation(string Id) : IRequest<OrganisationUsage?>;

/// <summary>An organisation, and what it has used.</summary>
/// <param name="Organisation">It.</param>
/// <param name="NotEnded">How many of its generations are queued or processing, as of a second ago at the most.</param>
/// <param name="Days">The last 31, today included, the latest last; those on which nothing happened are left out.</param>
public sealed record OrganisationUsage(Organisation Organisation, long NotEnded, IReadOnlyList<DayOfUsage> Days);

internal sealed class GetOrganisationHandler(OrganisationRegistry registry, IUsage usage, TimeProvider clock)
    : IRequestHandler<GetOrganisation, OrganisationUsage?>
{
    private const int DaysBack = 30;

    public async Task<OrganisationUsage?> Handle(GetOrganisation query, CancellationToken cancellationToken)
    {
        if (await registry.FindAsync(query.Id, cancellationToken) is not { } organisation)
        {
            return null;
        }

        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        return new(
            organisation,
            await usage.NotEndedAsync(query.Id, cancellationToken),
            await usage.OfDaysAsync(query.Id, today.AddDays(-DaysBack), today, cancellationToken)
        );
    }
}
