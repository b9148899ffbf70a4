using Flowgen.Api.FlowGenerations;
using Flowgen.Api.JsonApi;
using Flowgen.Application.History;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.History;

/// <summary>What happened (contract, section 5).</summary>
internal static class HistoryEndpoints
{
    public static void MapHistory(this IEndpointRouteBuilder api) =>
        api.MapGet($"{FlowGenerationResource.Path}/{{id:guid}}/events", ListOfOne)
            .WithTags("History")
            .RequireAuthorization(Scope.ReadEvents)
            .WithName("listFlowGenerationEvents")
            .WithSummary("Lists the events of a flow generation")
            .WithDescription(
                "Everything that happened to it, oldest first, by pages; also after it was deleted. Follow `links.next` until there is none."
            )
            .Takes(FlowGenerationEventResource.ListOfOne)
            .Takes(FlowGenerationEventResource.Fields)
            .Produces<Document<IReadOnlyList<Resource<FlowGenerationEventAttributes>>>>(
                StatusCodes.Status200OK,
                MediaTypes.JsonApi
            );

    private static async Task<IResult> ListOfOne(
        Guid id,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var listing = FlowGenerationEventResource.ListOfOne.Read(request);
        return await mediator.Send(new ListFlowGenerationEvents(id, listing), cancellationToken) is { } page
            ? JsonApiAnswer.Ok(FlowGenerationEventResource.Document(page, listing, request))
            : throw RequestException.NotFound();
    }
}
