using System.Text.Json.Nodes;
using Flowgen.Application.Organisations.Commands;
using Flowgen.Domain.Organisations;
using Flowgen.Harness;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Api.Tests.Organisations;

/// <summary>Keys as an organisation manages its own, and what they open.</summary>
public class ApiKeyTests(ApiFixture api)
{
    private const string Keys = "/api-keys";

    [Fact]
    public async Task A_key_is_shown_once_and_has_the_permissions_of_its_scopes()
    {
        var (id, text) = await api.CreateKeyAsync(Scope.ReadGenerations);

        Assert.Matches("^fg_sandbox_[0-9a-f]{16}_[0-9a-f]{64}$", text);
        Assert.Equal(200, (await api.Get("/flow-generations", text)).Status);
        Assert.Equal(200, (await api.Get("/flow-types", text)).Status);
        var listed = (await api.Get(Keys)).Data.EnumerateArray().Single(key => key.GetProperty("id").GetString() == id);
        Assert.DoesNotContain(text.Split('_')[^1], listed.GetRawText());
        Assert.Equal("test", listed.GetProperty("attributes").GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("GET", "/flow-generations", Scope.ReadGenerations)]
    [InlineData("GET", "/flow-generations/0190a0a0-0000-7000-8000-000000000000", Scope.ReadGenerations)]
    [InlineData("GET", "/flows/0190a0a0-0000-7000-8000-000000000000", Scope.ReadGenerations)]
    [InlineData("POST", "/flow-generations", Scope.WriteGenerations)]
    [InlineData("DELETE", "/flow-generations/0190a0a0-0000-7000-8000-000000000000", Scope.WriteGenerations)]
    [InlineData("GET", "/flow-generations/0190a0a0-0000-7000-8000-000000000000/events", Scope.ReadEvents)]
    [InlineData("GET", "/webhooks", Scope.ManageWebhooks)]
    [InlineData("POST", "/webhooks", Scope.ManageWebhooks)]
    [InlineData("PATCH", "/webhooks/0190a0a0-0000-7000-8000-000000000000", Scope.ManageWebhooks)]
    [InlineData("DELETE", "/webhooks/0190a0a0-0000-7000-8000-000000000000", Scope.ManageWebhooks)]
    [InlineData("POST", "/webhooks/0190a0a0-0000-7000-8000-000000000000/test", Scope.ManageWebhooks)]
    [InlineData("GET", "/webhooks/0190a0a0-0000-7000-8000-000000000000/deliveries", Scope.ManageWebhooks)]
    [InlineData("POST", "/webhook-deliveries/0190a0a0-0000-7000-8000-000000000000/redeliver", Scope.ManageWebhooks)]
    [InlineData("GET", "/organisation", Scope.AdministerOrganisation)]
    [InlineData("GET", Keys, Scope.AdministerOrganisation)]
    [InlineData("POST", Keys, Scope.AdministerOrganisation)]
    [InlineData("DELETE", $"{Keys}/0123456789abcdef", Scope.AdministerOrganisation)]
    public async Task Each_operation_needs_one_scope_and_documents_it(string method, string path, string scope)
    {
        var (_, lacking) = await api.CreateKeyAsync([.. Scope.All.Except([scope])]);
        var (_, having) = await api.CreateKeyAsync(scope);

        var refused = await SendAsync(lacking);
        var taken = await SendAsync(having);

        Assert.Equal(403, refused.Status);
        Assert.Equal(["insufficient_scope"], refused.Errors);
        Assert.Contains(scope, refused.Document.GetRawText());
        Assert.Equal($"Bearer error=\"insufficient_scope\", scope=\"{scope}\"", refused.Header("WWW-Authenticate"));
        Assert.NotEqual(403, taken.Status);

        Task<Answer> SendAsync(string key) =>
            api.Send(
                new(method),
                path,
                method is "POST" ? "{}" : null,
                request => request.Headers.Authorization = new("Bearer", key)
            );
    }

    [Fact]
    public async Task A_revoked_key_is_refused_also_on_another_node()
    {
        await using var other = await api.StartAsync("Sandbox", solo: false);
        var (id, text) = await api.CreateKeyAsync(Scope.ReadGenerations);
        Assert.Equal((200, 200), (await StatusHere(), await StatusThere()));

        Assert.Equal(204, (await api.Send(HttpMethod.Delete, $"{Keys}/{id}")).Status);

        await Eventually.Until(async () => (await StatusHere(), await StatusThere()) is (401, 401));
        Assert.Equal(404, (await api.Send(HttpMethod.Delete, $"{Keys}/{id}")).Status);
        var left = (await api.Get(Keys)).Data.EnumerateArray().Select(key => key.GetProperty("id").GetString());
        Assert.DoesNotContain(id, left);

        async Task<int> StatusHere() => (await api.Get("/flow-generations", text)).Status;

        async Task<int> StatusThere() =>
            (
                await other.Send(
                    HttpMethod.Get,
                    "/flow-generations",
                    configure: request => request.Headers.Authorization = new("Bearer", text)
                )
            ).Status;
    }

    [Fact]
    public async Task An_expired_key_is_refused()
    {
        var clock = new ClockAhead();
        await using var node = await api.StartAsync(
            "Sandbox",
            services => services.AddSingleton<TimeProvider>(clock),
            solo: false,
            role: "api"
        );
        var soon = TimeProvider.System.GetUtcNow().AddHours(1);
        var created = await CreateAsync(attributes => attributes["expiresAt"] = soon.ToString("O"));

        var before = await StatusAsync();
        clock.By = TimeSpan.FromHours(1);
        var after = await StatusAsync();

        Assert.Equal((200, 401), (before, after));

        async Task<int> StatusAsync()
        {
            var key = created.Attributes.GetProperty("key").GetString();
            var answer = await node.Send(
                HttpMethod.Get,
                "/flow-types",
                configure: request => request.Headers.Authorization = new("Bearer", key)
            );
            return answer.Status;
        }
    }

    private sealed class ClockAhead : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + By;
    }

    [Fact]
    public async Task Only_the_whole_key_is_accepted()
    {
        var (id, text) = await api.CreateKeyAsync(Scope.ReadGenerations);
        var secret = text.Split('_')[^1];
        string[] others =
        [
            $"fg_sandbox_{id}",
            $"fg_sandbox_{id}_",
            $"fg_sandbox_{id}_{secret[..^1]}",
            $"fg_sandbox_{id}_{secret}0",
            $"fg_sandbox_{id}_{secret.ToUpperInvariant()}",
            $"fg_production_{id}_{secret}",
            $"fg_sandbox__{secret}",
            secret,
            $"fg_sandbox_demo_{secret}",
            new('f', 5_000),
        ];

        foreach (var other in others)
        {
            Assert.Equal(401, (await api.Get("/flow-generations", other)).Status);
        }
    }

    [Fact]
    public async Task A_key_is_stored_nowhere()
    {
        var (id, text) = await api.CreateKeyAsync(Scope.ReadGenerations);
        await api.Get("/flow-generations", text);

        var stored =
            $"{await api.QueryAsync("select string_agg(data::text, ' ') from (select data from flowgen.mt_events union all select data from flowgen.mt_doc_organisation) all_data")}";

        Assert.Contains(id, stored);
        Assert.DoesNotContain(text.Split('_')[^1], stored);
    }

    [Fact]
    public async Task All_errors_of_a_key_come_in_one_response()
    {
        var refused = await CreateAsync(attributes =>
        {
            attributes["name"] = " ";
            attributes["scopes"] = new JsonArray("generations:read", "everything");
            attributes["expiresAt"] = "2020-01-01T00:00:00Z";
            attributes["key"] = "mine";
            attributes["colour"] = "red";
        });

        Assert.Equal(422, refused.Status);
        Assert.Equal(
            [
                "read_only_attribute at /data/attributes/key",
                "unknown_attribute at /data/attributes/colour",
                "invalid_name at /data/attributes/name",
                "unknown_scope at /data/attributes/scopes/1",
                "invalid_time at /data/attributes/expiresAt",
            ],
            refused.Errors
        );
    }

    [Theory]
    [InlineData("name", "1", "invalid_type at /data/attributes/name")]
    [InlineData("name", "\"a\\u0001b\"", "invalid_name at /data/attributes/name")]
    [InlineData("name", "\"a\\nb\"", "invalid_name at /data/attributes/name")]
    [InlineData("name", "\"a\\u202eb\"", "invalid_name at /data/attributes/name")]
    [InlineData("name", null, "required at /data/attributes")]
    [InlineData("scopes", "[]", "required at /data/attributes/scopes")]
    [InlineData("scopes", "[1]", "invalid_type at /data/attributes/scopes")]
    [InlineData("scopes", "\"generations:read\"", "invalid_type at /data/attributes/scopes")]
    [InlineData("expiresAt", "\"tomorrow\"", "invalid_time at /data/attributes/expiresAt")]
    public async Task A_key_is_checked(string attribute, string? value, string error)
    {
        var refused = await CreateAsync(attributes =>
        {
            if (value is null)
            {
                attributes.Remove(attribute);
            }
            else
            {
                attributes[attribute] = JsonNode.Parse(value);
            }
        });

        Assert.Equal(422, refused.Status);
        Assert.Contains(error, refused.Errors);
    }

    [Fact]
    public async Task The_keys_of_a_disabled_organisation_are_refused_until_it_is_enabled()
    {
        await using var scope = api.Host.Services.CreateAsyncScope();
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        await mediator.Send(new CreateOrganisation("switched", "Switched"), TestContext.Current.CancellationToken);
        var created = await mediator.Send(
            new CreateApiKey("switched", "test", Scope.All, ExpiresAt: null, []),
            TestContext.Current.CancellationToken
        );
        var made = created.Answer!;
        Assert.Equal(200, (await api.Get("/flow-generations", made.Text)).Status);

        await SwitchAsync(isEnabled: false);
        Answer? refused = null;
        await Eventually.Until(async () => (refused = await api.Get("/flow-generations", made.Text)).Status is 403);
        Assert.Equal(["organisation_disabled"], refused!.Errors);
        Assert.Equal(403, (await api.Get("/flow-types", made.Text)).Status);

        await SwitchAsync(isEnabled: true);
        await Eventually.Until(async () => (await api.Get("/flow-generations", made.Text)).Status is 200);

        Task<Organisation> SwitchAsync(bool isEnabled) =>
            mediator.Send(new SwitchOrganisation("switched", isEnabled), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_organisation_has_at_most_100_valid_keys()
    {
        await using var scope = api.Host.Services.CreateAsyncScope();
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        await mediator.Send(new CreateOrganisation("many", "Many"), TestContext.Current.CancellationToken);
        var created = await mediator.Send(
            new CreateApiKey("many", "first", Scope.All, ExpiresAt: null, []),
            TestContext.Current.CancellationToken
        );
        var made = created.Answer!;
        var answers = new List<Answer>();
        for (var i = 0; i < 100; i++)
        {
            answers.Add(
                await api.Send(
                    HttpMethod.Post,
                    Keys,
                    Requests.ApiKey(Scope.ReadGenerations),
                    request => request.Headers.Authorization = new("Bearer", made.Text)
                )
            );
        }

        Assert.All(answers[..^1], answer => Assert.Equal(201, answer.Status));
        Assert.Equal(409, answers[^1].Status);
        Assert.Equal(["too_many_keys"], answers[^1].Errors);
        Assert.Equal(100, (await api.Get(Keys, made.Text)).Data.GetArrayLength());
    }

    [Fact]
    public async Task The_last_use_of_a_key_is_recorded()
    {
        var (id, text) = await api.CreateKeyAsync(Scope.ReadGenerations);
        Assert.Null(await LastUsedAsync());
        var before = TimeProvider.System.GetUtcNow();

        await using (var node = await api.StartAsync("Sandbox", solo: false))
        {
            await node.Send(
                HttpMethod.Get,
                "/flow-generations",
                configure: request => request.Headers.Authorization = new("Bearer", text)
            );
        }

        Assert.True(await LastUsedAsync() >= before);

        async Task<DateTimeOffset?> LastUsedAsync()
        {
            var keys = (await api.Get(Keys)).Data.EnumerateArray();
            var key = keys.Single(key => key.GetProperty("id").GetString() == id).GetProperty("attributes");
            return key.GetProperty("lastUsedAt").GetString() is { } at ? DateTimeOffset.Parse(at) : null;
        }
    }

    [Fact]
    public async Task The_history_has_the_actor()
    {
        var (id, text) = await api.CreateKeyAsync(Scope.WriteGenerations, Scope.ReadEvents);
        var created = await api.Send(
            HttpMethod.Post,
            "/flow-generations",
            Requests.Smallest,
            request => request.Headers.Authorization = new("Bearer", text)
        );
        await api.Host.UntilEnded(created.Id);

        var events = (await api.Get($"/flow-generations/{created.Id}/events", text)).Data.EnumerateArray();

        Assert.Equal(
            [$"key:{id}", null, null],
            events.Select(row => row.GetProperty("attributes").GetProperty("actor").GetString())
        );
    }

    [Fact]
    public async Task An_organisation_reads_itself()
    {
        var read = await api.Get("/organisation");

        Assert.Equal("demo", read.Data.GetProperty("id").GetString());
        Assert.Equal("Demo", read.Attributes.GetProperty("name").GetString());
    }

    private Task<Answer> CreateAsync(Action<JsonObject> change) =>
        api.Send(HttpMethod.Post, Keys, Requests.With(change, Requests.ApiKey(Scope.ReadGenerations)));
}
