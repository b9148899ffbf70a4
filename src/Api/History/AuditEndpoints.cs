using Flowgen.Api.JsonApi;
using Flowgen.Application.History;
using Flowgen.Application.Organisations;
using Flowgen.Domain.Organisations;

namespace Flowgen.Api.History;

/// <summary>Evidence of tampering (docs/adr/0025).</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder api) =>
        api.MapGet(AuditProofResource.Path, Get)
            .RequireAuthorization(Scope.ReadEvents)
            .WithTags("History")
            .WithName("getAuditProof")
            .WithSummary("Reads the hash chain over your log")
            .WithDescription(
                "What every event of the log was when it was sealed, some seconds after it happened. Keep `head.hash` where Flowgen's operators can't reach it. "
                    + "Follow `links.next` until there is none, and `flowgen audit verify` names the first event of an export that was changed, removed or "
                    + "inserted since, offline."
            )
            .Takes(AuditProofResource.After, AuditProofResource.Size)
            .Produces<Document<NamedResource<AuditProofAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);

    private static async Task<IResult> Get(
        HttpRequest request,
        ISeals seals,
        CurrentOrganisation organisation,
        CancellationToken cancellationToken
    ) =>
        JsonApiAnswer.Ok(
            AuditProofResource.Document(
                request,
                organisation.Id,
                await seals.ReadAsync(
                    organisation.Id,
                    AuditProofResource.After.In(request),
                    AuditProofResource.Size.In(request),
                    cancellationToken
                )
            )
        );
}
