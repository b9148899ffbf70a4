using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Application.Organisations;
using Flowgen.Application.Organisations.Queries;

namespace Flowgen.Api.Organisations;

/// <summary>The attributes of an organisation.</summary>
/// <param name="Name">The display name of the organisation.</param>
/// <param name="CreatedAt">The time when the organisation was created (RFC 3339, UTC).</param>
/// <param name="Limits">The limits of the organisation.</param>
/// <param name="Usage">The usage of the organisation.</param>
public sealed record OrganisationAttributes(
    string Name,
    DateTime CreatedAt,
    OrganisationLimits Limits,
    UsageOverview Usage
) : ResourceAttributes;

/// <summary>The limits of an organisation. A request beyond them gets 429, or 503 <c>queue_full</c>.</summary>
/// <param name="RequestsPerSecond">The maximum average number of requests per second.</param>
/// <param name="Burst">The maximum number of requests in a burst after a quiet period.</param>
/// <param name="SyncWaiters">The maximum number of concurrent requests that wait for their flows.</param>
/// <param name="QueuedGenerations">The maximum number of generations that are queued or processing.</param>
public sealed record OrganisationLimits(int RequestsPerSecond, int Burst, int SyncWaiters, int QueuedGenerations);

/// <summary>The usage of an organisation.</summary>
/// <param name="Unfinished">The number of generations that are queued or processing. The count is at most one second old.</param>
/// <param name="Days">The last 31 days including today, oldest first. Days without events are absent.</param>
public sealed record UsageOverview(long Unfinished, IReadOnlyList<DayOfUsage> Days);

/// <summary>The organisation of the request's key, as a resource.</summary>
internal static class OrganisationResource
{
    public const string Type = "organisations";
    public const string Path = "/organisation";

    public static Document<NamedResource<OrganisationAttributes>> Document(OrganisationUsage read, Limits limits) =>
        new(
            new(
                Type,
                read.Organisation.Id,
                new(
                    read.Organisation.Name,
                    read.Organisation.CreatedAt.UtcDateTime,
                    new(limits.RequestsPerSecond, limits.Burst, limits.SyncWaiters, limits.QueuedGenerations),
                    new(read.Unfinished, read.Days)
                )
            )
            {
                Links = new() { Self = Path },
            },
            new() { Self = Path }
        );
}
