using Flowgen.Api.JsonApi;
using Flowgen.Application.History.Queries;
using Flowgen.Application.Organisations;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.History;

/// <summary>The endpoint of the hash chain, which makes tampering evident (docs/adr/0025).</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder api) =>
        api.MapGet(AuditProofResource.Path, Get)
            .RequireAuthorization(Scope.ReadEvents)
            .WithTags("History")
            .WithName("getAuditProof")
            .WithSummary("Reads the hash chain of the log")
            .WithDescription(
                "Returns the digest of every event in the log. An event is sealed some seconds after it happened. Store `head.hash` where Flowgen's operators can't change it. "
                    + "Follow `links.next` until it is absent. `flowgen audit verify` then finds, offline, the first event of an export that was changed, removed or "
                    + "inserted later."
            )
            .Takes(AuditProofResource.After, AuditProofResource.Size)
            .Produces<Document<NamedResource<AuditProofAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);

    private static async Task<IResult> Get(
        HttpRequest request,
        IMediator mediator,
        CurrentOrganisation organisation,
        CancellationToken cancellationToken
    ) =>
        JsonApiAnswer.Ok(
            AuditProofResource.Document(
                request,
                organisation.Id,
                await mediator.Send(
                    new GetAuditProof(AuditProofResource.After.In(request), AuditProofResource.Size.In(request)),
                    cancellationToken
                )
            )
        );
}
