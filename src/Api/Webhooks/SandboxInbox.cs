using System.Text.Json;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Webhooks;
using Flowgen.Domain.Organisations;
using MediatR;

namespace Flowgen.Api.Webhooks;

/// <summary>What the inbox of the sandbox got.</summary>
/// <param name="ReceivedAt">RFC 3339, UTC.</param>
/// <param name="Signature">As it came, with a space between several: <c>v1,</c> and base64.</param>
/// <param name="Timestamp">As it came: seconds since 1970, and part of what is signed.</param>
/// <param name="Body">As it came.</param>
public sealed record InboxMessageAttributes(DateTime ReceivedAt, string Signature, string Timestamp, RawJson Body)
    : ResourceAttributes;

/// <summary>
/// A receiver that the sandbox has built in, so that a newcomer sees a webhook arrive without writing one. In memory: it
/// forgets all but the last, and everything with the process.
/// </summary>
internal sealed class SandboxInbox(TimeProvider clock)
{
    public const string Path = "/sandbox/inbox";
    private const string Type = "inboxMessages";
    private const int Most = 100;

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
            .WithSummary("Lists what the sandbox's inbox got")
            .WithDescription(
                $"Let a webhook lead to `{Path}` of this server, and see here what arrives: the last {Most}, the latest first. In the sandbox alone."
            )
            .Produces<Document<IReadOnlyList<NamedResource<InboxMessageAttributes>>>>(
                StatusCodes.Status200OK,
                MediaTypes.JsonApi
            );
    }

    private static async Task<IResult> Receive(HttpRequest request, SandboxInbox inbox)
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

    private static async Task<IResult> List(SandboxInbox inbox, IMediator mediator, CancellationToken cancellationToken)
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
            if (messages.Count > Most)
            {
                messages.RemoveLast();
            }
        }
    }

    /// <summary>Forgets what is of a generation whose texts are erased; a flow names the one that it is of.</summary>
    public void Forget(Guid flowGenerationId)
    {
        lock (guard)
        {
            foreach (var one in messages.Where(one => one.Body.Contains($"{flowGenerationId}")).ToList())
            {
                messages.Remove(one);
            }
        }
    }

    private List<NamedResource<InboxMessageAttributes>> Of(HashSet<Guid> webhooks)
    {
        lock (guard)
        {
            return [.. messages.Where(one => webhooks.Contains(one.WebhookId)).Select(one => one.Message)];
        }
    }
}
