using Flowgen.Api.JsonApi;
using Flowgen.Application.Webhooks;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.Webhooks;

/// <summary>The resource webhooks (contract, section 6).</summary>
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
                "It is told of what happens from now on. The answer has the attribute `secret`, by which its deliveries are signed, and which is never shown again but to a repetition with the same `Idempotency-Key`."
            )
            .Takes(IdempotencyHeader.Parameter)
            .Takes(WebhookResource.Fields)
            .WithMetadata(WebhookResource.SentToCreate)
            .Produces<Document<Resource<WebhookAttributes>>>(StatusCodes.Status201Created, MediaTypes.JsonApi);
        group
            .MapGet("", List)
            .WithName("listWebhooks")
            .WithSummary("Lists webhooks")
            .WithDescription("All of them, oldest first: there are at most 20.")
            .Takes(WebhookResource.Fields)
            .Produces<Document<IReadOnlyList<Resource<WebhookAttributes>>>>(
                StatusCodes.Status200OK,
                MediaTypes.JsonApi
            );
        group
            .MapGet("/{id:guid}", Get)
            .WithName("getWebhook")
            .WithSummary("Reads a webhook")
            .WithDescription("What it asks for, and whether Flowgen has given up on it.")
            .Takes(WebhookResource.Fields)
            .Takes(EntityTag.IfNoneMatch)
            .Produces<Document<Resource<WebhookAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
        group
            .MapPatch("/{id:guid}", Change)
            .WithName("changeWebhook")
            .WithSummary("Changes a webhook")
            .WithDescription(
                "Attributes that are left out stay as they are. Enabling one on which Flowgen has given up begins anew."
            )
            .Takes(WebhookResource.Fields)
            .Takes(EntityTag.IfMatch)
            .WithMetadata(WebhookResource.SentToChange)
            .Produces<Document<Resource<WebhookAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
        group
            .MapDelete("/{id:guid}", Delete)
            .WithName("deleteWebhook")
            .WithSummary("Deletes a webhook")
            .WithDescription("What waits to be sent to it is not sent any more.")
            .Takes(EntityTag.IfMatch)
            .Produces(StatusCodes.Status204NoContent);
        group
            .MapPost("/{id:guid}/rotate-secret", RotateSecret)
            .WithName("rotateWebhookSecret")
            .WithSummary("Gives a webhook another secret")
            .WithDescription(
                "The answer has the new `secret`, which is never shown again. For 24 hours each delivery has two signatures: by the new one, and by the one before."
            )
            .Takes(IdempotencyHeader.Parameter)
            .Takes(WebhookResource.Fields)
            .Produces<Document<Resource<WebhookAttributes>>>(StatusCodes.Status200OK, MediaTypes.JsonApi);
        group
            .MapPost("/{id:guid}/test", Test)
            .WithName("testWebhook")
            .WithSummary("Sends a ping")
            .WithDescription("Whatever the webhook asks for, it gets the event `ping`. The answer is its delivery.")
            .Produces<Document<Resource<WebhookDeliveryAttributes>>>(StatusCodes.Status202Accepted, MediaTypes.JsonApi);
        group
            .MapPost("/{id:guid}/replay", Replay)
            .WithName("replayWebhook")
            .WithSummary("Sends the log again")
            .WithDescription(
                "Announces again, in the background, what has happened since a place in the log, as far as the webhook asks for it."
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
        // With a key, of the same webhook alone: it has no body that would say which.
        var command = new RotateWebhookSecret(id, IdempotencyHeader.Use(request, id.ToByteArray()));
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
