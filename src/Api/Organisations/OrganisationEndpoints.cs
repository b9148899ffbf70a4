using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Flowgen.Application.Organisations;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.Organisations;

/// <summary>The resource organisation: the one of the request's key.</summary>
internal static class OrganisationEndpoints
{
    public static void MapOrganisation(this IEndpointRouteBuilder api) =>
        api.MapGet(OrganisationResource.Path, Get)
            .RequireAuthorization(Scope.AdministerOrganisation)
            .WithTags("Organisation")
            .WithName("getOrganisation")
            .WithSummary("Reads your organisation")
            .WithDescription("Its limits, and how many generations it has had, and at what cost, by day (UTC).")
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
