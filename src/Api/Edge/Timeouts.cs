using Microsoft.AspNetCore.Http.Timeouts;

namespace Flowgen.Api.Edge;

/// <summary>The time limit of requests.</summary>
internal static class Timeouts
{
    // Longer than the limits of a read (10 s) and a change (15 s), so that their more specific errors come first.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static IServiceCollection AddTimeouts(this IServiceCollection services) =>
        services.AddRequestTimeouts(options =>
            options.DefaultPolicy = new() { Timeout = Limit, TimeoutStatusCode = StatusCodes.Status504GatewayTimeout }
        );

    /// <summary>Disables the time limit for the rest of the request, which has a limit of its own.</summary>
    public static void DisableTimeout(HttpContext context) =>
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
}
