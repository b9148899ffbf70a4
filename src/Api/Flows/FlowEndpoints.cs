using Flowgen.Api.Edge;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Flows.Queries;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.Flows;

/// <summary>The endpoints of flows.</summary>
internal static class FlowEndpoints
{
    public static void MapFlows(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup(FlowResource.Path).WithTags("Flows").RequireAuthorization(Scope.ReadGenerations);

        group
            .MapGet("", List)
            .WithMetadata(Holds.Texts)
            .WithName("listFlows")
            .WithSummary("Lists flows")
            .WithDescription(
                "Returns pages, newest first by default. Follow `links.next` until it is absent. A resource must match all filters."
            )
            .Takes(FlowResource.List)
            .Takes(FlowResource.Include, FlowResource.Fields)
            .Takes(FlowPartResource.AllFields)
            .Produces<Document<IReadOnlyList<Resource<FlowAttributes>>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
        group
            .MapGet("/{id:guid}", Get)
            .WithName("getFlow")
            .WithSummary("Reads a flow")
            .WithDescription(
                "With `include`, the response has the whole graph: the message or question of each node, and the transitions to other nodes."
            )
            .Takes(FlowResource.Include, FlowResource.Fields)
            .Takes(FlowPartResource.AllFields)
            .Takes(EntityTag.IfNoneMatch)
            .Produces<Document<Resource<FlowAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
        group
            .MapGet("/{id:guid}/diagram", Draw)
            .WithName("drawFlow")
            .WithSummary("Draws a flow")
            .WithDescription(
                "Returns Mermaid text, which many tools can render. With `Accept: image/svg+xml`, returns a picture."
            )
            .Takes(EntityTag.IfNoneMatch)
            .WithMetadata(DiagramAnswer.Types)
            .Produces<string>(StatusCodes.Status200OK, MediaTypes.Mermaid, MediaTypes.Svg);
        group
            .MapGet("/{id:guid}/diff", Compare)
            .WithName("compareFlows")
            .WithSummary("Compares two flows")
            .WithDescription(
                "Returns the differences between the flow `against` and this flow: added, removed and changed nodes, and each value before and after. Two nodes correspond if they store the same session field or, without a session field, have the same name."
            )
            .Takes(FlowDiffResource.Against, FlowDiffResource.Fields)
            .Takes(EntityTag.IfNoneMatch)
            .Produces<Document<Resource<FlowDiffAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
        group
            .MapPost("/{id:guid}/simulations", Simulate)
            .WithName("simulateFlow")
            .WithSummary("Simulates a conversation")
            .WithDescription(
                "Runs a candidate's answers through the flow, and returns the conversation and its end. The same answers give the same conversation. Nothing is stored, so no write scope is required."
            )
            .Takes(SimulationResource.Fields)
            .WithMetadata(SimulationResource.Sent, new ChangesNothing())
            .Produces<Document<Resource<SimulationAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
    }

    private static async Task<IResult> List(
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var listing = FlowResource.List.Read(request);
        var page = await mediator.Send(new ListFlows(listing), cancellationToken);
        return JsonApiAnswer.Ok(FlowResource.Document(page, listing, request));
    }

    private static async Task<IResult> Get(
        Guid id,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        await mediator.Send(new GetFlow(id), cancellationToken) is { } flow
            ? JsonApiAnswer.OkByContent(request, FlowResource.Document(flow, request))
            : throw RequestException.NotFound();

    private static async Task<IResult> Draw(Guid id, IMediator mediator, CancellationToken cancellationToken) =>
        await mediator.Send(new GetFlow(id), cancellationToken) is { } flow
            ? new DiagramAnswer(flow.Design)
            : throw RequestException.NotFound();

    private static async Task<IResult> Compare(
        Guid id,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var query = new CompareFlows(id, FlowDiffResource.Against.In(request));
        return await mediator.Send(query, cancellationToken) is { } compared
            ? JsonApiAnswer.OkByContent(request, FlowDiffResource.Document(compared, query, request))
            : throw RequestException.NotFound();
    }

    // 200, not 201: a simulation creates nothing.
    private static async Task<IResult> Simulate(
        Guid id,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var sent = await RequestBody.ReadResourceAsync(request, SimulationResource.Type);
        return await mediator.Send(SimulationResource.Read(sent, id), cancellationToken) is { } simulated
            ? JsonApiAnswer.Ok(SimulationResource.Document(simulated, request))
            : throw RequestException.NotFound();
    }
}
