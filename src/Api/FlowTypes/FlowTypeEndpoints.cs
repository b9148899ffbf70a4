using Flowgen.Api.JsonApi;
using Flowgen.Application.FlowTypes.Queries;
using MediatR;

namespace Flowgen.Api.FlowTypes;

/// <summary>The endpoints of flow types.</summary>
internal static class FlowTypeEndpoints
{
    public static void MapFlowTypes(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup(FlowTypeResource.Path).WithTags("Flow types");

        group
            .MapGet("", List)
            .WithName("listFlowTypes")
            .WithSummary("Lists flow types")
            .WithDescription(
                "Returns all flow types, each with its cost and the JSON Schemas of its parameters and context."
            )
            .Produces<Document<IReadOnlyList<NamedResource<FlowTypeAttributes>>>>(
                StatusCodes.Status200OK,
                MediaTypes.JsonApi
            );
        group
            .MapGet("/{name}", Get)
            .WithName("getFlowType")
            .WithSummary("Reads a flow type")
            .WithDescription("Returns the flow type with its cost and the JSON Schemas of its parameters and context.")
            .Takes(EntityTag.IfNoneMatch)
            .Produces<Document<NamedResource<FlowTypeAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
    }

    private static async Task<IResult> List(IMediator mediator, CancellationToken cancellationToken)
    {
        var flowTypes = await mediator.Send(new ListFlowTypes(), cancellationToken);
        return JsonApiAnswer.Ok(
            new Document<IReadOnlyList<NamedResource<FlowTypeAttributes>>>(
                [.. flowTypes.Select(FlowTypeResource.From)],
                new() { Self = FlowTypeResource.Path }
            )
        );
    }

    private static async Task<IResult> Get(
        string name,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        await mediator.Send(new GetFlowType(name), cancellationToken) is { } flowType
            ? JsonApiAnswer.OkByContent(request, FlowTypeResource.Document(flowType))
            : throw RequestException.NotFound();
}
