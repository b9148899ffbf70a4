using Microsoft.AspNetCore.Http.Timeouts;

namespace Flowgen.Api.Edge;

/// <summary>No request takes for ever, whatever it waits for.</summary>
internal static class Timeouts
{
    // Well beyond what a read (10 s) or a change (15 s) may take, so that it is those that say what the matter is.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static IServiceCollection AddTimeouts(this IServiceCollection services) =>
        services.AddRequestTimeouts(options =>
            options.DefaultPolicy = new() { Timeout = Limit, TimeoutStatusCode = StatusCodes.Status504GatewayTimeout }
        );

    /// <summary>From now on the request waits for what has a limit of its own.</summary>
    public static void GoesOn(HttpContext context) =>
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
}
