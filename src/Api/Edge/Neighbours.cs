using System.Net;
using Flowgen.Application.Common;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Net.Http.Headers;
using IPNetwork = System.Net.IPNetwork;

namespace Flowgen.Api.Edge;

/// <summary>The section <c>Cors</c>: whose pages may call the API from a browser. Nobody's, unless they are named.</summary>
internal sealed record Cors
{
    /// <summary>Such as <c>https://studio.example</c>.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];
}

/// <summary>The section <c>Proxies</c>: who is believed when he says for whom he asks. Nobody, unless he is named.</summary>
internal sealed record Proxies
{
    /// <summary>Addresses and networks, such as <c>10.0.0.0/8</c>.</summary>
    public IReadOnlyList<string> Known { get; init; } = [];
}

/// <summary>Those that stand between a client and the API: the pages of browsers, and proxies.</summary>
internal static class Neighbours
{
    // What a browser otherwise keeps from the page.
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

    private static readonly TimeSpan PreflightsKept = TimeSpan.FromHours(1);

    /// <summary>Before all else: from here on, address and scheme are those of the client.</summary>
    /// <exception cref="SettingException">A proxy is neither an address nor a network.</exception>
    public static void UseProxies(this WebApplication app)
    {
        var proxies = app.Configuration.Read<Proxies>("Proxies").Known.Select(Network).ToList();
        if (proxies is [])
        {
            return; // the middleware would believe everybody
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null, // as many as there are known ones in a row
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        proxies.ForEach(options.KnownIPNetworks.Add);
        app.UseForwardedHeaders(options);
    }

    /// <summary>Lets the pages of the origins that are named read the answers.</summary>
    /// <exception cref="SettingException">One is not an origin.</exception>
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
            app.UseCors(policy =>
                policy
                    .WithOrigins([.. origins])
                    .AllowAnyMethod()
                    .AllowAnyHeader()
                    .WithExposedHeaders(Exposed)
                    .SetPreflightMaxAge(PreflightsKept)
            );
        }
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
