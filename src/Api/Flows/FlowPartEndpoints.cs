using Flowgen.Api.JsonApi;
using Flowgen.Application.Flows.Queries;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.Flows;

/// <summary>The endpoints of nodes, node actions and node transitions.</summary>
internal static class FlowPartEndpoints
{
    public static void MapFlowParts(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Flows").RequireAuthorization(Scope.ReadGenerations);

        Map(
            group,
            FlowPartResource.Nodes,
            "Node",
            "nodes",
            "Returns the node, and its kind of ending if the conversation ends there."
        );
        Map(
            group,
            FlowPartResource.Actions,
            "NodeAction",
            "node actions",
            "Returns the message or question, and the session field of the answer."
        );
        Map(
            group,
            FlowPartResource.Transitions,
            "NodeTransition",
            "node transitions",
            "Returns the target node and the condition of the transition."
        );
    }

    private static void Map<TAttributes>(
        RouteGroupBuilder group,
        FlowPartType<TAttributes> part,
        string name,
        string words,
        string description
    )
        where TAttributes : ResourceAttributes
    {
        group
            .MapGet($"{FlowResource.Path}/{{id:guid}}{part.Path}", List)
            .WithName($"list{name}s")
            .WithSummary($"Lists the {words} of a flow")
            .WithDescription(
                "Returns pages, by default in the order of the conversation. Follow `links.next` until it is absent. A resource must match all filters."
            )
            .Takes(part.List)
            .Takes(part.Include)
            .Takes(FlowPartResource.AllFields)
            .Produces<Document<IReadOnlyList<Resource<TAttributes>>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
        group
            .MapGet($"{part.Path}/{{id:guid}}", Get)
            .WithName($"get{name}")
            .WithSummary($"Reads a {words.TrimEnd('s')}")
            .WithDescription(description)
            .Takes(part.Include)
            .Takes(FlowPartResource.AllFields)
            .Takes(EntityTag.IfNoneMatch)
            .Produces<Document<Resource<TAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);

        async Task<IResult> List(Guid id, HttpRequest request, IMediator mediator, CancellationToken cancellationToken)
        {
            var listing = part.List.Read(request);
            return await mediator.Send(new ListFlowParts(id, part.Kind, listing), cancellationToken) is { } page
                ? JsonApiAnswer.Ok(part.Document(page, listing, request))
                : throw RequestException.NotFound();
        }

        async Task<IResult> Get(
            Guid id,
            HttpRequest request,
            IMediator mediator,
            CancellationToken cancellationToken
        ) =>
            await mediator.Send(new GetFlowPart(id, part.Kind), cancellationToken) is { } found
                ? JsonApiAnswer.OkByContent(request, part.Document(found, request))
                : throw RequestException.NotFound();
    }
}
