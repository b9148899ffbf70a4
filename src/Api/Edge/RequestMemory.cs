using System.Security.Claims;
using Flowgen.Api.Authentication;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Microsoft.AspNetCore.RateLimiting;

namespace Flowgen.Api.Edge;

/// <summary>Metadata of an endpoint: the maximum memory of a request in addition to its body, in bytes.</summary>
internal sealed record Holds(long Bytes)
{
    private const long MiB = 1024 * 1024;

    /// <summary>A request without texts.</summary>
    public static readonly Holds Little = new(MiB / 4);

    /// <summary>A request for one text or one flow.</summary>
    public static readonly Holds OneText = new(6 * MiB);

    /// <summary>A request for a page of texts or flows.</summary>
    public static readonly Holds Texts = new(16 * MiB);
}

/// <summary>
/// Reserves the memory of a request before its body is read (docs/adr/0030). If the memory is not free after a short wait, the
/// request is rejected.
/// </summary>
internal sealed class RequestMemory(MemoryBudgets memory)
{
    // Measured: the body as bytes, JSON, text, statement parameters and response.
    private const int CopiesOfBody = 12;

    /// <summary>Reserves the memory of the request, and frees it at the end.</summary>
    public async Task Reserve(HttpContext context, RequestDelegate next)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is null || endpoint.Metadata.GetMetadata<DisableRateLimitingAttribute>() is not null)
        {
            await next(context);
            return;
        }

        var holds = endpoint.Metadata.GetMetadata<Holds>() ?? Holds.Little;
        using var reservation = await memory.Requests.TakeAsync(
            context.User.FindFirstValue(ApiKeyAuthentication.Organisation) ?? "",
            holds.Bytes + (CopiesOfBody * LengthOf(context.Request)),
            memory.Wait,
            context.RequestAborted
        );
        context.Features.Set(reservation);
        await next(context);
    }

    // A body without a length can have the maximum length.
    private static long LengthOf(HttpRequest request) =>
        Math.Min(
            request.ContentLength ?? (HttpMethods.IsGet(request.Method) ? 0 : RequestBody.MaxLength),
            RequestBody.MaxLength
        );
}
