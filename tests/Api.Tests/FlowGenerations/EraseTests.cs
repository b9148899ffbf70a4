using System.Text.Json;
using System.Text.Json.Nodes;
using Alba;
using Flowgen.Api.Tests.Operations;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Organisations;
using Flowgen.Harness;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Api.Tests.FlowGenerations;

/// <summary>Of an erased generation the facts stay and the texts are nowhere: docs/adr/0018.</summary>
public class EraseTests(ApiFixture api)
{
    // As MartenSetup has it.
    private static readonly TimeSpan LongestWaitForALock = TimeSpan.FromSeconds(3);

    private const string StreamLocked =
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

    [Fact]
    public async Task Of_a_finished_generation_no_text_is_left_in_any_table()
    {
        var mark = NewMark();
        var finished = await Post(api.Host, mark, sync: true);
        var flow = $"/flows/{finished.Attributes.GetProperty("flowId")}";
        var before = await api.TablesWith(mark);

        var erased = await api.Erase(finished.Id);

        Assert.Equal(["flowgen.mt_doc_flow", "flowgen.mt_doc_flowgeneration", "flowgen.mt_events"], before);
        Assert.Equal(204, erased.Status);
        Assert.Empty(await api.TablesWith(mark));
        Assert.Equal("queued processing_started finished deleted erased", await api.EventsOf(finished.Id));
        Assert.Equal(404, (await api.Get($"/flow-generations/{finished.Id}")).Status);
        Assert.Equal(404, (await api.Get(flow)).Status);
        Assert.Equal(404, (await api.Erase(finished.Id)).Status);
        Assert.Equal(404, (await api.Delete(finished.Id)).Status);
    }

    [Fact]
    public async Task It_takes_a_scope_of_its_own()
    {
        var mark = NewMark();
        var finished = await Post(api.Host, mark, sync: true);
        var (_, lacking) = await api.CreateKeyAsync(Scope.WriteGenerations);

        var refused = await api.Send(
            HttpMethod.Delete,
            $"/flow-generations/{finished.Id}?erase=true",
            configure: request => request.Headers.Authorization = new("Bearer", lacking)
        );

        Assert.Equal(403, refused.Status);
        Assert.Equal(["insufficient_scope"], refused.Errors);
        Assert.Contains("organisation:admin", refused.Header("WWW-Authenticate"));
        Assert.NotEmpty(await api.TablesWith(mark));
    }

    [Fact]
    public async Task The_history_keeps_what_happened_and_says_what_was_erased()
    {
        var mark = NewMark();
        var finished = await Post(api.Host, mark, sync: true);
        var row =
            $"select (to_jsonb(e) - 'data')::text from flowgen.mt_events e where stream_id = '{finished.Id}' and version = 1";
        var before = await api.Get($"/flow-generations/{finished.Id}/events");
        var rowBefore = await api.QueryAsync(row);

        await api.Erase(finished.Id);
        var after = await api.Get($"/flow-generations/{finished.Id}/events");

        Assert.Equal(rowBefore, await api.QueryAsync(row));
        Assert.Equal(
            [1, 2, 3, 4, 5],
            after.Data.EnumerateArray().Select(item => Attribute(item, "version").GetInt32())
        );
        Assert.Equal("FlowGenerationErased", Attribute(after.Data[4], "eventType").GetString());
        var asked = Attribute(after.Data[0], "data");
        Assert.Equal("{}", asked.GetProperty("parameters").GetRawText());
        Assert.Equal(JsonValueKind.Null, asked.GetProperty("context").ValueKind);
        Assert.True(asked.GetProperty("isErased").GetBoolean());
        Assert.Equal(JsonValueKind.Null, asked.GetProperty("textSalt").ValueKind);
        Assert.False(Attribute(before.Data[0], "data").GetProperty("isErased").GetBoolean());
        Assert.Equal(
            before.Data.EnumerateArray().Select(WithoutTexts),
            after.Data.EnumerateArray().Take(3).Select(WithoutTexts)
        );

        static string WithoutTexts(JsonElement item)
        {
            var node = JsonNode.Parse(item.GetRawText())!;
            var data = node["attributes"]!["data"]!.AsObject();
            foreach (var name in new[] { "parameters", "context", "isErased", "textSalt", "textDigest" })
            {
                data.Remove(name);
            }

            return node.ToJsonString();
        }
    }

    [Fact]
    public async Task What_it_was_can_be_read_without_texts_and_under_another_entity_tag()
    {
        var finished = await Post(api.Host, NewMark(), sync: true);
        var path = $"/flow-generations/{finished.Id}";
        await api.Erase(finished.Id);

        var past = await api.Send(
            HttpMethod.Get,
            $"{path}?version=3&include=flow",
            configure: request => request.Headers.Add("If-None-Match", finished.Header("ETag"))
        );
        var byTime = await api.Get($"{path}?asOf={finished.Attributes.GetProperty("updatedAt").GetString()}");

        Assert.Equal(200, past.Status);
        Assert.Equal("{}", past.Attributes.GetProperty("parameters").GetRawText());
        Assert.Equal(JsonValueKind.Null, past.Attributes.GetProperty("context").ValueKind);
        Assert.True(past.Attributes.GetProperty("isErased").GetBoolean());
        Assert.False(finished.Attributes.TryGetProperty("isErased", out _));
        foreach (var fact in new[] { "flowType", "status", "flowId", "cost", "createdAt", "updatedAt" })
        {
            Assert.Equal(Fact(finished, fact), Fact(past, fact));
            Assert.Equal(Fact(finished, fact), Fact(byTime, fact));
        }

        Assert.Empty(past.Document.GetProperty("included").EnumerateArray());
        Assert.Equal(404, (await api.Get($"{path}?version=4")).Status);
        Assert.Equal(404, (await api.Get($"{path}?version=5")).Status);
        Assert.Equal(["in_the_future at version"], (await api.Get($"{path}?version=6")).Errors);

        static string Fact(Answer answer, string name) => answer.Attributes.GetProperty(name).GetRawText();
    }

    [Fact]
    public async Task One_that_was_deleted_before_is_erased_too_once()
    {
        var mark = NewMark();
        var finished = await Post(api.Host, mark, sync: true);
        await api.Delete(finished.Id);
        Assert.NotEmpty(await api.TablesWith(mark));

        Assert.Equal(204, (await api.Erase(finished.Id)).Status);
        Assert.Equal(404, (await api.Erase(finished.Id)).Status);

        Assert.Empty(await api.TablesWith(mark));
        Assert.Equal("queued processing_started finished deleted erased", await api.EventsOf(finished.Id));
    }

    [Fact]
    public async Task A_queued_one_never_begins()
    {
        await using var idle = await SlowApi.StartAsync(solo: false, role: "api");
        var mark = NewMark();
        var queued = await Post(idle.Host, mark);

        await idle.Host.Erase(queued.Id);
        await using var worker = await idle.Fixture.StartAsync("Sandbox", solo: false);
        await idle.Fixture.UntilIdle();

        Assert.Equal("queued deleted erased", await idle.Fixture.EventsOf(queued.Id));
        Assert.Empty(await idle.Fixture.TablesWith(mark));
    }

    [Fact]
    public async Task One_that_is_being_generated_is_cancelled_and_brings_nothing_back()
    {
        await using var slow = await SlowApi.StartAsync();
        var mark = NewMark();
        var created = await Post(slow.Host, mark);
        await slow.Generator.Started();

        await slow.Host.Erase(created.Id);
        await slow.Generator.Cancelled();
        await slow.Fixture.UntilIdle();

        Assert.Equal("queued processing_started deleted erased", await slow.Fixture.EventsOf(created.Id));
        Assert.Empty(await slow.Fixture.TablesWith(mark));
    }

    [Theory]
    [InlineData(true, "queued processing_started deleted erased")]
    [InlineData(false, "queued processing_started finished deleted erased")]
    public async Task Work_that_ends_at_the_very_moment_brings_nothing_back(bool isErasureFirst, string events)
    {
        await Eventually.Until(TryAsync);

        // False where it took so long that Postgres may have let one of them wait no longer.
        async Task<bool> TryAsync()
        {
            await using var slow = await SlowApi.StartAsync();
            var created = await Post(slow.Host, NewMark());
            await slow.Generator.Started();

            // Both have read that it is processing, and wait to append: the first in the queue is let in, the other is too late.
            Task<Answer> erasing;
            var began = TimeProvider.System.GetTimestamp();
            await using (
                await slow.Fixture.HoldAsync($"select from flowgen.mt_streams where id = '{created.Id}' for update")
            )
            {
                if (!isErasureFirst)
                {
                    slow.Generator.Release();
                    await UntilLocked(1);
                }

                erasing = slow.Host.Erase(created.Id);
                await UntilLocked(isErasureFirst ? 1 : 2);
                slow.Generator.Release();
                await UntilLocked(2);
            }

            var isInTime = !IsTooLate();
            var erased = await erasing;
            await slow.Fixture.UntilIdle();
            if (!isInTime)
            {
                return false;
            }

            Assert.Equal(204, erased.Status);
            Assert.Equal(events, await slow.Fixture.EventsOf(created.Id));
            Assert.Equal(0L, await slow.Fixture.QueryAsync("select count(*) from flowgen.mt_doc_flow"));
            Assert.Equal(0L, await slow.Fixture.QueryAsync("select count(*) from flowgen.mt_doc_flowgeneration"));
            return true;

            Task UntilLocked(long count) =>
                Eventually.Until(async () =>
                    IsTooLate() || await slow.Fixture.QueryAsync(StreamLocked) is long n && n == count
                );

            bool IsTooLate() => TimeProvider.System.GetElapsedTime(began) > LongestWaitForALock;
        }
    }

    [Fact]
    public async Task Of_a_failed_one_the_reason_stays()
    {
        var mark = NewMark();
        await using var failing = await SlowApi.StartAsync(
            new InvalidOperationException($"can't make anything of {mark}")
        );
        var created = await Post(failing.Host, mark);
        await failing.Host.UntilEnded(created.Id);

        await failing.Host.Erase(created.Id);
        var past = await failing.Host.Send(HttpMethod.Get, $"/flow-generations/{created.Id}?version=3");

        Assert.Equal("generator_failed", past.Attributes.GetProperty("failure").GetProperty("code").GetString());
        Assert.Empty(await failing.Fixture.TablesWith(mark));
    }

    [Fact]
    public async Task Its_dead_letter_goes_with_the_words_in_it_and_those_of_others_stay()
    {
        await using var letters = new DeadLetterApi();
        await letters.InitializeAsync();
        await letters.RefuseToFinishAsync();
        var (other, _) = await letters.FailedAsync();
        var created = await letters.Api.Post(
            Requests.With(attributes => attributes["context"]!["value"] = DeadLetterApi.Canary)
        );
        var letter = await letters.UntilFailedAsync(created.Id);
        await letters.Api.Delete(other);
        Assert.Contains("flowgen_messages.wolverine_dead_letters", await letters.Api.TablesWith(DeadLetterApi.Canary));

        await letters.Api.Erase(created.Id);

        Assert.Equal(404, (await letters.Get($"{DeadLetterApi.Letters}/{letter.Id}")).Status);
        await letters.UntilFailedAsync(other);
        await letters.Api.Erase(other);
        Assert.Empty(await letters.Api.TablesWith(DeadLetterApi.Canary));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_key_gets_no_answer_again_and_makes_no_other(bool sync)
    {
        var mark = NewMark();
        var first = await Post(api.Host, mark, sync, key: mark);
        await api.Erase(first.Id);

        var again = await Post(api.Host, mark, sync, key: mark);
        var other = await Post(api.Host, mark + "_2", sync, key: mark);

        Assert.Equal(410, again.Status);
        Assert.Equal(["idempotency_key_erased at Idempotency-Key"], again.Errors);
        Assert.Equal(422, other.Status);
        Assert.Empty(await api.TablesWith(mark));
    }

    [Fact]
    public async Task Its_id_is_not_free()
    {
        var created = await api.Post(Requests.Smallest);
        await api.Erase(created.Id);

        var again = await api.Post(
            Requests.Smallest.Replace(
                "\"type\":\"flowGenerations\"",
                $"\"type\":\"flowGenerations\",\"id\":\"{created.Id}\""
            )
        );

        Assert.Equal(["id_exists"], again.Errors);
    }

    [Fact]
    public async Task A_client_that_waits_for_it_learns_that_it_was_accepted_and_erased()
    {
        await using var slow = await SlowApi.StartAsync();
        var mark = NewMark();
        var post = Post(slow.Host, mark, sync: true);
        var id = await slow.Generator.Started();

        await slow.Host.Erase(id);
        var answer = await post;

        Assert.Equal(201, answer.Status);
        Assert.Equal(id, answer.Id);
        Assert.True(answer.Attributes.GetProperty("isErased").GetBoolean());
        Assert.DoesNotContain(mark, answer.Document.GetRawText());
    }

    [Fact]
    public async Task Only_the_version_meant_is_erased()
    {
        var mark = NewMark();
        var finished = await Post(api.Host, mark, sync: true);

        var other = await api.Erase(finished.Id, request => request.Headers.Add("If-Match", "\"2\""));
        Assert.Equal(["precondition_failed"], other.Errors);
        Assert.Equal(412, other.Status);
        Assert.Equal("queued processing_started finished", await api.EventsOf(finished.Id));

        var meant = await api.Erase(finished.Id, request => request.Headers.Add("If-Match", "\"3\""));
        Assert.Equal(204, meant.Status);
        Assert.Empty(await api.TablesWith(mark));
    }

    [Theory]
    [InlineData("maybe")]
    [InlineData("")]
    [InlineData("1")]
    public async Task Anything_but_true_or_false_is_refused(string value)
    {
        var created = await api.Post(Requests.Smallest);

        var answer = await api.Send(HttpMethod.Delete, $"/flow-generations/{created.Id}?erase={value}");

        Assert.Equal(400, answer.Status);
        Assert.Equal(["invalid_parameter at erase"], answer.Errors);
        Assert.Equal(200, (await api.Get($"/flow-generations/{created.Id}")).Status);
    }

    [Fact]
    public async Task Not_to_erase_is_to_delete()
    {
        var mark = NewMark();
        var finished = await Post(api.Host, mark, sync: true);

        var answer = await api.Send(HttpMethod.Delete, $"/flow-generations/{finished.Id}?erase=false");

        Assert.Equal(204, answer.Status);
        Assert.Equal("queued processing_started finished deleted", await api.EventsOf(finished.Id));
        Assert.Equal(["flowgen.mt_doc_flow", "flowgen.mt_events"], await api.TablesWith(mark));
    }

    [Fact]
    public async Task Nobody_erases_what_is_anothers_even_if_the_ids_are_the_same()
    {
        var (ours, theirs) = (NewMark(), NewMark());
        var id = Guid.CreateVersion7();
        await Post(api.Host, ours, sync: true, id: id);
        Assert.Equal(404, (await api.Erase(id, AsOther)).Status);
        await Post(api.Host, theirs, sync: true, id: id, configure: AsOther);

        Assert.Equal(204, (await api.Erase(id, AsOther)).Status);

        Assert.Empty(await api.TablesWith(theirs));
        Assert.Equal(
            ["flowgen.mt_doc_flow", "flowgen.mt_doc_flowgeneration", "flowgen.mt_events"],
            await api.TablesWith(ours)
        );

        static void AsOther(HttpRequestMessage request) =>
            request.Headers.Authorization = new("Bearer", ApiFixture.OtherKey);
    }

    [Fact]
    public async Task What_never_was_can_not_be_erased() =>
        Assert.Equal(["not_found"], (await api.Erase(Guid.CreateVersion7())).Errors);

    [Fact]
    public async Task Of_many_erasures_at_once_one_succeeds()
    {
        var created = await api.Post(Requests.Smallest, sync: true);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => i % 2 == 0 ? api.Erase(created.Id) : api.Delete(created.Id))
        );

        Assert.Single(answers, answer => answer is { Status: 204, Response.RequestMessage.RequestUri.Query: not "" });
        Assert.EndsWith("erased", await api.EventsOf(created.Id));
    }

    [Fact]
    public async Task One_that_cannot_be_saved_keeps_all_of_its_texts_and_takes_no_other_with_it()
    {
        await using var slow = await SlowApi.StartAsync();
        slow.Generator.Release();
        var marks = Enumerable.Range(0, 12).Select(_ => NewMark()).ToList();
        var finished = await Task.WhenAll(marks.Select(mark => Post(slow.Host, mark, sync: true)));
        await slow.Fixture.QueryAsync(
            $"""
            create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
            create trigger refuse before insert on flowgen.mt_events for each row
                when (new.type = 'flow_generation_erased' and new.stream_id = '{finished[
                5
            ].Id}') execute function refuse()
            """
        );
        var before = await slow.Fixture.TablesWith(marks[5]);

        var answers = await Task.WhenAll(finished.Select(one => slow.Host.Erase(one.Id)));

        Assert.Equal([500], answers.Select(answer => answer.Status).Where(status => status != 204));
        Assert.Equal(before, await slow.Fixture.TablesWith(marks[5]));
        Assert.Equal("queued processing_started finished", await slow.Fixture.EventsOf(finished[5].Id));
        Assert.Equal(1L, await slow.Fixture.QueryAsync("select count(*) from flowgen.mt_doc_flow"));
        foreach (var mark in marks.Where(mark => mark != marks[5]))
        {
            Assert.Empty(await slow.Fixture.TablesWith(mark));
        }
    }

    [Fact]
    public async Task Events_can_still_be_replayed()
    {
        await using var slow = await SlowApi.StartAsync();
        slow.Generator.Release();
        var kept = await Post(slow.Host, NewMark(), sync: true);
        var erased = await Post(slow.Host, NewMark(), sync: true);
        await slow.Host.Erase(erased.Id);
        const string all = "select string_agg(data::text, ' ' order by id) from flowgen.mt_doc_flowgeneration";
        var before = await slow.Fixture.QueryAsync(all);
        await slow.Fixture.QueryAsync("delete from flowgen.mt_doc_flowgeneration");

        var store = slow.Host.Services.GetRequiredService<IDocumentStore>();
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.RebuildProjectionAsync<FlowGeneration>(TestContext.Current.CancellationToken);

        Assert.Contains($"{kept.Id}", $"{before}");
        Assert.Equal(before, await slow.Fixture.QueryAsync(all));
    }

    private static string NewMark() => $"canary_{Guid.CreateVersion7():n}";

    private static JsonElement Attribute(JsonElement item, string name) =>
        item.GetProperty("attributes").GetProperty(name);

    // Has the mark in every text there is.
    private static Task<Answer> Post(
        IAlbaHost host,
        string mark,
        bool sync = false,
        string? key = null,
        Guid? id = null,
        Action<HttpRequestMessage>? configure = null
    )
    {
        var body = JsonNode.Parse(Requests.Sample)!;
        var attributes = body["data"]!["attributes"]!;
        MarkAll(attributes["parameters"]!);
        attributes["parameters"]!["flowName"] = mark;
        attributes["parameters"]![mark] = new JsonArray(mark);
        attributes["context"]!["value"] = mark;
        if (id is not null)
        {
            body["data"]!["id"] = $"{id}";
        }

        return host.Send(
            HttpMethod.Post,
            sync ? "/flow-generations?sync=true" : "/flow-generations",
            body.ToJsonString(),
            request =>
            {
                if (key is not null)
                {
                    request.Headers.Add("Idempotency-Key", key);
                }

                configure?.Invoke(request);
            }
        );

        void MarkAll(JsonNode node)
        {
            foreach (var child in Children(node).ToList())
            {
                if (child is JsonValue value && child.GetPropertyName() is var name && IsFree(child, name))
                {
                    child.ReplaceWith($"{value}{(name is "sessionField" ? "_" : " ")}{mark}");
                }
                else
                {
                    MarkAll(child);
                }
            }
        }

        static IEnumerable<JsonNode> Children(JsonNode node) =>
            node switch
            {
                JsonObject o => o.Select(member => member.Value!),
                JsonArray a => a.Select(item => item!),
                _ => [],
            };

        // Not what names a language, or a kind of option.
        static bool IsFree(JsonNode value, string name) =>
            name is "sessionField" or "value" && value.Parent?["sessionField"] is not null
            || name.EndsWith("NL", StringComparison.Ordinal)
            || name.EndsWith("EN", StringComparison.Ordinal);
    }
}
