using Flowgen.Api.JsonApi;
using Flowgen.Application.Flows;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.Flows;

/// <summary>The resource flows (contract, section 4).</summary>
internal static class FlowEndpoints
{
    public static void MapFlows(this IEndpointRouteBuilder api) =>
        api.MapGet($"{FlowResource.Path}/{{id:guid}}", Get)
            .WithTags("Flows")
            .RequireAuthorization(Scope.ReadGenerations)
            .WithName("getFlow")
            .WithSummary("Reads a flow")
            .WithDescription(
                "With `include`, the whole graph: what each node says or asks, and where each answer leads."
            )
            .Takes(FlowResource.Include, FlowResource.Fields)
            .Takes(FlowResource.PartFields)
            .Takes(EntityTag.IfNoneMatch)
            .Produces<Document<Resource<FlowAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);

    private static async Task<IResult> Get(
        Guid id,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        await mediator.Send(new GetFlow(id), cancellationToken) is { } flow
            ? JsonApiAnswer.OkByContent(request, FlowResource.Document(flow, request))
            : throw RequestException.NotFound();
}
