using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Application.Organisations;
using Flowgen.Application.Organisations.Queries;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.Organisations;

/// <summary>The endpoint of the organisation of the request's key.</summary>
internal static class OrganisationEndpoints
{
    public static void MapOrganisation(this IEndpointRouteBuilder api) =>
        api.MapGet(OrganisationResource.Path, Get)
            .RequireAuthorization(Scope.AdministerOrganisation)
            .WithTags("Organisation")
            .WithName("getOrganisation")
            .WithSummary("Reads your organisation")
            .WithDescription(
                "Returns the limits of the organisation, and its usage by day (UTC): the numbers of generations and their cost."
            )
            .Takes(EntityTag.IfNoneMatch)
            .Produces<Document<NamedResource<OrganisationAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);

    private static async Task<IResult> Get(
        HttpRequest request,
        IMediator mediator,
        CurrentOrganisation current,
        Limits limits,
        CancellationToken cancellationToken
    ) =>
        await mediator.Send(new GetOrganisation(current.Id), cancellationToken) is { } read
            ? JsonApiAnswer.OkByContent(request, OrganisationResource.Document(read, limits))
            : throw RequestException.NotFound();
}
