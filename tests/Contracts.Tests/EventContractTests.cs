using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flowgen.Domain;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Organisations;
using Flowgen.Domain.Webhooks;
using Flowgen.Harness;
using Flowgen.Infrastructure;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Contracts.Tests;

/// <summary>Events are kept for ever: their names and their JSON may grow, and never change.</summary>
public class EventContractTests(ContractsFixture api)
{
    private static readonly Guid Id = Guid.Parse("01900000-0000-7000-8000-000000000001");
    private static readonly string Hash = new('a', 64);
    private static readonly DateTimeOffset At = new(2026, 11, 24, 9, 0, 0, 123, TimeSpan.Zero);

    private static readonly WebhookSettings Settings = new(
        "https://example.com/webhooks",
        ["create", "update"],
        "flowGenerations",
        ["status"],
        IsEnabled: true,
        "Applicant tracking",
        IsOrdered: false
    );

    public static TheoryData<DomainEvent> Events() =>
        new()
        {
            new FlowGenerationQueued(
                Id,
                "vacancy_application_flow",
                """{"language": "nl"}""",
                """{"type":"text"}""",
                At,
                RegeneratedFrom: Guid.Parse("01900000-0000-7000-8000-000000000003")
            ),
            new FlowGenerationProcessingStarted(Id, At),
            new FlowGenerationFinished(
                Id,
                Guid.Parse("01900000-0000-7000-8000-000000000002"),
                Cost: 1,
                At,
                new("language_model", "gpt-5-mini", "requirements.v1", 900, 60, Worded: 4, Kept: 1, "timed_out")
            ),
            new FlowGenerationFailed(Id, "generator_failed", "The flow could not be generated.", At),
            new FlowGenerationDeleted(Id, At),
            new FlowGenerationErased(Id, At),
            new OrganisationCreated("acme", "Acme", At),
            new OrganisationDisabled("acme", At),
            new OrganisationEnabled("acme", At),
            new ApiKeyCreated(
                "acme",
                "0123456789abcdef",
                "Careers site",
                ["generations:read"],
                Hash,
                At.AddDays(90),
                At
            ),
            new ApiKeyRotated("acme", "0123456789abcdef", At.AddDays(1), "fedcba9876543210", Hash, At.AddDays(90), At),
            new ApiKeyRevoked("acme", "0123456789abcdef", At),
            new WebhookCreated(Id, Settings, "CfDJ8", At),
            new WebhookChanged(Id, Settings with { Fields = null, Description = null }, At),
            new WebhookSecretRotated(Id, "CfDJ9", At.AddHours(24), At),
            new WebhookDisabled(Id, WebhookDisabledReason.Gone, At),
            new WebhookDeleted(Id, At),
        };

    [Theory]
    [MemberData(nameof(Events), DisableDiscoveryEnumeration = true)]
    public void The_stored_json_of_an_event_is_the_approved_one(DomainEvent @event)
    {
        var json = api.Store.Options.Serializer().ToJson(@event);

        Approved.Grows(json, "tests", "Contracts.Tests", "Events", $"{Alias(@event.GetType())}.json");
    }

    [Theory]
    [MemberData(nameof(Events), DisableDiscoveryEnumeration = true)]
    public void The_approved_json_of_every_event_can_be_read(DomainEvent @event)
    {
        var path = Repository.Path("tests", "Contracts.Tests", "Events", $"{Alias(@event.GetType())}.json");
        using var approved = File.OpenRead(path);

        var serializer = api.Store.Options.Serializer();
        Assert.Equal(serializer.ToJson(@event), serializer.ToJson(serializer.FromJson(@event.GetType(), approved)));
    }

    // Also those that are not written any more: whoever gives an event another form keeps the old one here, and an upcaster of it.
    [Fact]
    public async Task Every_form_that_was_ever_approved_is_read_from_the_store()
    {
        const string Tenant = "approved";
        var forms = Forms().ToList();
        await using var session = api.Store.LightweightSession(Tenant);
        session.QueueSqlCommand("insert into flowgen.mt_streams (tenant_id, id, version) values (?, ?, 1)", Tenant, Id);
        foreach (var (i, (name, json)) in forms.Index())
        {
            session.QueueSqlCommand(
                """
                insert into flowgen.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, mt_dotnet_type)
                values (nextval('flowgen.mt_events_sequence'), ?, ?, ?, ?::jsonb, ?, ?, 'of.an.older.Assembly')
                """,
                Guid.CreateVersion7(),
                Id,
                i + 1,
                json,
                name,
                Tenant
            );
        }

        await session.SaveChangesAsync(TestContext.Current.CancellationToken);

        var rows = await session.Events.QueryAllRawEvents().ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(forms.Count, rows.Count);
        Assert.All(rows, row => Assert.IsAssignableFrom<DomainEvent>(row.Data));
    }

    // What a flow was made by must be found again.
    [Fact]
    public void A_prompt_never_changes()
    {
        var assembly = typeof(InfrastructureServices).Assembly;
        var digests = assembly
            .GetManifestResourceNames()
            .Where(name => name.EndsWith(".md", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToDictionary(
                name => Path.GetFileNameWithoutExtension(name),
                name =>
                {
                    using var prompt = new StreamReader(assembly.GetManifestResourceStream(name)!);
                    var text = prompt.ReadToEnd().ReplaceLineEndings("\n");
                    return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
                }
            );

        Approved.Grows(JsonSerializer.Serialize(digests), "tests", "Contracts.Tests", "Prompts", "digests.json");
    }

    [Fact]
    public void A_queued_event_from_before_erasures_existed_can_be_read()
    {
        var queued = new FlowGenerationQueued(Id, "some_type", "{}", Context: null, At);
        var stored = JsonNode.Parse(api.Store.Options.Serializer().ToJson(queued))!.AsObject();
        stored.Remove("isErased");

        using var json = new MemoryStream(Encoding.UTF8.GetBytes(stored.ToJsonString()));

        Assert.Equal(queued, api.Store.Options.Serializer().FromJson<FlowGenerationQueued>(json));
    }

    [Fact]
    public void Every_event_has_an_alias_an_approved_json_and_an_entry_in_the_catalogue()
    {
        var events = typeof(DomainEvent)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(DomainEvent)) && !type.IsAbstract);
        var aliases = events.Select(Alias).Order().ToList();
        var catalogue =
            File.ReadAllText(Repository.Path("docs", "events.md"))
            + File.ReadAllText(Repository.Path("docs", "event-store.md"));

        Assert.Equal(
            [
                "api_key_created",
                "api_key_revoked",
                "api_key_rotated",
                "flow_generation_deleted",
                "flow_generation_erased",
                "flow_generation_failed",
                "flow_generation_finished",
                "flow_generation_processing_started",
                "flow_generation_queued",
                "organisation_created",
                "organisation_disabled",
                "organisation_enabled",
                "webhook_changed",
                "webhook_created",
                "webhook_deleted",
                "webhook_disabled",
                "webhook_secret_rotated",
            ],
            aliases
        );
        Assert.Subset(Forms().Select(form => form.Name).ToHashSet(), aliases.ToHashSet());
        Assert.All(aliases, alias => Assert.Contains($"`{alias}`", catalogue));
    }

    private static IEnumerable<(string Name, string Json)> Forms() =>
        Directory
            .GetFiles(Repository.Path("tests", "Contracts.Tests", "Events"), "*.json")
            .Where(file => !file.EndsWith(".received.json", StringComparison.Ordinal))
            .Select(file => (Path.GetFileNameWithoutExtension(file), File.ReadAllText(file)));

    private string Alias(Type type) =>
        api.Store.Options.Events.AllKnownEventTypes().Single(mapping => mapping.EventType == type).EventTypeName;
}
