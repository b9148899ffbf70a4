using System.Net;
using System.Net.Sockets;
using Flowgen.Infrastructure.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Flowgen.Infrastructure.Tests.Hosting;

/// <summary>What the program says when it can't listen.</summary>
public class ListeningTests
{
    public static TheoryData<string, string, string> Wrong() =>
        new()
        {
            { "urls", "nonsense", "Can't listen on nonsense: Invalid url: 'nonsense'. Check --urls, ASPNETCORE_URLS," },
            { "urls", "ftp://localhost:5080", "Can't listen on ftp://localhost:5080: " },
            { "urls", "http://localhost:99999", "Can't listen on http://localhost:99999: " },
            { "urls", "http://localhost:-1", "Can't listen on http://localhost:-1: " },
            { "urls", "http://192.0.2.1:5080", "Can't listen on http://192.0.2.1:5080: " },
            { "urls", "http://127.0.0.1:5080/path", "Can't listen on http://127.0.0.1:5080/path: " },
            { "http_ports", "many", "Can't listen on http://*:many: The port of http://*:many is not a number" },
            { "urls", "http://localhost:", "Can't listen on http://localhost:: The port of " },
            {
                "Kestrel:Endpoints:Api:Url",
                "nonsense",
                "Can't listen on https://127.0.0.1:0: Invalid url: 'nonsense'. "
            },
            {
                "Kestrel:Endpoints:Api:Address",
                "127.0.0.1",
                "Can't listen on https://127.0.0.1:0: The endpoint Api is missing the required"
            },
            { "Kestrel:Certificates:Default:Path", "/nowhere.pfx", "Can't listen on https://127.0.0.1:0: " },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Every_error_of_the_addresses_is_one_line(string setting, string value, string line)
    {
        var refused = await StartAsync(
            setting is "http_ports" ? [(setting, value)] : [(setting, value), ("urls", "https://127.0.0.1:0")]
        );

        Assert.StartsWith(line, refused.Message);
        Assert.EndsWith("Kestrel__Endpoints.", refused.Message);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task A_port_in_use_is_reported_in_one_line()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://{listener.LocalEndpoint}";

        var refused = await StartAsync(("urls", url));

        Assert.StartsWith($"Can't listen on {url}: ", refused.Message);
        Assert.Contains("in use", refused.Message);
    }

    private static Task<ListeningException> StartAsync(params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { EnvironmentName = "Production", ContentRootPath = AppContext.BaseDirectory }
        );
        // The first of a name counts.
        builder.Configuration.AddInMemoryCollection(
            settings.DistinctBy(one => one.Name).Select(one => KeyValuePair.Create(one.Name, (string?)one.Value))
        );
        builder.ExplainListening();
        return Assert.ThrowsAsync<ListeningException>(async () =>
        {
            await using var app = builder.Build();
            await app.StartAsync(TestContext.Current.CancellationToken);
        });
    }
}
