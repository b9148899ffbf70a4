using Flowgen.Api.JsonApi;
using Flowgen.Application.Webhooks.Commands;
using Flowgen.Application.Webhooks.Queries;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.Webhooks;

/// <summary>The endpoints of webhook deliveries.</summary>
internal static class WebhookDeliveryEndpoints
{
    public static void MapWebhookDeliveries(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Webhooks").RequireAuthorization(Scope.ManageWebhooks);

        group
            .MapGet($"{WebhookResource.Path}/{{id:guid}}/deliveries", List)
            .WithName("listWebhookDeliveries")
            .WithSummary("Lists the deliveries of a webhook")
            .WithDescription(
                "Returns pages, newest first by default. Follow `links.next` until it is absent. A resource must match all filters."
            )
            .Takes(WebhookDeliveryResource.List)
            .Takes(WebhookDeliveryResource.Fields)
            .Produces<Document<IReadOnlyList<Resource<WebhookDeliveryAttributes>>>>(
                StatusCodes.Status200OK,
                MediaTypes.JsonApi
            );
        group
            .MapGet($"{WebhookDeliveryResource.Path}/{{id:guid}}", Get)
            .WithName("getWebhookDelivery")
            .WithSummary("Reads a delivery")
            .WithDescription(
                "Returns the delivery and all its attempts: the time, the duration and the receiver's response of each."
            )
            .Takes(WebhookDeliveryResource.Fields)
            .Takes(EntityTag.IfNoneMatch)
            .Produces<Document<Resource<WebhookDeliveryAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
        group
            .MapPost($"{WebhookDeliveryResource.Path}/{{id:guid}}/redeliver", Redeliver)
            .WithName("redeliverWebhookDelivery")
            .WithSummary("Sends a delivery again")
            .WithDescription(
                "Sends the delivery immediately and restarts its retry schedule, even if it was delivered before. The body and the `webhook-id` stay the same."
            )
            .Produces(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> List(
        Guid id,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var listing = WebhookDeliveryResource.List.Read(request);
        return await mediator.Send(new ListDeliveries(id, listing), cancellationToken) is { } page
            ? JsonApiAnswer.Ok(WebhookDeliveryResource.Document(page, listing, request))
            : throw RequestException.NotFound();
    }

    private static async Task<IResult> Get(
        Guid id,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        await mediator.Send(new GetDelivery(id), cancellationToken) is var (delivery, tries)
            ? JsonApiAnswer.OkByContent(request, WebhookDeliveryResource.Document(delivery, tries, request))
            : throw RequestException.NotFound();

    private static async Task<IResult> Redeliver(Guid id, IMediator mediator, CancellationToken cancellationToken) =>
        await mediator.Send(new Redeliver(id), cancellationToken)
            ? Results.Accepted()
            : throw RequestException.NotFound();
}
