using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flowgen.Api.Tests.Flows;

public class SimulationTests(ApiFixture api)
{
    [Fact]
    public async Task A_willing_candidate_is_accepted_and_gets_the_same_conversation_again()
    {
        var flow = await FlowAsync();
        var first = await SimulateAsync(flow, new());
        var answers = new JsonObject();
        for (var asked = first; asked.Attributes.GetProperty("status").ValueEquals("awaiting_answer"); )
        {
            var question = asked.Attributes.GetProperty("awaiting");
            answers[question.GetProperty("variableName").GetString()!] = Good(question);
            asked = await SimulateAsync(flow, new() { ["answers"] = answers.DeepClone() });
        }

        var body = new JsonObject { ["answers"] = answers };
        var outcome = await SimulateAsync(flow, body.DeepClone().AsObject());
        var again = await SimulateAsync(flow, body.DeepClone().AsObject());

        Assert.Equal("ended", outcome.Attributes.GetProperty("status").GetString());
        Assert.Equal("accepted", outcome.Attributes.GetProperty("ending").GetString());
        Assert.Equal(outcome.Document.GetRawText(), again.Document.GetRawText());
        Assert.NotEqual(first.Id, outcome.Id);
        Assert.Equal(
            flow,
            outcome
                .Data.GetProperty("relationships")
                .GetProperty("flow")
                .GetProperty("data")
                .GetProperty("id")
                .GetString()
        );
    }

    [Fact]
    public async Task A_no_to_a_knockout_declines()
    {
        var outcome = await SimulateAsync(
            await FlowAsync(),
            new()
            {
                ["answers"] = new JsonObject { ["drivers_license"] = "nee" },
                ["answersInOrder"] = new JsonArray("yes"),
            }
        );

        Assert.Equal("declined", outcome.Attributes.GetProperty("ending").GetString());
        var transcript = outcome.Attributes.GetProperty("transcript").EnumerateArray().ToList();
        Assert.Equal(
            ["chatbot", "candidate", "chatbot", "candidate", "chatbot"],
            transcript.Select(turn => turn.GetProperty("speaker").GetString())
        );
        Assert.Equal("no", outcome.Attributes.GetProperty("variables").GetProperty("drivers_license").GetString());
    }

    [Fact]
    public async Task All_invalid_answers_are_refused_in_one_response()
    {
        var answer = await SimulateAsync(
            await FlowAsync(),
            new()
            {
                ["answers"] = new JsonObject { ["email"] = new JsonArray("x", 1), ["a/b"] = new string('x', 4_001) },
                ["answersInOrder"] = "yes",
                ["transcript"] = new JsonArray(),
            }
        );

        Assert.Equal(422, answer.Status);
        Assert.Equal(
            [
                "read_only_attribute at /data/attributes/transcript",
                "invalid_type at /data/attributes/answers/email/1",
                "too_long at /data/attributes/answers/a~1b",
                "invalid_type at /data/attributes/answersInOrder",
            ],
            answer.Errors
        );
    }

    [Fact]
    public async Task A_variable_that_the_flow_does_not_ask_for_is_an_error_with_a_pointer()
    {
        var answer = await SimulateAsync(
            await FlowAsync(),
            new()
            {
                ["answers"] = new JsonObject { ["email"] = "x", ["shoe/size"] = "42" },
            }
        );

        Assert.Equal(422, answer.Status);
        Assert.Equal(["unknown_variable at /data/attributes/answers/shoe~1size"], answer.Errors);
    }

    [Fact]
    public async Task More_answers_than_a_conversation_can_take_are_refused()
    {
        var many = new JsonArray([.. Enumerable.Repeat((JsonNode?)"yes", 500).Select(one => one!.DeepClone())]);
        var answer = await SimulateAsync(
            await FlowAsync(),
            new()
            {
                ["answers"] = new JsonObject { ["email"] = "x" },
                ["answersInOrder"] = many,
            }
        );

        Assert.Equal(["too_many at /data/attributes"], answer.Errors);
    }

    [Fact]
    public async Task A_missing_flow_has_no_simulations() =>
        Assert.Equal(404, (await SimulateAsync($"{Guid.CreateVersion7()}", new())).Status);

    private static JsonNode Good(JsonElement question) =>
        question.GetProperty("options") is { ValueKind: JsonValueKind.Array } options
        && question.GetProperty("subType").ValueEquals("list")
            ? options[0].GetProperty("label").GetString()!
            : question.GetProperty("format").GetString() switch
            {
                "email" => "jo@example.com",
                "phone" => "0612345678",
                "url" => "https://example.com/jo",
                _ => "Jo",
            };

    private async Task<string> FlowAsync() =>
        (await api.Post(Requests.Sample, sync: true)).Attributes.GetProperty("flowId").GetString()!;

    private Task<Answer> SimulateAsync(string flow, JsonObject attributes) =>
        api.Send(
            HttpMethod.Post,
            $"/flows/{flow}/simulations",
            new JsonObject
            {
                ["data"] = new JsonObject { ["type"] = "simulations", ["attributes"] = attributes },
            }.ToJsonString()
        );
}
