using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Application.Organisations.Queries;

/// <summary>Reads one organisation and its recent usage; null if there is none.</summary>
public sealed record GetOrganisation(string Id) : IRequest<OrganisationUsage?>;

/// <summary>An organisation and its usage.</summary>
/// <param name="Organisation">The organisation.</param>
/// <param name="Unfinished">The number of its queued and processing generations, at most a second old.</param>
/// <param name="Days">The usage of the last 31 days including today (UTC), in order. Days without usage are absent.</param>
public sealed record OrganisationUsage(Organisation Organisation, long Unfinished, IReadOnlyList<DayOfUsage> Days);

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
            await usage.UnfinishedAsync(query.Id, cancellationToken),
            await usage.OfDaysAsync(query.Id, today.AddDays(-DaysBack), today, cancellationToken)
        );
    }
}
