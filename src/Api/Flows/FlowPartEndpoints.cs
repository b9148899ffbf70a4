using Flowgen.Api.JsonApi;
using Flowgen.Application.Flows;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.Flows;

/// <summary>The resources nodes, node actions and node transitions (contract, section 4).</summary>
internal static class FlowPartEndpoints
{
    public static void MapFlowParts(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Flows").RequireAuthorization(Scope.ReadGenerations);

        Map(group, FlowPartResource.Nodes, "Node", "nodes", "What it is, and how it ends where it is an end.");
        Map(
            group,
            FlowPartResource.Actions,
            "NodeAction",
            "node actions",
            "What is said or asked, and what keeps the answer."
        );
        Map(
            group,
            FlowPartResource.Transitions,
            "NodeTransition",
            "node transitions",
            "Where it leads, and when it is taken."
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
                "In the order of the conversation unless sorted otherwise, by pages. Follow `links.next` until there is none. All filters must match."
            )
            .Takes(part.List)
            .Takes(part.Include)
            .Takes(FlowPartResource.AllFields)
            .Produces<Document<IReadOnlyList<Resource<TAttributes>>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
        group
            .MapGet($"{part.Path}/{{id:guid}}", Get)
            .WithName($"get{name}")
            .WithSummary($"Reads one of the {words}")
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
