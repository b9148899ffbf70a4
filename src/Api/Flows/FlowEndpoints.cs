using Flowgen.Api.Edge;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Flows;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.Flows;

/// <summary>The resource flows (contract, section 4).</summary>
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
                "Newest first unless sorted otherwise, by pages. Follow `links.next` until there is none. All filters must match."
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
                "With `include`, the whole graph: what each node says or asks, and where each answer leads."
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
                "As Mermaid text, which many tools draw by themselves, or with `Accept: image/svg+xml` as a picture."
            )
            .Takes(EntityTag.IfNoneMatch)
            .WithMetadata(DiagramAnswer.Types)
            .Produces<string>(StatusCodes.Status200OK, MediaTypes.Mermaid, MediaTypes.Svg);
        group
            .MapGet("/{id:guid}/diff", Compare)
            .WithName("compareFlows")
            .WithSummary("Compares a flow with another")
            .WithDescription(
                "What is different of it from the flow `against`: nodes that were added, removed or changed, and every value before and after. Nodes are the same that keep the same session field, or else have the same name."
            )
            .Takes(FlowDiffResource.Against, FlowDiffResource.Fields)
            .Takes(EntityTag.IfNoneMatch)
            .Produces<Document<Resource<FlowDiffAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
        group
            .MapPost("/{id:guid}/simulations", Simulate)
            .WithName("simulateFlow")
            .WithSummary("Tries a flow")
            .WithDescription(
                "Runs a candidate's answers through it, and tells the conversation and how it ends. The same answers get the same conversation. Nothing is stored, so this takes no scope to write."
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

    // 200 and no 201: nothing is there afterwards that was not there before.
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
