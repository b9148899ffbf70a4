using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Alba;
using Flowgen.Harness;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Flowgen.Api.Tests.Edge;

/// <summary>What browsers and proxies are told, and what is believed of them.</summary>
public partial class HeaderTests(ApiFixture api)
{
    private const string Studio = "https://studio.example";

    [Theory]
    [InlineData("GET", "/flow-generations", 200)]
    [InlineData("GET", "/flow-generations/0190a0a0-0000-7000-8000-000000000000", 404)]
    [InlineData("GET", "/flow-generations?color=red", 400)]
    [InlineData("PUT", "/flow-generations", 405)]
    [InlineData("GET", "/operations/dead-letters", 403)]
    public async Task No_response_may_be_cached_sniffed_or_framed(string method, string path, int status)
    {
        var answer = await api.Send(new(method), path);

        Assert.Equal(status, answer.Status);
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", answer.Header("Content-Security-Policy"));
        Assert.Equal("no-referrer", answer.Header("Referrer-Policy"));
        Assert.Contains("no-store", answer.Header("Cache-Control"));
        Assert.Null(answer.Header("Server"));
        Assert.Null(answer.Header("Strict-Transport-Security"));
        Assert.Null(answer.Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_client_may_cache_and_revalidate_a_response_with_an_entity_tag()
    {
        var created = await api.Post(Requests.Smallest, sync: true);

        var read = await api.Get($"/flow-generations/{created.Id}");
        var again = await api.Send(
            HttpMethod.Get,
            $"/flow-generations/{created.Id}",
            configure: request => request.Headers.Add("If-None-Match", read.Header("ETag"))
        );

        Assert.Equal("no-cache, private", read.Header("Cache-Control"));
        Assert.Equal(304, again.Status);
        Assert.Equal("no-cache, private", again.Header("Cache-Control"));
        Assert.Equal(read.Header("ETag"), again.Header("ETag"));
    }

    [Fact]
    public async Task Only_pages_of_configured_origins_can_read_responses()
    {
        await using var open = await api.StartAsync("Sandbox", settings: ("Cors:Origins:0", Studio));

        var unnamed = await Preflight(api.Host, Studio);
        var named = await Preflight(open, Studio);
        var other = await Preflight(open, "https://evil.example");
        var refused = await open.Send(
            HttpMethod.Get,
            "/flow-generations/0190a0a0-0000-7000-8000-000000000000",
            configure: request => request.Headers.Add("Origin", Studio)
        );
        var withoutOrigin = await open.Send(HttpMethod.Get, "/flow-generations");

        Assert.Equal("Accept, Origin", withoutOrigin.Header("Vary"));
        Assert.Equal("Accept, Origin", refused.Header("Vary"));
        Assert.Equal("Origin", named["Vary"]);
        Assert.False(unnamed.ContainsKey("Access-Control-Allow-Origin"));
        Assert.False(other.ContainsKey("Access-Control-Allow-Origin"));
        Assert.Equal(Studio, named["Access-Control-Allow-Origin"]);
        Assert.Equal("POST", named["Access-Control-Allow-Methods"]);
        Assert.False(named.ContainsKey("Access-Control-Allow-Credentials"));
        Assert.Equal(404, refused.Status);
        Assert.Equal(Studio, refused.Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_page_of_a_configured_origin_can_read_every_header_for_clients()
    {
        await using var open = await api.StartAsync("Sandbox", settings: ("Cors:Origins:0", Studio));

        var answer = await open.Send(
            HttpMethod.Get,
            "/flow-types",
            configure: request => request.Headers.Add("Origin", Studio)
        );

        var exposed = answer.Header("Access-Control-Expose-Headers")!.Split(',');
        var document = (await api.Get("/swagger/v1/swagger.json")).Document;
        Assert.Empty(DocumentedHeaders(document).Except(exposed));
        Assert.Empty(HeadersInCode().Except([.. exposed, .. NotForPages]));
        Assert.Contains("Allow", exposed); // the framework's own, of 405
    }

    // Exposed by themselves (Fetch standard, "CORS-safelisted response-header name"), or of no meaning to a page.
    private static readonly string[] NotForPages =
    [
        "Cache-Control",
        "Vary",
        "X-Accel-Buffering",
        "X-Content-Type-Options",
        "X-Frame-Options",
        "Content-Security-Policy",
        "Strict-Transport-Security",
        "Referrer-Policy",
        "Cross-Origin-Resource-Policy",
        "Permissions-Policy",
    ];

    private static IEnumerable<string> DocumentedHeaders(JsonElement document) =>
        document
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject())
            .SelectMany(operation => operation.Value.GetProperty("responses").EnumerateObject())
            .SelectMany(response =>
                response.Value.TryGetProperty("headers", out var headers) ? headers.EnumerateObject() : default
            )
            .Select(header => header.Name)
            .Distinct();

    // By the name of a property, by a text, or by a constant that holds one.
    private static IEnumerable<string> HeadersInCode()
    {
        var code = string.Concat(
            Directory
                .EnumerateFiles(Repository.Path("src", "Api"), "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
                .Select(File.ReadAllText)
        );
        var constants = Constant()
            .Matches(code)
            .ToLookup(match => match.Groups[1].Value, match => match.Groups[2].Value);
        return SentHeader()
            .Matches(code)
            .SelectMany(match =>
                match.Groups["property"] is { Success: true, Value: var property }
                    ? [(string?)typeof(HeaderNames).GetField(property)?.GetValue(null) ?? property]
                : match.Groups["text"] is { Success: true, Value: var text } ? [text]
                : constants[match.Groups["constant"].Value]
            )
            .Where(name => name is not ("Append" or "TryGetValue" or "ContainsKey"))
            .Distinct();
    }

    [GeneratedRegex("const string (\\w+) = \"([A-Za-z-]+)\"")]
    private static partial Regex Constant();

    [GeneratedRegex(
        "[rR]esponse\\.Headers(\\.Append\\(HeaderNames\\.(?<property>\\w+)|\\.(?<property>\\w+)|\\[\"(?<text>[^\"]+)\"|\\[(\\w+\\.)*(?<constant>\\w+))"
    )]
    private static partial Regex SentHeader();

    [Fact]
    public async Task Forwarded_headers_count_only_from_a_known_proxy()
    {
        await using var host = await api.StartAsync(
            "Production",
            settings: [("Proxies:Known:0", "10.0.0.0/8"), ("Proxies:Known:1", "192.0.2.9")]
        );

        Assert.True(await BelievesHttps(host, proxy: "10.1.2.3"));
        Assert.True(await BelievesHttps(host, proxy: "192.0.2.9"));
        Assert.False(await BelievesHttps(host, proxy: "192.0.2.1"));

        await using var alone = await api.StartAsync("Production");
        Assert.False(await BelievesHttps(alone, proxy: "10.1.2.3"));
    }

    [Fact]
    public async Task Behind_a_proxy_the_client_is_rate_limited_and_cannot_fake_its_address()
    {
        await using var host = await api.StartAsync(
            "Sandbox",
            settings:
            [
                ("Proxies:Known:0", "10.0.0.0/8"),
                ("Limits:AddressRequestsPerSecond", "1"),
                ("Limits:AddressBurst", "5"),
            ]
        );

        var statuses = new List<int>();
        for (var i = 0; i < 100; i++)
        {
            statuses.Add(
                (await Ask(host, "10.0.0.1", forwardedFor: $"198.51.100.{i}, 203.0.113.1")).Response.StatusCode
            );
        }

        Assert.Contains(429, statuses);
        Assert.Equal(401, (await Ask(host, "10.0.0.1", forwardedFor: "203.0.113.2")).Response.StatusCode);
    }

    private static async Task<bool> BelievesHttps(IAlbaHost host, string proxy) =>
        (await Ask(host, proxy, "203.0.113.1")).Response.Headers.StrictTransportSecurity == "max-age=31536000";

    private static Task<HttpContext> Ask(IAlbaHost host, string proxy, string forwardedFor) =>
        host.Server.SendAsync(
            context =>
            {
                context.Request.Method = "GET";
                context.Request.Path = "/flow-types";
                context.Request.Headers["X-Forwarded-For"] = forwardedFor;
                context.Request.Headers["X-Forwarded-Proto"] = "https";
                context.Connection.RemoteIpAddress = IPAddress.Parse(proxy);
            },
            TestContext.Current.CancellationToken
        );

    private static async Task<IDictionary<string, StringValues>> Preflight(IAlbaHost host, string origin)
    {
        var context = await host.Server.SendAsync(
            context =>
            {
                context.Request.Method = "OPTIONS";
                context.Request.Path = "/flow-generations";
                context.Request.Headers.Origin = origin;
                context.Request.Headers.AccessControlRequestMethod = "POST";
            },
            TestContext.Current.CancellationToken
        );
        return context.Response.Headers;
    }
}
