using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Application.Organisations;

namespace Flowgen.Api.Organisations;

/// <summary>The attributes of an organisation.</summary>
/// <param name="Name">For people.</param>
/// <param name="CreatedAt">RFC 3339, UTC.</param>
/// <param name="Limits">What it may ask for.</param>
/// <param name="Usage">What it has asked for.</param>
public sealed record OrganisationAttributes(
    string Name,
    DateTime CreatedAt,
    OrganisationLimits Limits,
    UsageOverview Usage
) : ResourceAttributes;

/// <summary>What an organisation may ask for; beyond it, 429, or 503 <c>queue_full</c>.</summary>
/// <param name="RequestsPerSecond">On the average.</param>
/// <param name="Burst">Requests at once, after a quiet time.</param>
/// <param name="SyncWaiters">Requests that wait for their flows at the same time.</param>
/// <param name="QueuedGenerations">Generations that are queued or processing.</param>
public sealed record OrganisationLimits(int RequestsPerSecond, int Burst, int SyncWaiters, int QueuedGenerations);

/// <summary>What an organisation has asked for.</summary>
/// <param name="Unfinished">How many generations are queued or processing, as of a second ago at the most.</param>
/// <param name="Days">The last 31 days, today included, the latest last; those on which nothing happened are left out.</param>
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
                    new(read.NotEnded, read.Days)
                )
            )
            {
                Links = new() { Self = Path },
            },
            new() { Self = Path }
        );
}
