using System.Globalization;
using Flowgen.Domain.Organisations;

namespace Flowgen.Api.Tests.FlowGenerations;

/// <summary>A generation as it was (contract, section 2, <c>asOf</c> and <c>version</c>).</summary>
public class PastTests(ApiFixture api)
{
    private static readonly string[] Statuses = ["queued", "processing", "finished"];

    [Fact]
    public async Task Each_version_can_be_read_again()
    {
        var finished = await api.Post(Requests.Smallest, sync: true);

        foreach (var (i, status) in Statuses.Index())
        {
            var past = await Read(finished, $"version={i + 1}");

            Assert.Equal(200, past.Status);
            Assert.Equal(status, past.Attributes.GetProperty("status").GetString());
            Assert.Equal(i + 1, past.Data.GetProperty("meta").GetProperty("version").GetInt32());
            Assert.Equal($"\"{i + 1}\"", past.Header("ETag"));
            Assert.Equal(
                $"/flow-generations/{finished.Id}?version={i + 1}",
                past.Document.GetProperty("links").GetProperty("self").GetString()
            );
        }

        var latest = await Read(finished, "version=3");
        Assert.Equal(finished.Data.GetRawText(), latest.Data.GetRawText());
    }

    [Fact]
    public async Task A_time_gives_the_latest_version_at_that_time()
    {
        var finished = await api.Post(Requests.Smallest, sync: true);

        for (var version = 1; version <= 3; version++)
        {
            var changed = TimeOf(await Read(finished, $"version={version}"), "updatedAt");

            Assert.Equal(version, await VersionAt(changed));
            Assert.Equal(version - 1, await VersionAt(changed.AddTicks(-1)));
        }

        async Task<int> VersionAt(DateTimeOffset time)
        {
            var past = await Read(finished, AsOf(time));
            return past.Status == 404 ? 0 : past.Data.GetProperty("meta").GetProperty("version").GetInt32();
        }
    }

    [Fact]
    public async Task The_past_of_a_deleted_generation_needs_the_scope_to_read_events()
    {
        var finished = await api.Post(Requests.Smallest, sync: true);
        var (_, reader) = await api.CreateKeyAsync(Scope.ReadGenerations);
        var (_, auditor) = await api.CreateKeyAsync(Scope.ReadGenerations, Scope.ReadEvents);
        var path = $"/flow-generations/{finished.Id}?version=1";
        var before = await api.Get(path, reader);

        await api.Delete(finished.Id);

        Assert.Equal(200, before.Status);
        Assert.Equal(404, (await api.Get(path, reader)).Status);
        Assert.Equal(200, (await api.Get(path, auditor)).Status);
    }

    [Fact]
    public async Task The_past_of_a_deleted_generation_stays_readable_up_to_its_deletion()
    {
        var finished = await api.Post(Requests.Smallest, sync: true);
        await api.Delete(finished.Id);
        var afterwards = TimeProvider.System.GetUtcNow();

        var last = await Read(finished, "version=3");
        var byTime = await Read(finished, AsOf(TimeOf(finished, "updatedAt")));

        Assert.Equal(finished.Data.GetRawText(), last.Data.GetRawText());
        Assert.Equal(finished.Data.GetRawText(), byTime.Data.GetRawText());
        Assert.Equal(404, (await Read(finished, "version=4")).Status);
        Assert.Equal(404, (await Read(finished, AsOf(afterwards))).Status);
        Assert.Equal(["in_the_future at version"], (await Read(finished, "version=5")).Errors);
    }

    [Theory]
    [InlineData("version=4", "in_the_future at version")]
    [InlineData("version=2147483647", "in_the_future at version")]
    [InlineData("asOf=2999-01-01T00:00:00Z", "in_the_future at asOf")]
    [InlineData("version=0", "invalid_parameter at version")]
    [InlineData("version=first", "invalid_parameter at version")]
    [InlineData("asOf=yesterday", "invalid_parameter at asOf")]
    [InlineData("asOf=2026-11-24", "invalid_parameter at asOf")]
    [InlineData("asOf=2020-01-01T00:00:00Z&version=1", "invalid_parameter at version")]
    public async Task An_invalid_or_future_point_in_time_is_refused(string query, string error)
    {
        var finished = await api.Post(Requests.Smallest, sync: true);

        var answer = await Read(finished, query);

        Assert.Equal(400, answer.Status);
        Assert.Equal([error], answer.Errors);
    }

    [Theory]
    [InlineData("version=1")]
    [InlineData("asOf=2020-01-01T00:00:00%2B01:00")]
    public async Task An_unknown_generation_and_that_of_another_organisation_have_no_past(string query)
    {
        var created = await api.Post(Requests.Smallest);
        var at = TimeOf(created, "createdAt");

        Assert.Equal(404, (await api.Get($"/flow-generations/{Guid.CreateVersion7()}?{query}")).Status);
        Assert.Equal(404, (await api.Get($"/flow-generations/{created.Id}?{query}", ApiFixture.OtherKey)).Status);
        Assert.Equal(404, (await api.Get($"/flow-generations/{created.Id}?{AsOf(at)}", ApiFixture.OtherKey)).Status);
    }

    [Fact]
    public async Task The_flow_is_included_from_its_creation_on_and_a_known_version_gets_304()
    {
        var finished = await api.Post(Requests.Smallest, sync: true);

        var before = await Read(finished, "version=2&include=flow");
        var after = await Read(finished, "version=3&include=flow");
        var known = await api.Send(
            HttpMethod.Get,
            $"/flow-generations/{finished.Id}?version=2",
            configure: request => request.Headers.Add("If-None-Match", "\"2\"")
        );

        Assert.Empty(before.Document.GetProperty("included").EnumerateArray());
        Assert.Single(after.Document.GetProperty("included").EnumerateArray());
        Assert.Equal(304, known.Status);
    }

    private Task<Answer> Read(Answer generation, string query) => api.Get($"/flow-generations/{generation.Id}?{query}");

    private static string AsOf(DateTimeOffset time) =>
        $"asOf={time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}";

    private static DateTimeOffset TimeOf(Answer generation, string attribute) =>
        generation.Attributes.GetProperty(attribute).GetDateTimeOffset();
}
