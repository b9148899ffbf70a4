using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Flowgen.Harness;

namespace Flowgen.Resilience.Tests;

/// <summary>A node that lacks the certificate which the keys of webhooks' secrets are encrypted by.</summary>
public class CertificateTests
{
    private const string Keys = "flowgen.mt_doc_protectionkey";
    private const string Encrypted =
        $"select count(*) filter (where data ->> 'xml' like '%encryptedSecret%') || ' of ' || count(*) from {Keys}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_without_the_certificate_does_not_start_in_any_role_and_no_command_creates_a_key()
    {
        using var folder = new TemporaryFolder();
        await using var database = await SchemaDatabase.CreateAsync();
        await MakeKeyAsync(database, folder.Certificate("first"));
        var key = await database.ExecuteAsync(
            $"select substring(data ->> 'xml' from 'key id=\"([0-9a-f-]+)') from {Keys}"
        );
        (string, string?)[] without =
        [
            ("ASPNETCORE_ENVIRONMENT", "Sandbox"),
            ("ConnectionStrings__Postgres", database.ConnectionString),
        ];
        var other = folder.Certificate("other");

        foreach (var role in new[] { "api", "worker", "all" })
        {
            foreach (var certificate in new[] { null, other })
            {
                var (exitCode, output, errors) = await ApiCommand.RunAsync([
                    .. without,
                    ("Flowgen__Role", role),
                    ("Secrets__Certificates__0", certificate),
                ]);

                Assert.Equal((1, ""), (exitCode, output));
                Assert.Equal(
                    $"Secrets__Certificates lacks the certificate that the key {key} is encrypted by.",
                    errors.Trim()
                );
            }
        }

        string[][] commands =
        [
            ["--help"],
            ["db", "apply"],
            ["db", "assert"],
            ["organisations", "create", "acme"],
            ["keys", "create", "acme", "--scopes", "webhooks:manage"],
            ["projections", "rebuild", "--settle", "0"],
        ];
        foreach (var command in commands)
        {
            var (exitCode, output, errors) = await ApiCommand.RunAsync(without, command);
            Assert.True(exitCode == 0, output + errors);
        }

        Assert.Equal("1 of 1", await database.ExecuteAsync(Encrypted));
    }

    [Fact]
    public async Task A_node_that_loses_it_by_a_rotation_reports_so_and_creates_no_secret()
    {
        using var folder = new TemporaryFolder();
        var (first, second) = (folder.Certificate("first"), folder.Certificate("second"));
        await using var database = await SchemaDatabase.CreateAsync();
        await using var node = await StartAsync(database, first);
        var (webhook, _) = await node.Client.CreateWebhookAsync("http://127.0.0.1:1/");
        await node.UntilReadyAsync();
        await database.ExecuteAsync(
            $"""
            update {Keys} set id = 'key-2020-01-01T00', data = jsonb_set(
                jsonb_set(data, '{"{id}"}', '"key-2020-01-01T00"'), '{"{xml}"}', to_jsonb(
                    regexp_replace(data ->> 'xml', '<expirationDate>[^<]*', '<expirationDate>2020-04-01T00:00:00Z')))
            """
        );

        await using (var other = await StartAsync(database, second, first))
        {
            await other.Client.AddWebhookAsync("http://127.0.0.1:1/"); // makes the next key
        }

        var ready = await node.Client.GetAsync("/health/ready", Cancellation);
        var health = await ready.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        var key = await database.ExecuteAsync(
            $"select substring(data ->> 'xml' from 'key id=\"([0-9a-f-]+)') from {Keys} where id > 'key-2021'"
        );
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(
            $"Secrets__Certificates lacks the certificate that the key {key} is encrypted by.",
            health.GetProperty("checks").GetProperty("secrets").GetProperty("reason").GetString()
        );
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() =>
            node.Client.AddWebhookAsync("http://127.0.0.1:1/")
        );
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        using var rotated = await node.Client.PostAsync($"/webhooks/{webhook}/rotate-secret", null, Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, rotated.StatusCode);
        Assert.Equal("2 of 2", await database.ExecuteAsync(Encrypted));
        Assert.Equal(2L, await database.ExecuteAsync("select count(*) from flowgen.mt_doc_webhook"));
    }

    private static async Task MakeKeyAsync(TestDatabase database, string certificate)
    {
        await using var node = await StartAsync(database, certificate);
        await node.Client.AddWebhookAsync("http://127.0.0.1:1/");
    }

    private static Task<ApiProcess> StartAsync(TestDatabase database, params string[] certificates) =>
        ApiProcess.StartAsync([
            ("ConnectionStrings__Postgres", database.ConnectionString),
            .. certificates.Select((file, i) => ($"Secrets__Certificates__{i}", file)),
        ]);
}
