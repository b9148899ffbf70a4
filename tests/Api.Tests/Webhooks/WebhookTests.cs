using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Alba;
using Flowgen.Application.Webhooks;
using Flowgen.Domain.Webhooks;
using Flowgen.Harness;
using Microsoft.Extensions.DependencyInjection;
using static Flowgen.Api.Tests.Webhooks.ManagedWebhooks;

namespace Flowgen.Api.Tests.Webhooks;

/// <summary>Webhooks as an organisation manages its own (contract, section 6).</summary>
public class WebhookTests(ManagedWebhooks webhooks) : IClassFixture<ManagedWebhooks>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private const string SecretForm = "^whsec_[A-Za-z0-9+/]{43}=$";

    [Fact]
    public async Task A_webhook_is_read_as_it_was_created_and_its_secret_only_once()
    {
        var created = await webhooks.CreateAsync();

        var secret = created.Attributes.GetProperty("secret").GetString();
        var read = await webhooks.Send("GET", PathOf(created.Id));
        var listed = (await webhooks.Send("GET", All)).Data.EnumerateArray();

        Assert.Equal(201, created.Status);
        Assert.Matches(SecretForm, secret);
        Assert.Equal(PathOf(created.Id), created.Header("Location"));
        Assert.Equal("\"1\"", created.Header("ETag"));
        Assert.Equal("https://example.com/webhooks", read.Attributes.GetProperty("url").GetString());
        Assert.Equal("[\"create\",\"update\"]", read.Attributes.GetProperty("events").GetRawText());
        Assert.Equal("flowGenerations", read.Attributes.GetProperty("resource").GetString());
        Assert.Equal("[\"status\"]", read.Attributes.GetProperty("fields").GetRawText());
        Assert.True(read.Attributes.GetProperty("enabled").GetBoolean());
        Assert.False(read.Attributes.GetProperty("ordered").GetBoolean());
        Assert.Equal(PathOf(created.Id), read.Document.GetProperty("links").GetProperty("self").GetString());
        Assert.False(read.Attributes.TryGetProperty("secret", out _));
        Assert.Equal(
            read.Data.GetRawText(),
            listed.Single(one => one.GetProperty("id").GetGuid() == created.Id).GetRawText()
        );
    }

    [Fact]
    public async Task A_secret_is_stored_encrypted_and_another_node_reads_it()
    {
        var created = await webhooks.CreateAsync();
        var secret = created.Attributes.GetProperty("secret").GetString()!;
        await using var other = await webhooks.Api.StartAsync("Sandbox", solo: false);

        var stored = await other
            .Services.GetRequiredService<WebhookStreams>()
            .FindAsync("demo", created.Id, TestContext.Current.CancellationToken);

        Assert.Equal(secret, other.Services.GetRequiredService<IWebhookSecrets>().Reveal(stored!.Secret));
        var rows = await webhooks.Api.QueryAsync(
            $"select string_agg(data::text, '') from flowgen.mt_events where stream_id = '{created.Id}'"
        );
        Assert.DoesNotContain(secret["whsec_".Length..], $"{rows}");
        Assert.DoesNotContain(
            secret["whsec_".Length..],
            $"{await webhooks.Api.QueryAsync("select string_agg(data::text, '') from flowgen.mt_doc_webhook")}"
        );
    }

    [Fact]
    public async Task Nodes_that_lack_a_key_at_the_same_time_create_only_one()
    {
        var fixture = new ApiFixture();
        await fixture.CreateDatabaseAsync();
        try
        {
            await using var first = await fixture.StartAsync("Sandbox");
            await using var second = await fixture.StartAsync("Sandbox", solo: false);
            IWebhookSecrets[] nodes =
            [
                first.Services.GetRequiredService<IWebhookSecrets>(),
                second.Services.GetRequiredService<IWebhookSecrets>(),
            ];

            var written = await Task.WhenAll(
                nodes.Select((node, i) => Task.Run(() => node.ProtectAsync($"secret {i}", Cancellation)))
            );

            Assert.Equal("secret 0", nodes[1].Reveal(written[0]));
            Assert.Equal("secret 1", nodes[0].Reveal(written[1]));
            Assert.Equal(1L, await fixture.QueryAsync("select count(*) from flowgen.mt_doc_protectionkey"));
        }
        finally
        {
            await fixture.DropDatabaseAsync();
        }
    }

    [Fact]
    public async Task A_certificate_encrypts_the_keys_and_can_be_replaced()
    {
        using var folder = new TemporaryFolder();
        var (old, replacement) = (folder.Certificate("old"), folder.Certificate("replacement"));
        var fixture = new ApiFixture();
        await fixture.CreateDatabaseAsync();
        try
        {
            await using var first = await fixture.StartAsync("Sandbox", settings: Certificates(old));
            var written = await Secrets(first).ProtectAsync("secret", Cancellation);
            await using var second = await fixture.StartAsync(
                "Sandbox",
                solo: false,
                settings: Certificates(replacement, old)
            );

            Assert.Equal("secret", Secrets(second).Reveal(written));
            Assert.Contains(
                "EncryptedData",
                $"{await fixture.QueryAsync("select data::text from flowgen.mt_doc_protectionkey limit 1")}"
            );
        }
        finally
        {
            await fixture.DropDatabaseAsync();
        }

        static IWebhookSecrets Secrets(IAlbaHost host) => host.Services.GetRequiredService<IWebhookSecrets>();

        static IEnumerable<(string, string)> Certificates(params IEnumerable<string> files) =>
            files.Select((file, i) => ($"Secrets:Certificates:{i}", file));
    }

    [Fact]
    public async Task A_change_keeps_absent_attributes()
    {
        var created = await webhooks.CreateAsync();

        var changed = await webhooks.ChangeAsync(
            created.Id,
            """{"events": ["delete", "create"], "fields": null, "enabled": false, "description": "Careers site"}"""
        );
        var read = await webhooks.Send("GET", PathOf(created.Id));

        Assert.Equal(200, changed.Status);
        Assert.Equal("\"2\"", changed.Header("ETag"));
        Assert.Equal(read.Data.GetRawText(), changed.Data.GetRawText());
        Assert.Equal("[\"create\",\"delete\"]", read.Attributes.GetProperty("events").GetRawText());
        Assert.Equal(JsonValueKind.Null, read.Attributes.GetProperty("fields").ValueKind);
        Assert.False(read.Attributes.GetProperty("enabled").GetBoolean());
        Assert.Equal("Careers site", read.Attributes.GetProperty("description").GetString());
        Assert.Equal("https://example.com/webhooks", read.Attributes.GetProperty("url").GetString());
        Assert.Equal(JsonValueKind.Null, read.Attributes.GetProperty("disabledReason").ValueKind);
    }

    [Fact]
    public async Task A_repeated_change_has_no_effect()
    {
        var created = await webhooks.CreateAsync();
        const string change = """{"events": ["update"]}""";

        var changes = new[]
        {
            await webhooks.ChangeAsync(created.Id, change),
            await webhooks.ChangeAsync(created.Id, change),
        };

        Assert.Equal(["\"2\"", "\"2\""], changes.Select(answer => answer.Header("ETag")));
    }

    [Fact]
    public async Task A_change_or_deletion_of_another_version_is_refused_and_a_known_version_gets_304()
    {
        var created = await webhooks.CreateAsync();
        var path = PathOf(created.Id);

        var known = await webhooks.Send("GET", path, headers: [("If-None-Match", "\"1\"")]);
        var changed = await webhooks.ChangeAsync(created.Id, """{"enabled": false}""", ifMatch: "\"1\"");
        var late = await webhooks.ChangeAsync(created.Id, """{"enabled": true}""", ifMatch: "\"1\"");
        var tooLate = await webhooks.Send("DELETE", path, headers: [("If-Match", "\"1\"")]);
        var deleted = await webhooks.Send("DELETE", path, headers: [("If-Match", "\"2\"")]);

        Assert.Equal(
            [304, 200, 412, 412, 204],
            new[] { known, changed, late, tooLate, deleted }.Select(answer => answer.Status)
        );
        Assert.Equal(["precondition_failed"], late.Errors);
    }

    [Fact]
    public async Task A_deleted_webhook_is_not_found_and_gets_no_deliveries()
    {
        webhooks.Receiver.Answer = WebhookDeliveryTests.Busy;
        var (created, delivery) = await webhooks.PingAsync("/busy");
        var path = PathOf(created.Id);

        Assert.Equal(204, (await webhooks.Send("DELETE", path)).Status);

        Assert.Equal("cancelled", (await webhooks.Send("GET", delivery)).Attributes.GetProperty("status").GetString());
        Assert.Equal(404, (await webhooks.Send("GET", path)).Status);
        Assert.Equal(404, (await webhooks.Send("DELETE", path)).Status);
        Assert.Equal(404, (await webhooks.ChangeAsync(created.Id, """{"enabled": false}""")).Status);
        Assert.Equal(404, (await webhooks.Send("POST", $"{path}/rotate-secret")).Status);
        Assert.Equal(404, (await webhooks.Send("POST", $"{path}/test")).Status);
        Assert.Equal(404, (await webhooks.Send("POST", $"{path}/replay?from=1")).Status);
        Assert.Equal(404, (await webhooks.Send("GET", $"{path}/deliveries")).Status);
        Assert.DoesNotContain(
            created.Id,
            (await webhooks.Send("GET", All)).Data.EnumerateArray().Select(one => one.GetProperty("id").GetGuid())
        );
    }

    [Fact]
    public async Task Another_organisation_cannot_see_a_webhook()
    {
        var created = await webhooks.CreateAsync();
        var path = PathOf(created.Id);

        Assert.Equal(404, (await webhooks.Send("GET", path, key: ApiFixture.OtherKey)).Status);
        Assert.Equal(404, (await webhooks.Send("DELETE", path, key: ApiFixture.OtherKey)).Status);
        Assert.Equal(404, (await webhooks.Send("POST", $"{path}/test", key: ApiFixture.OtherKey)).Status);
        Assert.DoesNotContain(
            created.Id,
            (await webhooks.Send("GET", All, key: ApiFixture.OtherKey))
                .Data.EnumerateArray()
                .Select(one => one.GetProperty("id").GetGuid())
        );
        Assert.Equal(200, (await webhooks.Send("GET", path)).Status);
    }

    [Fact]
    public async Task A_rotated_secret_is_shown_once_and_the_previous_one_signs_for_a_day()
    {
        var created = await webhooks.CreateAsync();

        var rotated = await webhooks.Send("POST", $"{PathOf(created.Id)}/rotate-secret");
        var stored = await webhooks
            .Host.Services.GetRequiredService<WebhookStreams>()
            .FindAsync("demo", created.Id, TestContext.Current.CancellationToken);

        var secrets = webhooks.Host.Services.GetRequiredService<IWebhookSecrets>();
        Assert.Equal(200, rotated.Status);
        Assert.Equal("\"2\"", rotated.Header("ETag"));
        Assert.Matches(SecretForm, rotated.Attributes.GetProperty("secret").GetString());
        Assert.Equal(rotated.Attributes.GetProperty("secret").GetString(), secrets.Reveal(stored!.Secret));
        Assert.Equal(created.Attributes.GetProperty("secret").GetString(), secrets.Reveal(stored.PreviousSecret!));
        Assert.Equal(
            TimeSpan.FromHours(24),
            rotated.Attributes.GetProperty("previousSecretUntil").GetDateTimeOffset()
                - rotated.Attributes.GetProperty("updatedAt").GetDateTimeOffset()
        );
        Assert.False((await webhooks.Send("GET", PathOf(created.Id))).Attributes.TryGetProperty("secret", out _));
    }

    [Theory]
    [InlineData("If-Match", "\"99\"", 412)]
    [InlineData("If-Match", "bad", 400)]
    [InlineData("If-None-Match", "*", 412)]
    public async Task A_failed_precondition_rotates_nothing(string header, string value, int status)
    {
        var created = await webhooks.CreateAsync();
        var path = PathOf(created.Id);

        var refused = await webhooks.Send("POST", $"{path}/rotate-secret", headers: [(header, value)]);
        var rotated = await webhooks.Send("POST", $"{path}/rotate-secret", headers: [("If-Match", "\"1\"")]);

        Assert.Equal(status, refused.Status);
        Assert.Equal(200, rotated.Status);
        Assert.Equal("\"2\"", rotated.Header("ETag"));
    }

    [Fact]
    public async Task All_errors_come_in_one_response()
    {
        var refused = await webhooks.Send(
            "POST",
            All,
            Body(
                """{"url": "ftp://example.com", "events": ["create", "finish"], "resource": "flows", "fields": ["name", "status"], "enabled": "yes", "colour": "red", "secret": "whsec_"}"""
            )
        );

        Assert.Equal(422, refused.Status);
        Assert.Equal(
            [
                "invalid_type at /data/attributes/enabled",
                "invalid_url at /data/attributes/url",
                "read_only_attribute at /data/attributes/secret",
                "unknown_attribute at /data/attributes/colour",
                "unknown_event at /data/attributes/events/1",
                "unknown_field at /data/attributes/fields/1",
            ],
            refused.Errors.Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("url", "null", "required at /data/attributes/url")]
    [InlineData("url", "1", "invalid_type at /data/attributes/url")]
    [InlineData("url", "\"/webhooks\"", "invalid_url at /data/attributes/url")]
    [InlineData("url", "\" https://example.com\"", "invalid_url at /data/attributes/url")]
    [InlineData("url", "\"https://example.com/#a\"", "invalid_url at /data/attributes/url")]
    [InlineData("url", "\"https://example.com:0/\"", "invalid_url at /data/attributes/url")]
    [InlineData("url", "\"https://inside.example.com/\"", "url_refused at /data/attributes/url")]
    [InlineData("events", "[]", "required at /data/attributes/events")]
    [InlineData("events", "\"create\"", "invalid_type at /data/attributes/events")]
    [InlineData("resource", "\"nodes\"", "unknown_resource at /data/attributes/resource")]
    [InlineData("fields", "[]", "required at /data/attributes/fields")]
    [InlineData("fields", "[\"fields\"]", "unknown_field at /data/attributes/fields/0")]
    [InlineData("ordered", "1", "invalid_type at /data/attributes/ordered")]
    [InlineData("description", "1", "invalid_type at /data/attributes/description")]
    [InlineData("description", "\"\\u200b\\u3164\"", "invalid_description at /data/attributes/description")]
    public async Task A_webhook_is_checked(string attribute, string value, string error)
    {
        var refused = await webhooks.Send(
            "POST",
            All,
            Requests.With(attributes => attributes[attribute] = JsonNode.Parse(value), Body(Attributes))
        );

        Assert.Equal(422, refused.Status);
        Assert.Equal([error], refused.Errors);
    }

    [Theory]
    [InlineData("url", 2_000)]
    [InlineData("description", 200)]
    public async Task Texts_have_a_maximum_length(string attribute, int most)
    {
        var longest = $"https://example.com/{new string('a', most)}"[..most];

        var taken = await webhooks.CreateAsync(attributes => attributes[attribute] = longest);
        var refused = await webhooks.ChangeAsync(taken.Id, $$"""{"{{attribute}}": "{{longest}}a"}""");

        Assert.Equal(201, taken.Status);
        Assert.Equal([$"invalid_{attribute} at /data/attributes/{attribute}"], refused.Errors);
    }

    [Fact]
    public async Task Null_for_a_choice_keeps_its_value()
    {
        var created = await webhooks.CreateAsync();

        var changed = await webhooks.ChangeAsync(
            created.Id,
            """{"enabled": null, "ordered": null, "resource": null, "description": "Careers site"}"""
        );

        Assert.Equal(200, changed.Status);
        Assert.True(changed.Attributes.GetProperty("enabled").GetBoolean());
        Assert.Equal("flowGenerations", changed.Attributes.GetProperty("resource").GetString());
    }

    [Fact]
    public async Task A_change_is_validated_by_its_result()
    {
        var created = await webhooks.CreateAsync();
        webhooks.Names["example.com"] = IPAddress.Parse("10.0.0.1");
        try
        {
            var refused = await webhooks.ChangeAsync(created.Id, """{"resource": "flows", "url": null}""");
            var taken = await webhooks.ChangeAsync(created.Id, """{"resource": "flows", "fields": ["name"]}""");

            Assert.Equal(422, refused.Status);
            Assert.Equal(["invalid_type at /data/attributes/url", "unknown_field at /data/attributes"], refused.Errors);
            Assert.Equal(200, taken.Status); // where its URL leads is looked up when that changes
        }
        finally
        {
            webhooks.Names.TryRemove("example.com", out _);
        }
    }

    [Fact]
    public async Task A_document_of_another_webhook_is_refused()
    {
        var created = await webhooks.CreateAsync();

        var refused = await webhooks.Send(
            "PATCH",
            PathOf(created.Id),
            Body("""{"enabled": false}""", Guid.CreateVersion7())
        );
        var taken = await webhooks.Send("PATCH", PathOf(created.Id), Body("""{"enabled": false}""", created.Id));

        Assert.Equal((409, 200), (refused.Status, taken.Status));
        Assert.Equal(["id_conflict at /data/id"], refused.Errors);
    }

    [Fact]
    public async Task Only_the_fields_asked_for_are_sent()
    {
        var created = await webhooks.CreateAsync();

        var read = await webhooks.Send("GET", $"{PathOf(created.Id)}?fields[webhooks]=url,fields");

        Assert.Equal(["url", "fields"], read.Attributes.EnumerateObject().Select(attribute => attribute.Name));
    }

    [Fact]
    public async Task An_organisation_has_at_most_20_webhooks_also_with_concurrent_creations()
    {
        var fixture = new ManagedWebhooks();
        await fixture.InitializeAsync();
        await using (fixture)
        {
            for (var i = 0; i < 16; i++)
            {
                Assert.Equal(201, (await fixture.CreateAsync()).Status);
            }

            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => fixture.CreateAsync()));

            Assert.All(answers, answer => Assert.True(answer.Status is 201 or 409 or 503));
            Assert.True((await fixture.Send("GET", All)).Data.GetArrayLength() <= 20);
            while ((await fixture.Send("GET", All)).Data.GetArrayLength() < 20)
            {
                Assert.Equal(201, (await fixture.CreateAsync()).Status);
            }

            var refused = await fixture.CreateAsync();
            Assert.Equal(409, refused.Status);
            Assert.Equal(["too_many_webhooks"], refused.Errors);
        }
    }

    [Fact]
    public async Task The_id_of_a_webhook_is_not_one_of_a_generation()
    {
        var webhook = await webhooks.CreateAsync();
        var path = $"/flow-generations/{webhook.Id}";
        var body = JsonNode.Parse(Requests.Smallest)!;
        body["data"]!["id"] = $"{webhook.Id}";

        Assert.Equal(404, (await webhooks.Send("GET", path)).Status);
        Assert.Equal(404, (await webhooks.Send("GET", $"{path}/events")).Status);
        Assert.Equal(404, (await webhooks.Send("GET", $"{path}?version=1")).Status);
        Assert.Equal(404, (await webhooks.Send("GET", $"{path}?asOf=2026-01-01T00:00:00Z")).Status);
        Assert.Equal(404, (await webhooks.Send("DELETE", path)).Status);
        var refused = await webhooks.Send("POST", "/flow-generations", body.ToJsonString());
        Assert.Equal(409, refused.Status);
        Assert.Equal(["id_exists"], refused.Errors);
    }

    [Fact]
    public async Task The_history_has_the_actor_of_each_change()
    {
        var created = await webhooks.CreateAsync();
        await webhooks.ChangeAsync(created.Id, """{"enabled": false}""");

        var rows = await webhooks.Api.QueryAsync(
            $"select string_agg(type || ' ' || user_name, ', ' order by version) from flowgen.mt_events where tenant_id = 'demo' and stream_id = '{created.Id}'"
        );

        Assert.Equal("webhook_created key:demo, webhook_changed key:demo", rows);
    }

    [Fact]
    public async Task A_webhook_that_Flowgen_disabled_shows_the_reason_and_starts_anew_when_it_is_enabled()
    {
        var created = await webhooks.CreateAsync();
        var streams = webhooks.Host.Services.GetRequiredService<WebhookStreams>();
        var cancellation = TestContext.Current.CancellationToken;
        var webhook = await streams.FindAsync("demo", created.Id, cancellation);
        await streams.DisableAsync("demo", webhook!, WebhookDisabledReason.Gone, deliveryId: default, cancellation);

        var disabled = await webhooks.Send("GET", PathOf(created.Id));
        var enabled = await webhooks.ChangeAsync(created.Id, """{"enabled": true}""");

        Assert.False(disabled.Attributes.GetProperty("enabled").GetBoolean());
        Assert.Equal("gone", disabled.Attributes.GetProperty("disabledReason").GetString());
        Assert.True(enabled.Attributes.GetProperty("enabled").GetBoolean());
        Assert.Equal(JsonValueKind.Null, enabled.Attributes.GetProperty("disabledReason").ValueKind);
    }
}
