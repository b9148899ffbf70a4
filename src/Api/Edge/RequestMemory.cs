using System.Security.Claims;
using Flowgen.Api.Authentication;
using Flowgen.Api.JsonApi;
using Flowgen.Application.Common;
using Microsoft.AspNetCore.RateLimiting;

namespace Flowgen.Api.Edge;

/// <summary>Metadata of an endpoint: what it may hold of memory beside the body of its request, in bytes.</summary>
internal sealed record Holds(long Bytes)
{
    private const long MiB = 1024 * 1024;

    /// <summary>Where there are no texts.</summary>
    public static readonly Holds Little = new(MiB / 4);

    /// <summary>Where there is a text, or a flow.</summary>
    public static readonly Holds OneText = new(6 * MiB);

    /// <summary>Where there is a page of them.</summary>
    public static readonly Holds Texts = new(16 * MiB);
}

/// <summary>
/// Reserves the memory of a request before its body is read (docs/adr/0030). There is a short wait for it; then the request is refused,
/// before it has cost anything.
/// </summary>
internal sealed class RequestMemory(MemoryBudgets memory)
{
    // Measured: a body as bytes, JSON, text, parameters of statements and response.
    private const int CopiesOfBody = 12;

    /// <summary>Takes it, and gives it back at the end.</summary>
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

    // A body without a length may be as long as any.
    private static long LengthOf(HttpRequest request) =>
        Math.Min(
            request.ContentLength ?? (HttpMethods.IsGet(request.Method) ? 0 : RequestBody.MaxLength),
            RequestBody.MaxLength
        );
}
