using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Flowgen.Api.Authentication;
using Flowgen.Application.Common;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Caching.Memory;

namespace Flowgen.Api.Edge;

/// <summary>
/// Rate limits for organisations, keys, and addresses without a valid key. The headers follow
/// draft-ietf-httpapi-ratelimit-headers. The counters are in memory: each process has its own.
/// </summary>
internal sealed class RateLimits(Limits limits) : IDisposable
{
    // A key can use only a share, so that it never blocks the other keys of its organisation.
    private const double ShareOfKey = 0.8;

    private const int MaxKnown = 10_000;
    private static readonly TimeSpan KnownFor = TimeSpan.FromMinutes(10);

    private readonly TokenBuckets keys = new(
        "key",
        limits.RequestsPerSecond * ShareOfKey,
        (int)Math.Ceiling(limits.Burst * ShareOfKey)
    );
    private readonly TokenBuckets organisations = new("organisation", limits.RequestsPerSecond, limits.Burst);
    private readonly TokenBuckets addresses = new("address", limits.AddressRequestsPerSecond, limits.AddressBurst);

    // Hashes of recent Authorization headers with a valid key.
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = MaxKnown });

    /// <summary>
    /// Runs before authentication, which may query the database. Rejects an address without tokens, unless the request has a key
    /// that was valid recently.
    /// </summary>
    public Task RefuseGuesses(HttpContext context, RequestDelegate next) =>
        IsFree(context) || addresses.Left(AddressOf(context)) > 0 || known.TryGetValue(SentBy(context), out _)
            ? next(context)
            : Refuse(context, addresses);

    /// <summary>Runs after authentication. Takes the tokens of the request, and returns the remaining ones in headers.</summary>
    public Task Take(HttpContext context, RequestDelegate next)
    {
        if (IsFree(context))
        {
            return next(context);
        }

        if (context.User.Identity is not { IsAuthenticated: true })
        {
            known.Remove(SentBy(context));
            return addresses.TryTake(AddressOf(context)) ? next(context) : Refuse(context, addresses);
        }

        var sent = SentBy(context);
        if (!known.TryGetValue(sent, out _))
        {
            known.Set(sent, true, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = KnownFor });
        }

        var buckets = BucketsOf(context.User);
        var empty = buckets.FirstOrDefault(bucket => !bucket.Of.TryTake(bucket.Caller)).Of;
        var policies = string.Join(", ", buckets.Select(bucket => bucket.Of.Policy));
        var states = string.Join(", ", buckets.Select(bucket => bucket.Of.State(bucket.Caller)));
        context.Response.OnStarting(() =>
        {
            context.Response.Headers["RateLimit-Policy"] = policies;
            context.Response.Headers["RateLimit"] = states;
            return Task.CompletedTask;
        });
        return empty is null ? next(context) : Refuse(context, empty);
    }

    public void Dispose()
    {
        keys.Dispose();
        organisations.Dispose();
        addresses.Dispose();
        known.Dispose();
    }

    private List<(TokenBuckets Of, string Caller)> BucketsOf(ClaimsPrincipal user)
    {
        var organisation = user.FindFirstValue(ApiKeyAuthentication.Organisation);
        var key = user.FindFirstValue(ApiKeyAuthentication.Key) ?? organisation ?? "";
        return organisation is null ? [(keys, key)] : [(keys, key), (organisations, organisation)];
    }

    private static bool IsFree(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is not null;

    // The owner of one IPv6 address usually owns its /64 network, so the limit applies to the network.
    private static string AddressOf(HttpContext context) =>
        context.Connection.RemoteIpAddress switch
        {
            null => "",
            { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } address => new IPAddress([
                .. address.GetAddressBytes()[..8],
                .. new byte[8],
            ]).ToString(),
            var address => address.MapToIPv4().ToString(),
        };

    private static string SentBy(HttpContext context) =>
        Convert.ToBase64String(
            SHA256.HashData(Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString()))
        );

    private static Task Refuse(HttpContext context, TokenBuckets empty)
    {
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = empty.RetryAfter;
        return Task.CompletedTask;
    }
}
