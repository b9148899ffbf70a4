using System.Text.Json;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Webhooks.Queries;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Sandbox;

/// <summary>A delivery in the inbox of the sandbox.</summary>
/// <param name="ReceivedAt">The time when the delivery arrived (RFC 3339, UTC).</param>
/// <param name="Signature">The header <c>webhook-signature</c> as received: <c>v1,</c> and base64; several signatures are separated by spaces.</param>
/// <param name="Timestamp">The header <c>webhook-timestamp</c> as received: seconds since 1970. It is part of the signed text.</param>
/// <param name="Body">The body as received.</param>
public sealed record InboxMessageAttributes(DateTime ReceivedAt, string Signature, string Timestamp, RawJson Body)
    : ResourceAttributes;

/// <summary>
/// The webhook receiver of the sandbox. It lets a client see deliveries without a receiver of its own. It keeps only the latest deliveries,
/// in memory.
/// </summary>
internal sealed class Inbox(TimeProvider clock)
{
    public const string Path = "/sandbox/inbox";
    private const string Type = "inboxMessages";
    private const int MaxMessages = 100;

    private readonly Lock guard = new();
    private readonly LinkedList<(
        Guid WebhookId,
        string Body,
        NamedResource<InboxMessageAttributes> Message
    )> messages = [];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost(Path, Receive).AllowAnonymous().DisableRateLimiting().ExcludeFromDescription();
        api.MapGet(Path, List)
            .RequireAuthorization(Scope.ManageWebhooks)
            .WithTags("Webhooks")
            .WithName("listInboxMessages")
            .WithSummary("Lists the deliveries in the sandbox inbox")
            .WithDescription(
                $"Available only in the sandbox. Set the URL of a webhook to `{Path}` of this server to receive its deliveries here. The inbox keeps the latest {MaxMessages}, newest first."
            )
            .Produces<Document<IReadOnlyList<NamedResource<InboxMessageAttributes>>>>(
                StatusCodes.Status200OK,
                MediaTypes.JsonApi
            );
    }

    private static async Task<IResult> Receive(HttpRequest request, Inbox inbox)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(
                request.Body,
                default,
                request.HttpContext.RequestAborted
            );
            var attributes = document.RootElement.GetProperty("data").GetProperty("attributes");
            inbox.Add(
                attributes.GetProperty("webhookId").GetGuid(),
                request.Headers,
                document.RootElement.GetRawText()
            );
            return Results.NoContent();
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        }
    }

    private static async Task<IResult> List(Inbox inbox, IMediator mediator, CancellationToken cancellationToken)
    {
        var webhooks = await mediator.Send(new ListWebhooks(), cancellationToken);
        var own = webhooks.Select(webhook => webhook.Id).ToHashSet();
        return JsonApiAnswer.Ok(
            new Document<IReadOnlyList<NamedResource<InboxMessageAttributes>>>(inbox.Of(own), new() { Self = Path })
        );
    }

    private void Add(Guid webhookId, IHeaderDictionary headers, string body)
    {
        var message = new NamedResource<InboxMessageAttributes>(
            Type,
            $"{headers["webhook-id"]}",
            new(
                clock.GetUtcNow().UtcDateTime,
                $"{headers["webhook-signature"]}",
                $"{headers["webhook-timestamp"]}",
                new(body)
            )
        );
        lock (guard)
        {
            messages.AddFirst((webhookId, body, message));
            if (messages.Count > MaxMessages)
            {
                messages.RemoveLast();
            }
        }
    }

    /// <summary>Removes the deliveries of an erased generation. A flow contains the id of its generation.</summary>
    public void Forget(Guid flowGenerationId)
    {
        lock (guard)
        {
            foreach (var item in messages.Where(item => item.Body.Contains($"{flowGenerationId}")).ToList())
            {
                messages.Remove(item);
            }
        }
    }

    private List<NamedResource<InboxMessageAttributes>> Of(HashSet<Guid> webhooks)
    {
        lock (guard)
        {
            return [.. messages.Where(item => webhooks.Contains(item.WebhookId)).Select(item => item.Message)];
        }
    }
}
