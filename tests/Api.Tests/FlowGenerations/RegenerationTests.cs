using System.Text.Json.Nodes;
using Flowgen.Domain.Organisations;

namespace Flowgen.Api.Tests.FlowGenerations;

public class RegenerationTests(ApiFixture api)
{
    [Fact]
    public async Task Without_changes_it_creates_an_equal_generation()
    {
        var first = await api.Post(Requests.Sample, sync: true);

        var second = await RegenerateAsync(first.Id, "{}", sync: true);

        Assert.Equal(201, second.Status);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal($"/flow-generations/{second.Id}", second.Header("Location"));
        Assert.Equal("finished", second.Attributes.GetProperty("status").GetString());
        foreach (var same in new[] { "flowType", "parameters", "context" })
        {
            Assert.Equal(
                first.Attributes.GetProperty(same).GetRawText(),
                second.Attributes.GetProperty(same).GetRawText()
            );
        }
    }

    [Fact]
    public async Task It_names_the_original_in_its_history_too_and_after_the_deletion_of_the_original()
    {
        var first = await api.Post(Requests.Smallest);
        var second = await RegenerateAsync(first.Id, "{}", sync: true);
        await api.Delete(first.Id);

        var read = await api.Get($"/flow-generations/{second.Id}");
        var events = await api.Get($"/flow-generations/{second.Id}/events?page[size]=1");

        var relationship = read.Data.GetProperty("relationships").GetProperty("regeneratedFrom");
        Assert.Equal(first.Id, relationship.GetProperty("data").GetProperty("id").GetGuid());
        Assert.Equal(
            $"/flow-generations/{first.Id}",
            relationship.GetProperty("links").GetProperty("related").GetString()
        );
        Assert.Equal(
            first.Id,
            events.Data[0].GetProperty("attributes").GetProperty("data").GetProperty("regeneratedFrom").GetGuid()
        );
        Assert.Equal(404, (await RegenerateAsync(first.Id, "{}")).Status);
    }

    [Fact]
    public async Task Changes_are_merged_and_other_members_stay_exactly_the_same()
    {
        var body = Requests.WithParameters(parameters =>
            parameters["own"] = JsonNode.Parse("""{"a":[1.0],"b":{"c":1}}""")
        );
        var first = await api.Post(body);

        var second = await RegenerateAsync(
            first.Id,
            """{"parameters":{"language":"fr","emojiUsage":null,"own":{"b":{"c":2,"d":null,"e":"é"}}},"context":{"value":"Autre"}}"""
        );

        Assert.Equal(201, second.Status);
        var parameters = second.Attributes.GetProperty("parameters");
        Assert.Equal("fr", parameters.GetProperty("language").GetString());
        Assert.False(parameters.TryGetProperty("emojiUsage", out _));
        Assert.Equal("""{"a":[1.0],"b":{"c":2,"e":"é"}}""", parameters.GetProperty("own").GetRawText());
        Assert.Equal(
            first.Attributes.GetProperty("parameters").GetProperty("requiredFields").GetRawText(),
            parameters.GetProperty("requiredFields").GetRawText()
        );
        Assert.Equal("""{"type":"text","value":"Autre"}""", second.Attributes.GetProperty("context").GetRawText());
    }

    [Fact]
    public async Task The_merged_parameters_must_be_valid()
    {
        var first = await api.Post(Requests.Smallest);

        var answer = await RegenerateAsync(
            first.Id,
            """{"flowType":"appointment_flow","parameters":{"language":"xx"},"context":{"value":null}}"""
        );

        Assert.Equal(422, answer.Status);
        Assert.Equal(
            [
                "read_only_attribute at /data/attributes/flowType",
                "unsupported_language at /data/attributes/parameters/language",
                "required at /data/attributes/context/value",
            ],
            answer.Errors
        );
    }

    [Fact]
    public async Task An_idempotency_key_makes_it_safe_to_repeat()
    {
        var (first, other) = (await api.Post(Requests.Smallest), await api.Post(Requests.Smallest));
        var key = $"{Guid.CreateVersion7()}";

        var made = await RegenerateAsync(first.Id, "{}", key: key);
        var again = await RegenerateAsync(first.Id, "{}", key: key);
        var reused = await RegenerateAsync(other.Id, "{}", key: key);

        Assert.Equal(made.Id, again.Id);
        Assert.Equal("true", again.Header("Idempotent-Replayed"));
        Assert.Equal(["idempotency_key_reused at Idempotency-Key"], reused.Errors);
    }

    [Theory]
    [InlineData(Scope.ReadGenerations, Scope.WriteGenerations)]
    [InlineData(Scope.WriteGenerations, Scope.ReadGenerations)]
    public async Task It_needs_the_scopes_to_read_and_to_write(string scope, string lacking)
    {
        var first = await api.Post(Requests.Smallest);
        var (_, key) = await api.CreateKeyAsync(scope);

        var answer = await api.Send(
            HttpMethod.Post,
            $"/flow-generations/{first.Id}/regenerations",
            Requests.Regeneration("{}"),
            request => request.Headers.Authorization = new("Bearer", key)
        );

        Assert.Equal(403, answer.Status);
        Assert.Contains($"scope=\"{lacking}\"", answer.Header("WWW-Authenticate"));
    }

    private Task<Answer> RegenerateAsync(Guid id, string attributes, bool sync = false, string? key = null) =>
        api.Send(
            HttpMethod.Post,
            $"/flow-generations/{id}/regenerations{(sync ? "?sync=true" : "")}",
            Requests.Regeneration(attributes),
            request =>
            {
                if (key is not null)
                {
                    request.Headers.Add("Idempotency-Key", key);
                }
            }
        );
}
