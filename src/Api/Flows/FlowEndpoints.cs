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
            .MapGet("/{id:guid}", Get)
            .WithName("getFlow")
            .WithSummary("Reads a flow")
            .WithDescription(
                "With `include`, the whole graph: what each node says or asks, and where each answer leads."
            )
            .Takes(FlowResource.Include, FlowResource.Fields)
            .Takes(FlowResource.PartFields)
            .Takes(EntityTag.IfNoneMatch)
            .Produces<Document<Resource<FlowAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
        group
            .MapPost("/{id:guid}/simulations", Simulate)
            .WithName("simulateFlow")
            .WithSummary("Tries a flow")
            .WithDescription(
                "Runs a candidate's answers through it, and tells the conversation and how it ends. The same answers get the same conversation. Nothing is stored, so this takes no scope to write."
            )
            .Takes(SimulationResource.Fields)
            .WithMetadata(SimulationResource.Sent)
            .Produces<Document<Resource<SimulationAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
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
