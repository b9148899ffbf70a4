using Flowgen.Api.JsonApi;
using Flowgen.Application.Webhooks.Commands;
using Flowgen.Application.Webhooks.Queries;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.Webhooks;

/// <summary>The endpoints of webhooks.</summary>
internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup(WebhookResource.Path).WithTags("Webhooks").RequireAuthorization(Scope.ManageWebhooks);

        group
            .MapPost("", Create)
            .WithName("createWebhook")
            .WithSummary("Creates a webhook")
            .WithDescription(
                "The webhook receives events from now on. The response has the attribute `secret`, which signs the deliveries. The secret is never returned again, except to a repeated request with the same `Idempotency-Key`."
            )
            .Takes(IdempotencyHeader.Parameter)
            .Takes(WebhookResource.Fields)
            .WithMetadata(WebhookResource.SentToCreate)
            .Produces<Document<Resource<WebhookAttributes>>>(StatusCodes.Status201Created, MediaTypes.JsonApi);
        group
            .MapGet("", List)
            .WithName("listWebhooks")
            .WithSummary("Lists webhooks")
            .WithDescription("Returns all webhooks, oldest first. An organisation has at most 20.")
            .Takes(WebhookResource.Fields)
            .Produces<Document<IReadOnlyList<Resource<WebhookAttributes>>>>(
                StatusCodes.Status200OK,
                MediaTypes.JsonApi
            );
        group
            .MapGet("/{id:guid}", Get)
            .WithName("getWebhook")
            .WithSummary("Reads a webhook")
            .WithDescription("Returns the settings of the webhook, and the reason if Flowgen has disabled it.")
            .Takes(WebhookResource.Fields)
            .Takes(EntityTag.IfNoneMatch)
            .Produces<Document<Resource<WebhookAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
        group
            .MapPatch("/{id:guid}", Change)
            .WithName("changeWebhook")
            .WithSummary("Changes a webhook")
            .WithDescription(
                "Absent attributes stay unchanged. Enabling a webhook that Flowgen has disabled resets its failures."
            )
            .Takes(WebhookResource.Fields)
            .Takes(EntityTag.IfMatch)
            .WithMetadata(WebhookResource.SentToChange)
            .Produces<Document<Resource<WebhookAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
        group
            .MapDelete("/{id:guid}", Delete)
            .WithName("deleteWebhook")
            .WithSummary("Deletes a webhook")
            .WithDescription("Pending deliveries are cancelled.")
            .Takes(EntityTag.IfMatch)
            .Produces(StatusCodes.Status204NoContent);
        group
            .MapPost("/{id:guid}/rotate-secret", RotateSecret)
            .WithName("rotateWebhookSecret")
            .WithSummary("Rotates the secret of a webhook")
            .WithDescription(
                "The response has the new `secret`, which is never returned again, except to a repeated request with the same `Idempotency-Key`. For 24 hours, each delivery has two signatures: one with the new secret and one with the previous secret."
            )
            .Takes(IdempotencyHeader.Parameter)
            .Takes(WebhookResource.Fields)
            .Takes(EntityTag.IfMatch)
            .Produces<Document<Resource<WebhookAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
        group
            .MapPost("/{id:guid}/test", Test)
            .WithName("testWebhook")
            .WithSummary("Sends a ping to a webhook")
            .WithDescription(
                "The webhook receives the event `ping`, whatever its settings for events and fields. The response is the delivery."
            )
            .Produces<Document<Resource<WebhookDeliveryAttributes>>>(StatusCodes.Status202Accepted, MediaTypes.JsonApi);
        group
            .MapPost("/{id:guid}/replay", Replay)
            .WithName("replayWebhook")
            .WithSummary("Replays the log to a webhook")
            .WithDescription(
                "Sends all events from a position in the log again, in the background. The settings of the webhook for events and fields apply."
            )
            .Takes(WebhookResource.FromSequence)
            .Produces(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> Create(
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var sent = await RequestBody.ReadResourceAsync(request, WebhookResource.Type);
        var command = WebhookResource.ReadNew(sent) with { Use = IdempotencyHeader.Use(request, sent.Body) };
        var (use, created) = await mediator.Send(command, cancellationToken);
        IdempotencyHeader.Mark(use, request.HttpContext.Response);
        var (webhook, secret) = created!;
        return JsonApiAnswer.Created(
            WebhookResource.Document(webhook, request, secret),
            WebhookResource.SelfLink(webhook.Id),
            webhook.Version
        );
    }

    private static async Task<IResult> List(
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        JsonApiAnswer.Ok(WebhookResource.Document(await mediator.Send(new ListWebhooks(), cancellationToken), request));

    private static async Task<IResult> Get(
        Guid id,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        await mediator.Send(new GetWebhook(id), cancellationToken) is { } webhook
            ? JsonApiAnswer.Ok(request, WebhookResource.Document(webhook, request), webhook.Version)
            : throw RequestException.NotFound();

    private static async Task<IResult> Change(
        Guid id,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var precondition = EntityTag.Expected(request);
        var sent = await RequestBody.ReadResourceAsync(request, WebhookResource.Type);
        return await mediator.Send(WebhookResource.ReadChange(sent, id, precondition), cancellationToken) is { } webhook
            ? JsonApiAnswer.Changed(WebhookResource.Document(webhook, request), webhook.Version)
            : throw RequestException.NotFound();
    }

    private static async Task<IResult> Delete(
        Guid id,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        await mediator.Send(new DeleteWebhook(id, EntityTag.Expected(request)), cancellationToken)
            ? Results.NoContent()
            : throw RequestException.NotFound();

    private static async Task<IResult> RotateSecret(
        Guid id,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        // The request has no body, so the id of the webhook binds the idempotency key to it.
        var command = new RotateWebhookSecret(
            id,
            EntityTag.Expected(request),
            IdempotencyHeader.Use(request, id.ToByteArray())
        );
        var (use, rotated) = await mediator.Send(command, cancellationToken);
        IdempotencyHeader.Mark(use, request.HttpContext.Response);
        return rotated is var (webhook, secret)
            ? JsonApiAnswer.Changed(WebhookResource.Document(webhook, request, secret), webhook.Version)
            : throw RequestException.NotFound();
    }

    private static async Task<IResult> Test(Guid id, IMediator mediator, CancellationToken cancellationToken) =>
        await mediator.Send(new TestWebhook(id), cancellationToken) is { } ping
            ? JsonApiAnswer.Accepted(WebhookDeliveryResource.Document(ping), WebhookDeliveryResource.SelfLink(ping.Id))
            : throw RequestException.NotFound();

    private static async Task<IResult> Replay(
        Guid id,
        HttpRequest request,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        await mediator.Send(new ReplayWebhook(id, WebhookResource.FromSequence.In(request)), cancellationToken)
            ? Results.Accepted()
            : throw RequestException.NotFound();
}
