using Flowgen.Api.JsonApi;
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
            .WithDescription("Its settings, and what it has used by day.")
            .Takes(EntityTag.IfNoneMatch)
            .Produces<Document<NamedResource<OrganisationAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);

    private static async Task<IResult> Get(
        HttpRequest request,
        IMediator mediator,
        CurrentOrganisation current,
        CancellationToken cancellationToken
    ) =>
        await mediator.Send(new GetOrganisation(current.Id), cancellationToken) is { } organisation
            ? JsonApiAnswer.OkByContent(request, OrganisationResource.Document(organisation))
            : throw RequestException.NotFound();
}
