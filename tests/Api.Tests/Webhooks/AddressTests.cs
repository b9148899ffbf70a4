using System.Net;
using Flowgen.Application.Webhooks;
using Flowgen.Infrastructure.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Api.Tests.Webhooks;

/// <summary>Where webhooks may lead: as in production, but for plain http to one network of the tests.</summary>
public sealed class AddressTests(AddressTests.Resolving names) : IClassFixture<AddressTests.Resolving>
{
    private WebhookApi Api => names.Api;

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://0x7f.0.0.1/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://017700000001/")]
    [InlineData("https://0/")]
    [InlineData("https://0.0.0.0/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://172.16.0.1/")]
    [InlineData("https://192.168.1.1/")]
    [InlineData("https://100.64.0.1/")]
    [InlineData("https://100.100.100.200/latest/meta-data/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://168.63.129.16/")]
    [InlineData("https://192.0.0.192/")]
    [InlineData("https://198.18.0.1/")]
    [InlineData("https://203.0.113.1/")]
    [InlineData("https://224.0.0.1/")]
    [InlineData("https://255.255.255.255/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://[::ffff:7f00:1]/")]
    [InlineData("https://[::127.0.0.1]/")]
    [InlineData("https://[fe80::1]/")]
    [InlineData("https://[fc00::1]/")]
    [InlineData("https://[fd00:ec2::254]/")]
    [InlineData("https://[ff02::1]/")]
    [InlineData("https://[64:ff9b::7f00:1]/")]
    [InlineData("https://[64:ff9b:1::1]/")]
    [InlineData("https://[2002:7f00:1::]/")]
    [InlineData("https://[2001:0:7f00:1::]/")]
    [InlineData("https://[2001:db8::1]/")]
    [InlineData("https://①②⑦.⓪.⓪.①/")]
    [InlineData("https://user:password@93.184.215.14/")]
    [InlineData("https://user@93.184.215.14/")]
    [InlineData("ftp://93.184.215.14/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://93.184.215.14/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("//93.184.215.14/")]
    [InlineData("https://")]
    public async Task A_malicious_url_is_refused_when_it_is_saved(string url)
    {
        // What is a name to the parser, and 127.0.0.1 to a resolver.
        names.Addresses = [IPAddress.Loopback];

        Assert.NotNull(await RefusalOf(url));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("::ffff:10.1.2.3")]
    [InlineData("93.184.215.14", "192.168.0.1")]
    public async Task A_name_with_an_internal_address_is_refused(params string[] resolved)
    {
        names.Addresses = [.. resolved.Select(IPAddress.Parse)];

        Assert.NotNull(await RefusalOf("https://hooks.example.com/"));
        Assert.NotNull(await RefusalOf("https://localhost./"));
    }

    [Theory]
    [InlineData("https://93.184.215.14/")]
    [InlineData("https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/")]
    [InlineData("https://hooks.example.com:8443/a?b=c")]
    [InlineData("https://bücher.example/")]
    public async Task A_public_url_is_accepted(string url)
    {
        names.Addresses = [IPAddress.Parse("93.184.215.14")];

        Assert.Null(await RefusalOf(url));
    }

    [Fact]
    public async Task A_name_that_changes_its_address_between_check_and_use_is_refused()
    {
        names.Addresses = [IPAddress.Parse("93.184.215.14")];
        var port = new Uri(Api.Receiver.Url()).Port;
        var url = $"http://rebinding.example.com:{port}/";
        Assert.Null(await RefusalOf(url));
        await Api.AddAsync(events: ["create"], url: url);
        names.Addresses = [IPAddress.Loopback];

        await Api.PostAsync();
        var (_, tries) = await Api.OnlyOneAsync();

        Assert.Equal("address_refused", tries[0].Failure);
        Assert.Empty(Api.Receiver.All);
    }

    [Fact]
    public async Task In_production_plain_http_and_other_ports_are_refused()
    {
        var resolver = new NameResolver((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("93.184.215.14")]));
        await using var production = await Api.Fixture.StartAsync(
            "Production",
            services => services.AddSingleton(resolver)
        );
        var checks = production.Services.GetRequiredService<IWebhookAddresses>();

        Assert.Null(await Of("https://hooks.example.com/"));
        Assert.NotNull(await Of("http://hooks.example.com/"));
        Assert.NotNull(await Of("https://hooks.example.com:22/"));
        Assert.NotNull(await Of("https://127.0.0.1/"));

        Task<string?> Of(string url) => checks.RefusalOfAsync(url, TestContext.Current.CancellationToken);
    }

    private Task<string?> RefusalOf(string url) =>
        Api
            .Host.Services.GetRequiredService<IWebhookAddresses>()
            .RefusalOfAsync(url, TestContext.Current.CancellationToken);

    /// <summary>An API whose names have the addresses that a test gives them.</summary>
    public sealed class Resolving : IAsyncLifetime
    {
        public WebhookApi Api { get; private set; } = null!;

        public IPAddress[] Addresses { get; set; } = [];

        public async ValueTask InitializeAsync() =>
            Api = await WebhookApi.StartAsync(
                services => services.AddSingleton<NameResolver>((_, _) => Task.FromResult(Addresses)),
                ("Webhooks:AllowedNetworks:0", "127.0.0.77/32"),
                ("Webhooks:AllowedNetworks:1", "127.0.0.77/32")
            );

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }
}
