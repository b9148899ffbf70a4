using System.Diagnostics;
using System.Text.Json;
using Flowgen.Application.Common;
using Flowgen.Application.Webhooks;
using Flowgen.Domain.Webhooks;
using Flowgen.Harness;
using Marten;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Api.Tests.Webhooks;

/// <summary>What a receiver gets, and when.</summary>
public class DeliveryTests
{
    private const string Payloads = "select count(*) from flowgen.webhook_payload";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_change_is_delivered_once_signed_and_as_the_api_shows_it()
    {
        await using var api = await WebhookApi.StartAsync();
        var (webhook, secret) = await api.AddAsync();

        var id = await api.PostAsync();
        await api.UntilReceived(3);
        await api.UntilTold();
        var shown = await api.Host.Send(HttpMethod.Get, $"/flow-generations/{id}");
        await api.Host.Send(HttpMethod.Delete, $"/flow-generations/{id}");
        await api.UntilReceived(4);
        await api.UntilTold();

        var received = api.Receiver.All.OrderBy(one => one.Version).ToList();
        Assert.Equal(["create", "update", "update", "delete"], received.Select(one => one.Event));
        Assert.Equal([1, 2, 3, 4], received.Select(one => one.Version));
        Assert.All(received, one => Assert.Equal([true], one.SignaturesBy(secret)));
        Assert.All(received, one => Assert.Equal(webhook.Id, one.Attributes.GetProperty("webhookId").GetGuid()));
        Assert.True(
            JsonElement.DeepEquals(
                WithoutLinks(shown.Data),
                WithoutLinks(received[2].Attributes.GetProperty("resource"))
            )
        );
        Assert.Equal(4, received.DistinctBy(one => one.Id).Count());
    }

    [Fact]
    public async Task A_body_that_can_not_be_made_is_a_failed_attempt_that_is_repeated()
    {
        await using var api = await WebhookApi.StartAsync(
            settings: [.. Enumerable.Range(0, 3).Select(i => ($"Webhooks:Schedule:{i}", "00:00:03"))]
        );
        await api.AddAsync(events: ["create"]);
        await api.Fixture.QueryAsync(
            """
            create function flowgen.refuse() returns trigger language plpgsql as
                $$ begin raise exception 'refused' using errcode = 'check_violation'; end $$;
            create trigger refuse before insert on flowgen.webhook_payload for each row execute function flowgen.refuse()
            """
        );
        var generation = await api.PostAsync();
        await Eventually.Until(async () =>
            await api.Fixture.QueryAsync("select count(*) > 0 from flowgen.webhook_try") is true
        );
        await api.Fixture.QueryAsync("drop function flowgen.refuse() cascade");
        await api.UntilReceived(1);
        await api.UntilTold();

        var one = Assert.Single(api.Receiver.All);
        Assert.Equal(generation, one.ResourceId);
        var (_, tries) = await api.FindAsync(one.Id);
        Assert.Equal(["not_rendered", null], tries.Select(each => each.Failure).Distinct());
    }

    [Fact]
    public async Task A_webhook_for_flows_is_told_of_the_flow_and_of_nothing_else()
    {
        await using var api = await WebhookApi.StartAsync();
        await api.AddAsync(resource: "flows");

        var id = await api.PostAsync();
        await api.UntilReceived(1);
        await api.UntilTold();

        var generation = await api.Host.Send(HttpMethod.Get, $"/flow-generations/{id}");
        var one = Assert.Single(api.Receiver.All);
        Assert.Equal("create", one.Event);
        Assert.Equal(generation.Attributes.GetProperty("flowId").GetGuid(), one.ResourceId);
    }

    [Fact]
    public async Task An_update_is_sent_only_if_one_of_the_fields_changed()
    {
        await using var api = await WebhookApi.StartAsync();
        await api.AddAsync(events: ["update"], fields: ["cost"]);
        await api.AddAsync("/type", events: ["update"], fields: ["flowType"]);

        await api.PostAsync();
        await api.UntilReceived(1);
        await api.UntilTold();

        var one = Assert.Single(api.Receiver.All);
        Assert.Equal((3, "/"), (one.Version, one.Path));
    }

    [Fact]
    public async Task Another_organisations_webhook_and_one_made_afterwards_are_told_nothing()
    {
        await using var api = await WebhookApi.StartAsync();
        await api.AddAsync("/other", organisation: "other");
        var id = await api.PostAsync();
        await api.Fixture.UntilIdle();
        Assert.Equal(0L, await api.Fixture.QueryAsync("select count(*) from flowgen.webhook_delivery"));

        await api.AddAsync("/later", events: ["create", "update", "delete"]);
        await api.Host.Send(HttpMethod.Delete, $"/flow-generations/{id}");
        await api.UntilReceived(1);
        await api.UntilTold();

        var one = Assert.Single(api.Receiver.All);
        Assert.Equal(("/later", "delete"), (one.Path, one.Event));
    }

    [Fact]
    public async Task A_failed_try_is_repeated_with_the_same_id_and_bytes_and_each_try_is_recorded()
    {
        await using var api = await WebhookApi.StartAsync();
        var calls = 0;
        api.Receiver.Answer = async (_, context) =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref calls) <= 2 ? 503 : 200;
            await context.Response.WriteAsync("try " + calls, Cancellation);
        };
        var (_, secret) = await api.AddAsync(events: ["create"]);

        await api.PostAsync();
        await api.UntilReceived(3);
        await api.UntilTold();
        var (delivery, tries) = await api.FindAsync(api.Receiver.All[0].Id);

        Assert.Single(api.Receiver.All.DistinctBy(one => (one.Id, Convert.ToBase64String(one.Body))));
        Assert.All(api.Receiver.All, one => Assert.Equal([true], one.SignaturesBy(secret)));
        Assert.Equal((DeliveryStatus.Delivered, 3), (delivery.Status, delivery.Tries));
        Assert.Null(delivery.NextTryAt);
        Assert.Equal([503, 503, 200], tries.Select(one => one.StatusCode));
        Assert.Equal(["unexpected_status", "unexpected_status", null], tries.Select(one => one.Failure));
        Assert.Equal(["try 1", "try 2", "try 3"], tries.Select(one => one.Answer));
    }

    [Fact]
    public async Task After_the_last_try_the_delivery_has_failed_and_can_be_redelivered()
    {
        await using var api = await WebhookApi.StartAsync();
        api.Receiver.AnswerWith(500);
        await api.AddAsync(events: ["create"]);

        await api.PostAsync();
        await api.UntilReceived(4);
        await api.UntilTold();
        var id = api.Receiver.All[0].Id;
        var failed = await api.FindAsync(id);
        api.Receiver.AnswerWith(200);
        var again = await api.Deliveries.RedeliverAsync("demo", id, Cancellation);
        await api.UntilReceived(5);
        await api.UntilTold();
        var delivered = await api.FindAsync(id);

        Assert.Equal((DeliveryStatus.Failed, 4), (failed.Delivery.Status, failed.Tries.Count));
        Assert.True(again);
        Assert.Equal((DeliveryStatus.Delivered, 1), (delivered.Delivery.Status, delivered.Delivery.Tries));
        Assert.Equal(5, delivered.Tries.Count);
        Assert.Single(api.Receiver.All.DistinctBy(one => (one.Id, Convert.ToBase64String(one.Body))));
        Assert.False(await api.Deliveries.RedeliverAsync("other", id, Cancellation));
    }

    [Fact]
    public async Task A_receiver_that_is_gone_disables_its_webhook_and_ends_what_waits()
    {
        await using var api = await WebhookApi.StartAsync();
        api.Receiver.AnswerWith(410);
        var (webhook, _) = await api.AddAsync();

        await api.PostAsync();
        await Eventually.Until(async () => (await StateOf(api, webhook)).DisabledReason is WebhookDisabledReason.Gone);
        await api.UntilTold();

        Assert.False((await StateOf(api, webhook)).Settings.IsEnabled);
        Assert.Equal(
            410,
            await api.Fixture.QueryAsync(
                "select status_code from flowgen.mt_events e join flowgen.webhook_try t on t.delivery_id::text = e.causation_id where e.type = 'webhook_disabled'"
            )
        );
        var before = api.Receiver.All.Count;
        await api.PostAsync();
        await api.UntilTold();
        Assert.Equal(before, api.Receiver.All.Count);
    }

    [Fact]
    public async Task A_webhook_whose_tries_have_all_failed_for_long_is_disabled_at_a_last_try()
    {
        await using var api = await WebhookApi.StartAsync(settings: ("Webhooks:DisableAfter", "00:00:00"));
        api.Receiver.AnswerWith(500);
        var (webhook, _) = await api.AddAsync(events: ["create"]);

        await api.PostAsync();
        await Eventually.Until(async () => !(await StateOf(api, webhook)).Settings.IsEnabled);

        Assert.Equal(WebhookDisabledReason.Failing, (await StateOf(api, webhook)).DisabledReason);
        Assert.Equal(4, api.Receiver.All.Count);
    }

    [Fact]
    public async Task A_receiver_says_when_to_come_again_within_a_day()
    {
        (string Header, int Seconds)[] waits =
        [
            ("7200", 7_200),
            ("9999999", 86_400),
            ("99999999999999999999", 86_400),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
        ];
        await using var api = await WebhookApi.StartAsync();
        api.Receiver.Answer = (one, context) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = waits[one.Path[1] - '0'].Header;
            return Task.CompletedTask;
        };
        foreach (var i in Enumerable.Range(0, waits.Length))
        {
            await api.AddAsync($"/{i}", events: ["create"]);
        }

        await api.PostAsync();
        await api.OnlyOneAsync(tries: waits.Length);

        foreach (var (i, (_, seconds)) in waits.Index())
        {
            var (delivery, tries) = await api.FindAsync(api.Receiver.At($"/{i}")[0].Id);
            Assert.InRange(
                delivery.NextTryAt!.Value - tries[0].At,
                TimeSpan.FromSeconds(seconds),
                TimeSpan.FromSeconds(seconds + 60)
            );
        }
    }

    [Fact]
    public async Task A_receiver_that_hangs_or_crawls_has_a_try_failed_in_the_end()
    {
        // As often as it takes to be heard by the receiver in that time.
        var tries = Enumerable.Range(0, 50).Select(i => ($"Webhooks:Schedule:{i}", "00:00:00.050"));
        await using var api = await WebhookApi.StartAsync(settings: [("Webhooks:Timeout", "00:00:01"), .. tries]);
        api.Receiver.Answer = async (one, context) =>
        {
            while (one.Path == "/crawl" && !context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(".", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(TimeSpan.FromMilliseconds(100), context.RequestAborted);
            }

            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        await api.AddAsync("/hang", events: ["create"]);
        await api.AddAsync("/crawl", events: ["create"]);

        await api.PostAsync();
        await api.UntilReceived(1, "/hang");
        await api.UntilReceived(1, "/crawl");
        await Eventually.Until(async () =>
            await api.Fixture.QueryAsync("select count(distinct delivery_id) from flowgen.webhook_try") is 2L
        );

        Assert.Equal(
            "timeout",
            await api.Fixture.QueryAsync("select string_agg(distinct failure, ' ') from flowgen.webhook_try")
        );
    }

    [Fact]
    public async Task A_receiver_that_floods_its_answer_is_cut_off_and_a_kibibyte_of_it_kept()
    {
        await using var api = await WebhookApi.StartAsync();
        var cutOff = new TaskCompletionSource();
        api.Receiver.Answer = async (_, context) =>
        {
            try
            {
                while (true)
                {
                    await context.Response.Body.WriteAsync(new byte[64 * 1024].AsMemory(), context.RequestAborted);
                }
            }
            finally
            {
                cutOff.TrySetResult();
            }
        };
        await api.AddAsync(events: ["create"]);

        await api.PostAsync();
        var (delivery, tries) = await api.OnlyOneAsync();
        await cutOff.Task.WaitAsync(Eventually.Limit, Cancellation);

        Assert.Equal(DeliveryStatus.Delivered, delivery.Status);
        Assert.Equal(1024, tries[0].Answer!.Length);
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_not_followed()
    {
        await using var api = await WebhookApi.StartAsync();
        api.Receiver.Answer = (_, context) =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };
        await api.AddAsync("/here", events: ["create"]);

        await api.PostAsync();
        var (_, tries) = await api.OnlyOneAsync();

        Assert.Equal((307, "unexpected_status"), (tries[0].StatusCode, tries[0].Failure));
        Assert.Empty(api.Receiver.At("/elsewhere"));
    }

    [Fact]
    public async Task Receivers_that_hang_or_fail_keep_nothing_from_one_that_is_well()
    {
        await using var api = await WebhookApi.StartAsync();
        api.Receiver.Answer = async (one, context) =>
        {
            if (one.Path.StartsWith("/hang", StringComparison.Ordinal))
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            context.Response.StatusCode = one.Path == "/well" ? 200 : 500;
        };
        foreach (var i in Enumerable.Range(0, 5))
        {
            await api.AddAsync($"/hang{i}");
            await api.AddAsync($"/fail{i}");
        }

        await api.AddAsync("/well");
        const int Generations = 30;
        await Task.WhenAll(Enumerable.Range(0, Generations).Select(_ => api.PostAsync()));
        await api.UntilReceived(3 * Generations, "/well");

        Assert.Equal(3 * Generations, api.Receiver.At("/well").DistinctBy(one => one.Id).Count());
    }

    [Fact]
    public async Task One_organisations_receivers_leave_room_for_anothers_however_well_they_were()
    {
        await using var api = await WebhookApi.StartAsync(
            settings: [("Webhooks:InFlight", "8"), ("Webhooks:Timeout", "00:01:00")]
        );
        await api.AddAsync("/slow");
        await api.AddAsync("/other", organisation: "other");
        await api.PostAsync();
        await api.UntilTold();
        var release = new TaskCompletionSource();
        api.Receiver.Answer = (one, _) => one.Path == "/slow" ? release.Task : Task.CompletedTask;

        // More than there are tries at a time.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => api.PostAsync()));
        await api.UntilReceived(4, "/slow");
        await api.Fixture.UntilIdle();
        await api.Host.Send(
            HttpMethod.Post,
            "/flow-generations",
            Requests.Smallest,
            request => request.Headers.Authorization = new("Bearer", ApiFixture.OtherKey)
        );
        await api.UntilReceived(3, "/other");

        Assert.InRange(api.Receiver.At("/slow").Count, 4, 5);
        release.SetResult();
        await api.UntilReceived(15, "/slow");
    }

    [Fact]
    public async Task What_is_said_of_a_webhook_as_it_was_does_not_disable_what_it_became()
    {
        await using var api = await WebhookApi.StartAsync();
        var release = new TaskCompletionSource();
        api.Receiver.Answer = async (one, context) =>
        {
            if (one.Path == "/old")
            {
                await release.Task;
                context.Response.StatusCode = StatusCodes.Status410Gone;
            }
        };
        var (webhook, _) = await api.AddAsync("/old", events: ["create"]);

        await api.PostAsync();
        await api.UntilReceived(1);
        await api.Streams.DecideAsync(
            "demo",
            webhook.Id,
            actor: null,
            state =>
                WebhookDecider.Change(
                    state,
                    webhook.Settings with
                    {
                        Url = api.Receiver.Url("/new"),
                    },
                    TimeProvider.System.GetUtcNow()
                ),
            Cancellation
        );
        release.SetResult();
        await api.OnlyOneAsync();
        await api.PostAsync();
        await api.UntilReceived(1, "/new");
        await api.UntilTold();

        Assert.True((await StateOf(api, webhook)).Settings.IsEnabled);
    }

    [Fact]
    public async Task A_webhook_that_is_enabled_again_has_all_its_time_again()
    {
        await using var api = await WebhookApi.StartAsync();
        api.Receiver.AnswerWith(500);
        var (webhook, _) = await api.AddAsync(events: ["create"]);
        await api.Fixture.QueryAsync(
            $"insert into flowgen.webhook_failing values ('{webhook.Id}', now() - interval '6 days')"
        );

        await api.PostAsync();
        await api.UntilReceived(4);
        await api.UntilTold();
        await api.PostAsync();
        await api.UntilReceived(8);
        await api.UntilTold();

        Assert.True((await StateOf(api, webhook)).Settings.IsEnabled);
    }

    [Fact]
    public async Task Nothing_ends_what_waits_for_a_webhook_that_has_been_enabled_again()
    {
        await using var api = await WebhookApi.StartAsync();
        var release = new TaskCompletionSource();
        api.Receiver.Answer = (_, _) => release.Task;
        var (webhook, _) = await api.AddAsync(events: ["create"]);

        await api.PostAsync();
        await api.UntilReceived(1);
        await api.Deliveries.CancelAsync("demo", webhook.Id, Cancellation);
        release.SetResult();
        await api.UntilTold();

        Assert.Equal(DeliveryStatus.Delivered, (await api.OnlyOneAsync()).Delivery.Status);
    }

    [Fact]
    public async Task Ordered_deliveries_of_a_generation_come_one_after_the_other()
    {
        await using var api = await WebhookApi.StartAsync();
        // Each is refused once, so that it comes again after those that it must come before.
        var seen = new HashSet<Guid>();
        var accepted = new List<Received>();
        api.Receiver.Answer = (one, context) =>
        {
            lock (seen)
            {
                if (seen.Add(one.Id))
                {
                    context.Response.StatusCode = 500;
                }
                else
                {
                    accepted.Add(one);
                }
            }

            return Task.CompletedTask;
        };
        await api.AddAsync(isOrdered: true);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => api.PostAsync()));
        await Eventually.Until(() => Task.FromResult(accepted.Count >= 30));

        Assert.All(
            accepted.GroupBy(one => one.ResourceId),
            ofOne => Assert.Equal([1, 2, 3], ofOne.Select(one => one.Version))
        );
    }

    [Fact]
    public async Task What_is_held_back_is_due_with_what_holds_it_back_and_no_later()
    {
        await using var api = await WebhookApi.StartAsync(settings: ("Webhooks:Schedule:0", "01:00:00"));
        var release = new TaskCompletionSource();
        api.Receiver.Answer = async (_, context) =>
        {
            await release.Task;
            context.Response.StatusCode = 500;
        };
        await api.AddAsync(isOrdered: true);

        var id = await api.PostAsync();
        await api.UntilReceived(1);
        await api.Fixture.UntilIdle(); // all three are there by now
        release.SetResult();
        await UntilDueInAnHour(3);
        await api.Host.Send(HttpMethod.Delete, $"/flow-generations/{id}");
        await UntilDueInAnHour(4);
        api.Receiver.AnswerWith(200);
        var first = api.Receiver.All[0].Id;
        await api.Deliveries.RedeliverAsync("demo", first, Cancellation);
        await api.UntilReceived(5);

        Assert.Equal([1, 1, 2, 3, 4], api.Receiver.All.Select(one => one.Version));

        Task UntilDueInAnHour(long count) =>
            Eventually.Until(async () =>
                await api.Fixture.QueryAsync(
                    "select count(*) from flowgen.webhook_delivery where due_at > now() + interval '30 minutes'"
                )
                    is long due
                && due == count
            );
    }

    [Fact]
    public async Task What_is_announced_while_what_it_follows_is_being_tried_does_not_wait_for_the_lease()
    {
        await using var api = await WebhookApi.StartAsync();
        // The second try is under way until it is released.
        var (calls, release) = (0, new TaskCompletionSource());
        api.Receiver.Answer = async (_, context) =>
        {
            var call = Interlocked.Increment(ref calls);
            context.Response.StatusCode = call == 1 ? 500 : 204;
            await (call == 2 ? release.Task : Task.CompletedTask);
        };
        await api.AddAsync(events: ["create", "delete"], isOrdered: true);
        var id = await api.PostAsync();
        await api.UntilReceived(2);
        await api.Fixture.UntilIdle();
        var lease = await api.Fixture.QueryAsync("select due_at from flowgen.webhook_delivery");

        // The transaction of the deletion, which adds its delivery, is open while that attempt is settled.
        await api.Fixture.QueryAsync(
            """
            create table flowgen.settled (at timestamptz);
            create function flowgen.stall() returns trigger language plpgsql as $$
            begin
                while not exists (select from flowgen.settled) loop perform pg_sleep(0.01); end loop;
                return new;
            end $$;
            create trigger stall after insert on flowgen.webhook_delivery for each row execute function flowgen.stall()
            """
        );
        var deletion = api.Host.Send(HttpMethod.Delete, $"/flow-generations/{id}");
        await Eventually.Until(async () =>
            await api.Fixture.QueryAsync(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'"
            )
                is 1L
        );
        release.SetResult();
        await Eventually.Until(async () =>
            await api.Fixture.QueryAsync("select status from flowgen.webhook_delivery") is "delivered"
        );
        await api.Fixture.QueryAsync("insert into flowgen.settled values (now())");
        await deletion;
        await api.UntilReceived(3);
        await api.UntilTold();

        var (_, tries) = await api.FindAsync(api.Receiver.All.Single(one => one.Event == "delete").Id);
        Assert.True(tries[0].At < new DateTimeOffset((DateTime)lease!));
    }

    [Fact]
    public async Task What_is_due_is_found_past_any_number_that_wait()
    {
        await using var api = await WebhookApi.StartAsync();
        var (webhook, _) = await api.AddAsync(events: ["create"]);
        // Half of them for this webhook, half for a thousand others.
        await api.Fixture.QueryAsync(
            $"""
            insert into flowgen.webhook_delivery
                (id, organisation, webhook_id, event, version, is_ordered, status, tries, due_at, created_at, body)
            select gen_random_uuid(), 'demo', case i % 2 when 0 then '{webhook.Id}' else md5((i % 2000)::text)::uuid end,
                'update', 1, false, 'waiting', 1, now() + interval '1 hour', now(), '1234'
            from generate_series(1, 100000) i
            """
        );

        var ping = await api.Deliveries.PingAsync("demo", webhook, Cancellation);
        await api.UntilReceived(1);

        Assert.Equal(ping.Id, Assert.Single(api.Receiver.All).Id);
    }

    [Fact]
    public async Task While_a_secret_is_rotated_both_sign()
    {
        await using var api = await WebhookApi.StartAsync();
        var (webhook, old) = await api.AddAsync(events: ["create"]);
        var secret = await api.RotateAsync(webhook);

        await api.PostAsync();
        await api.UntilReceived(1);

        Assert.Equal([true, false], api.Receiver.All[0].SignaturesBy(secret));
        Assert.Equal([false, true], api.Receiver.All[0].SignaturesBy(old));
    }

    [Fact]
    public async Task A_ping_arrives_and_the_log_lists_it_first()
    {
        await using var api = await WebhookApi.StartAsync();
        var (webhook, secret) = await api.AddAsync(events: ["create"]);
        await api.PostAsync();
        await api.UntilReceived(1);

        var ping = await api.Deliveries.PingAsync("demo", webhook, Cancellation);
        await api.UntilReceived(2);
        await api.UntilTold();
        var page = await api.Deliveries.ListAsync(
            "demo",
            webhook.Id,
            new([], [new("createdAt", IsDescending: true), new("id", IsDescending: true)], Size: 1, From: null),
            Cancellation
        );

        var received = api.Receiver.All.Single(one => one.Id == ping.Id);
        Assert.Equal(("ping", 0), (received.Event, received.Version));
        Assert.Equal([true], received.SignaturesBy(secret));
        Assert.Equal(ping.Id, Assert.Single(page.Items).Id);
        Assert.True(page.HasNext);
    }

    [Fact]
    public async Task A_replay_announces_the_log_again_from_a_sequence_with_fresh_ids()
    {
        await using var api = await WebhookApi.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => api.PostAsync()));
        await api.Fixture.UntilIdle();
        var from = (long)
            (
                await api.Fixture.QueryAsync(
                    "select min(seq_id) from (select seq_id from flowgen.mt_events where tenant_id = 'demo' order by seq_id desc limit 150) last"
                )
            )!;
        var (webhook, _) = await api.AddAsync();

        await api.Deliveries.ReplayAsync("demo", webhook, from, Cancellation);
        await api.UntilReceived(149); // of the 150 events, one is the webhook's
        await api.UntilTold();
        await api.Deliveries.ReplayAsync("demo", webhook, from, Cancellation);
        await api.UntilReceived(298);
        await api.UntilTold();

        var events = await api.Fixture.QueryAsync(
            $"select array_agg(stream_id || ' ' || version order by 1) from (select stream_id::text, version from flowgen.mt_events where type like 'flow_generation_%' and tenant_id = 'demo' and seq_id >= {from}) it"
        );
        var expected = ((string[])events!).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(
            expected.SelectMany(one => new[] { one, one }),
            api.Receiver.All.Select(one => $"{one.ResourceId} {one.Version}").Order(StringComparer.Ordinal)
        );
        Assert.Equal(expected.Count * 2, api.Receiver.All.DistinctBy(one => one.Id).Count());
    }

    [Fact]
    public async Task What_an_event_shows_is_stored_once_for_all_its_deliveries()
    {
        await using var api = await WebhookApi.StartAsync();
        for (var i = 0; i < 4; i++)
        {
            await api.AddAsync($"/{i}", fields: i == 3 ? ["cost"] : null);
        }

        var (replayed, _) = await api.AddAsync("/flow", resource: "flows");
        await api.PostAsync();
        await api.UntilReceived(12);
        await api.UntilTold();
        Assert.Equal(4L, await api.Fixture.QueryAsync(Payloads));
        await api.Deliveries.ReplayAsync("demo", replayed, 0, Cancellation);
        await api.UntilReceived(13);
        await api.UntilTold();

        Assert.Equal(4L, await api.Fixture.QueryAsync(Payloads));
        Assert.Equal(13L, await api.Fixture.QueryAsync("select count(*) from flowgen.webhook_delivery"));
        Assert.InRange(
            (int)(await api.Fixture.QueryAsync("select max(octet_length(envelope)) from flowgen.webhook_delivery"))!,
            1,
            500
        );
        Assert.All(
            api.Receiver.All.GroupBy(one => (one.Version, one.Path is "/flow")),
            same => Assert.Single(same.Select(one => one.Attributes.GetProperty("resource").GetRawText()).Distinct())
        );
    }

    [Fact]
    public async Task A_payload_is_deleted_once_no_delivery_needs_it()
    {
        await using var api = await WebhookApi.StartAsync();
        await api.AddAsync(events: ["create"]);
        await api.PostAsync();
        var kept = await api.PostAsync();
        await api.UntilReceived(2);
        await api.UntilTold();
        await api.Fixture.QueryAsync("update flowgen.webhook_payload set used_at = now() - interval '31 days'");
        await api.Fixture.QueryAsync($"delete from flowgen.webhook_delivery where flow_generation_id <> '{kept}'");

        // It looks for them at its start.
        await using var other = await api.Fixture.StartAsync("Sandbox");
        await Eventually.Until(async () => await api.Fixture.QueryAsync(Payloads) is 1L);

        Assert.Equal(kept, await api.Fixture.QueryAsync("select flow_generation_id from flowgen.webhook_payload"));
    }

    [Fact]
    public async Task A_delivery_with_a_body_of_its_own_is_sent_as_it_is_but_for_halves_of_surrogate_pairs()
    {
        await using var api = await WebhookApi.StartAsync();
        var (webhook, secret) = await api.AddAsync(events: ["create"]);

        // As the version before made it.
        await api.Fixture.QueryAsync(
            $$$"""
            insert into flowgen.webhook_delivery
                (id, organisation, webhook_id, event, version, is_ordered, status, tries, due_at, created_at, body)
            values ('{{{Guid.CreateVersion7()}}}', 'demo', '{{{webhook.Id}}}', 'create', 1, false, 'waiting', 0, now(), now(),
                convert_to('{"data": "whole \ud83d\ude00 \ud800"}', 'UTF8'))
            """
        );
        await api.UntilReceived(1);
        await api.UntilTold();

        var one = Assert.Single(api.Receiver.All);
        Assert.Equal("""{"data": "whole \ud83d\ude00 \ufffd"}""", System.Text.Encoding.UTF8.GetString(one.Body));
        Assert.Equal([true], one.SignaturesBy(secret));
    }

    [Fact]
    public async Task The_database_derives_the_id_of_a_delivery_as_the_program_does()
    {
        await using var api = await WebhookApi.StartAsync();
        var (webhook, _) = await api.AddAsync(events: ["create"]);
        var id = await api.PostAsync();
        await api.UntilTold();

        var one = Assert.Single(api.Receiver.All);
        var createdAt = one
            .Attributes.GetProperty("resource")
            .GetProperty("attributes")
            .GetProperty("createdAt")
            .GetDateTimeOffset();
        Assert.Equal(DerivedId.Of(createdAt, id, webhook.Id, 1), one.Id);
    }

    [Fact]
    public async Task The_resource_of_a_long_text_is_rendered_once_for_all_webhooks()
    {
        await using var api = await WebhookApi.StartAsync();
        await api.AddAsync("/first", events: ["create"]);
        await api.Host.Send(
            HttpMethod.Post,
            "/flow-generations",
            Requests.WithParameters(parameters => parameters["note"] = new string('é', 100_000))
        );
        await api.UntilReceived(1);
        await api.UntilTold();
        await api.Fixture.QueryAsync(
            "update flowgen.mt_events set data = '\"no event\"' where type = 'flow_generation_queued'"
        );

        var (second, _) = await api.AddAsync("/second", events: ["create"]);
        await api.Deliveries.ReplayAsync("demo", second, 0, Cancellation);
        await api.UntilReceived(1, "/second");

        Assert.Equal(
            $"{api.Receiver.At("/first")[0].Attributes.GetProperty("resource")}",
            $"{api.Receiver.At("/second")[0].Attributes.GetProperty("resource")}"
        );
    }

    [Fact]
    public async Task A_long_text_arrives_whole_at_each_attempt()
    {
        await using var api = await WebhookApi.StartAsync();
        var calls = 0;
        api.Receiver.Answer = (_, context) =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref calls) == 1 ? 503 : 200;
            return Task.CompletedTask;
        };
        var (_, secret) = await api.AddAsync(events: ["create"]);
        var text = new string('é', 100_000);

        await api.Host.Send(
            HttpMethod.Post,
            "/flow-generations",
            Requests.WithParameters(parameters => parameters["note"] = text)
        );
        await api.UntilReceived(2);
        await api.UntilTold();

        Assert.Single(api.Receiver.All.DistinctBy(one => (one.Id, Convert.ToBase64String(one.Body))));
        Assert.All(api.Receiver.All, one => Assert.Equal([true], one.SignaturesBy(secret)));
        Assert.Equal(
            text,
            api.Receiver.All[0]
                .Attributes.GetProperty("resource")
                .GetProperty("attributes")
                .GetProperty("parameters")
                .GetProperty("note")
                .GetString()
        );
    }

    [Fact]
    public async Task Erased_texts_are_neither_sent_nor_kept()
    {
        await using var api = await WebhookApi.StartAsync();
        api.Receiver.Answer = async (_, context) =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "3600";
            await context.Response.WriteAsync("echo", Cancellation);
        };
        await api.AddAsync(events: ["create"]);
        var id = await api.PostAsync();
        var (delivery, _) = await api.OnlyOneAsync();
        Assert.Equal(1L, await api.Fixture.QueryAsync(Payloads));

        Assert.Equal(204, (await api.Host.Erase(id)).Status);

        Assert.Equal(0L, await api.Fixture.QueryAsync(Payloads));
        var (erased, tries) = await api.FindAsync(delivery.Id);
        Assert.Equal((DeliveryStatus.Cancelled, null), (erased.Status, erased.NextTryAt));
        Assert.Null(Assert.Single(tries).Answer);
        Assert.False(await api.Deliveries.RedeliverAsync("demo", delivery.Id, Cancellation));
    }

    [Fact]
    public async Task A_deletion_that_erases_at_once_is_delivered_without_the_texts()
    {
        await using var api = await WebhookApi.StartAsync();
        await api.AddAsync("/generations", events: ["delete"]);
        await api.AddAsync("/flows", events: ["delete"], resource: "flows");
        var posted = await api.Host.Send(HttpMethod.Post, "/flow-generations?sync=true", Requests.Smallest);

        Assert.Equal(204, (await api.Host.Erase(posted.Id)).Status);
        await api.UntilTold();

        var deletion = Assert.Single(api.Receiver.At("/generations"));
        Assert.Equal(("delete", posted.Id), (deletion.Event, deletion.ResourceId));
        Assert.DoesNotContain("Driver wanted", $"{deletion.Attributes}");
        Assert.Equal("delete", Assert.Single(api.Receiver.At("/flows")).Event);
    }

    [Fact]
    public async Task A_delivery_continues_the_trace_of_the_request()
    {
        await using var api = await WebhookApi.StartAsync();
        await api.AddAsync(events: ["create"]);

        var posted = await api.Host.Send(HttpMethod.Post, "/flow-generations", Requests.Smallest);
        await api.UntilReceived(1);

        Assert.True(ActivityContext.TryParse(api.Receiver.All[0].Headers["traceparent"], null, out var context));
        Assert.Equal(posted.Header("X-Request-Id"), context.TraceId.ToString());
    }

    private static async Task<Webhook> StateOf(WebhookApi api, Webhook webhook)
    {
        await using var session = api.Host.Services.GetRequiredService<IDocumentStore>().QuerySession("demo");
        return (await session.LoadAsync<Webhook>(webhook.Id, Cancellation))!;
    }

    private static JsonElement WithoutLinks(JsonElement resource) =>
        JsonSerializer.SerializeToElement(
            resource
                .EnumerateObject()
                .Where(member => member.Name is not "links")
                .ToDictionary(m => m.Name, m => m.Value)
        );
}
