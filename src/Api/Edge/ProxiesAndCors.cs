using System.Net;
using Flowgen.Application.Common;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Net.Http.Headers;
using IPNetwork = System.Net.IPNetwork;

namespace Flowgen.Api.Edge;

/// <summary>The section <c>Cors</c>: the origins whose pages may call the API from a browser. None by default.</summary>
internal sealed record Cors
{
    /// <summary>The allowed origins, such as <c>https://studio.example</c>.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];
}

/// <summary>The section <c>Proxies</c>: the trusted reverse proxies, whose forwarded headers are accepted. None by default.</summary>
internal sealed record Proxies
{
    /// <summary>The addresses and networks of the proxies, such as <c>10.0.0.0/8</c>.</summary>
    public IReadOnlyList<string> Known { get; init; } = [];
}

/// <summary>Configures CORS and reverse proxies.</summary>
internal static class ProxiesAndCors
{
    // Without this list, a browser hides these headers from the page.
    private static readonly string[] Exposed =
    [
        HeaderNames.Location,
        HeaderNames.Link,
        HeaderNames.ETag,
        HeaderNames.Allow,
        HeaderNames.AcceptEncoding,
        HeaderNames.WWWAuthenticate,
        HeaderNames.RetryAfter,
        "RateLimit",
        "RateLimit-Policy",
        "X-Request-Id",
        JsonApi.IdempotencyHeader.Replayed,
        JsonApi.Prefer.Applied,
    ];

    private static readonly TimeSpan PreflightMaxAge = TimeSpan.FromHours(1);

    /// <summary>Takes address and scheme of the client from forwarded headers. Must be the first middleware.</summary>
    /// <exception cref="SettingException">A proxy is neither an address nor a network.</exception>
    public static void UseProxies(this WebApplication app)
    {
        var proxies = app.Configuration.Read<Proxies>("Proxies").Known.Select(Network).ToList();
        if (proxies is [])
        {
            return; // with an empty list, the middleware would trust every sender
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null, // any number of consecutive known proxies
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        proxies.ForEach(options.KnownIPNetworks.Add);
        app.UseForwardedHeaders(options);
    }

    /// <summary>Allows pages of the configured origins to read responses.</summary>
    /// <exception cref="SettingException">A setting is not an origin.</exception>
    public static void UseOrigins(this WebApplication app)
    {
        var origins = app.Configuration.Read<Cors>("Cors").Origins;
        if (origins.FirstOrDefault(origin => !IsOrigin(origin)) is { } wrong)
        {
            throw new SettingException(
                $"Cors__Origins can't have '{wrong}': use origins such as https://studio.example, without a path."
            );
        }

        if (origins is not [])
        {
            app.Use(VaryByOrigin);
            app.UseCors(policy =>
                policy
                    .WithOrigins([.. origins])
                    .AllowAnyMethod()
                    .AllowAnyHeader()
                    .WithExposedHeaders(Exposed)
                    .SetPreflightMaxAge(PreflightMaxAge)
            );
        }
    }

    // Sets Vary also on responses to requests without an origin: otherwise a cache could return them to a page of another origin.
    private static Task VaryByOrigin(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            if (!headers.GetCommaSeparatedValues(HeaderNames.Vary).Contains(HeaderNames.Origin))
            {
                headers.Append(HeaderNames.Vary, HeaderNames.Origin);
            }

            return Task.CompletedTask;
        });
        return next(context);
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var origin)
        && origin.Scheme is "http" or "https"
        && origin.GetLeftPart(UriPartial.Authority) == text;

    private static IPNetwork Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new(address, address.GetAddressBytes().Length * 8)
        : throw new SettingException(
            $"Proxies__Known can't have '{text}': use addresses, or networks such as 10.0.0.0/8."
        );
}
