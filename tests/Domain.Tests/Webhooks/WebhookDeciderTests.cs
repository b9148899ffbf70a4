using Flowgen.Domain.Webhooks;

namespace Flowgen.Domain.Tests.Webhooks;

public class WebhookDeciderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = Guid.Parse("01900000-0000-7000-8000-000000000001");

    private static readonly WebhookSettings Settings = new(
        "https://example.com/webhooks",
        ["create", "update"],
        "flowGenerations",
        ["status"],
        IsEnabled: true,
        Description: null,
        IsOrdered: false
    );

    [Fact]
    public void An_organisation_has_at_most_20_webhooks()
    {
        Assert.Equal(Id, WebhookDecider.Create(others: 19, Id, Settings, "secret", Now).WebhookId);

        var refused = Assert.Throws<DomainRuleException>(() =>
            WebhookDecider.Create(others: 20, Id, Settings, "secret", Now)
        );
        Assert.Equal("too_many_webhooks", refused.Code);
    }

    [Fact]
    public void Equal_settings_are_no_change_and_other_settings_are_a_change()
    {
        var webhook = Created();
        var same = Settings with { Events = [.. Settings.Events], Fields = [.. Settings.Fields!] };

        Assert.Empty(WebhookDecider.Change(webhook, same, Now));
        Assert.All(
            [
                Settings with
                {
                    Url = "https://example.com/other",
                },
                Settings with
                {
                    Events = ["create"],
                },
                Settings with
                {
                    Resource = "flows",
                },
                Settings with
                {
                    Fields = ["cost"],
                },
                Settings with
                {
                    Fields = null,
                },
                Settings with
                {
                    IsEnabled = false,
                },
                Settings with
                {
                    Description = "Careers site",
                },
                Settings with
                {
                    IsOrdered = true,
                },
            ],
            settings => Assert.Equal(settings, Then(webhook, WebhookDecider.Change(webhook, settings, Now))!.Settings)
        );
    }

    [Fact]
    public void After_a_rotation_only_the_previous_secret_stays_valid_for_a_day()
    {
        var once = Then(Created(), WebhookDecider.RotateSecret(Created(), "second", Now));
        var twice = Then(once, WebhookDecider.RotateSecret(once, "third", Now.AddHours(1)));

        Assert.Equal(("second", "first", Now.AddHours(24)), (once!.Secret, once.PreviousSecret, once.PreviousUntil));
        Assert.Equal(("third", "second", Now.AddHours(25)), (twice!.Secret, twice.PreviousSecret, twice.PreviousUntil));
    }

    [Fact]
    public void A_webhook_that_Flowgen_disabled_has_a_reason_until_it_is_enabled()
    {
        var disabled = Then(Created(), WebhookDecider.Disable(Created(), WebhookDisabledReason.Gone, Now));

        Assert.Equal(WebhookDisabledReason.Gone, disabled!.DisabledReason);
        Assert.False(disabled.Settings.IsEnabled);
        Assert.Empty(WebhookDecider.Disable(disabled, WebhookDisabledReason.Failing, Now));
        var described = disabled.Settings with { Description = "Careers site" };
        var changed = Then(disabled, WebhookDecider.Change(disabled, described, Now));
        Assert.Equal(WebhookDisabledReason.Gone, changed!.DisabledReason);
        Assert.Null(Then(changed, WebhookDecider.Change(changed, Settings, Now))!.DisabledReason);
    }

    [Fact]
    public void A_disabled_webhook_gets_no_deliveries()
    {
        var disabled = Created() with { Settings = Settings with { IsEnabled = false } };

        Assert.Equal(Id, WebhookDecider.Sendable(Created()).Id);
        var refused = Assert.Throws<DomainRuleException>(() => WebhookDecider.Sendable(disabled));
        Assert.Equal("webhook_disabled", refused.Code);
    }

    [Fact]
    public void A_deleted_webhook_ignores_commands()
    {
        Assert.True(Then(Created(), WebhookDecider.Delete(Created(), Now))!.IsDeleted);

        Assert.Empty(WebhookDecider.Change(state: null, Settings, Now));
        Assert.Empty(WebhookDecider.RotateSecret(state: null, "secret", Now));
        Assert.Empty(WebhookDecider.Disable(state: null, WebhookDisabledReason.Gone, Now));
        Assert.Empty(WebhookDecider.Delete(state: null, Now));
    }

    private static Webhook Created() =>
        Webhook.Evolve(state: null, WebhookDecider.Create(others: 0, Id, Settings, "first", Now));

    private static Webhook? Then(Webhook? state, IReadOnlyList<WebhookEvent> events)
    {
        Assert.NotEmpty(events);
        return events.Aggregate(state, Webhook.Evolve);
    }
}
