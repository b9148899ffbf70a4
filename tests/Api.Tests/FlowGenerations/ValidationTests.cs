using System.Globalization;
using System.Text.Json.Nodes;

namespace Flowgen.Api.Tests.FlowGenerations;

/// <summary>A valid document that breaks a rule: 422, every error, each at its pointer (contract, sections 1 to 3).</summary>
public class ValidationTests(ApiFixture api)
{
    [Fact]
    public async Task All_errors_of_a_document_come_in_one_response()
    {
        var answer = await api.Post(
            Requests.With(attributes =>
            {
                var parameters = attributes["parameters"]!;
                parameters["language"] = "xx";
                parameters["emojiUsage"] = 6;
                parameters["flowName"] = "";
                parameters["knockoutRequirements"]![1]!["value"] = " ";
                parameters["preferredRequirements"]![0]!["sessionField"] = "no spaces";
                parameters["requiredFields"]![2]!["sessionField"] = "first_name";
                parameters["optionalFields"]![0] = "address";
                parameters["extraOptions"]![0]!["options"]!["askDayNL"] = "{{first_name";
                parameters["extraOptions"]![0]!["options"]!["scheduleMode"] = "custom";
                attributes["context"]!["type"] = "html";
            })
        );

        Assert.Equal(422, answer.Status);
        string[] expected =
        [
            "duplicate_session_field at /data/attributes/parameters/requiredFields/2/sessionField",
            "invalid_placeholder at /data/attributes/parameters/extraOptions/0/options/askDayNL",
            "invalid_schedule at /data/attributes/parameters/extraOptions/0/options",
            "invalid_session_field at /data/attributes/parameters/preferredRequirements/0/sessionField",
            "invalid_type at /data/attributes/parameters/optionalFields/0",
            "out_of_range at /data/attributes/parameters/emojiUsage",
            "required at /data/attributes/parameters/flowName",
            "required at /data/attributes/parameters/knockoutRequirements/1/value",
            "unsupported_context at /data/attributes/context/type",
            "unsupported_language at /data/attributes/parameters/language",
        ];
        Assert.Equal(expected, answer.Errors.Order());
    }

    public static TheoryData<string, string, string> Errors() =>
        new()
        {
            { "language", "5", "invalid_type at language" },
            { "language", "\"pl\"", "unsupported_language at language" },
            { "emojiUsage", "\"6\"", "out_of_range at emojiUsage" },
            { "emojiUsage", "-1", "invalid_type at emojiUsage" },
            { "emojiUsage", "2.5", "invalid_type at emojiUsage" },
            { "emojiUsage", "\"02\"", "invalid_type at emojiUsage" },
            { "emojiUsage", "\"several\"", "invalid_type at emojiUsage" },
            { "flowName", $"\"{new string('x', 201)}\"", "too_long at flowName" },
            { "tone", "\"casual\"", "unsupported_tone at tone" },
            { "flowName", "\"\\uFEFF\\u0085\"", "required at flowName" },
            { "flowName", "\"nul\\u0000\"", "invalid_characters at flowName" },
            { "flowName", "\"\\ud800\"", "invalid_characters at flowName" },
            { "knockoutRequirements", "{}", "invalid_type at knockoutRequirements" },
            { "knockoutRequirements", "[{}]", "required at knockoutRequirements/0" },
            { "knockoutRequirements", "[null]", "required at knockoutRequirements/0" },
            {
                "knockoutRequirements",
                $"[{{\"value\":\"{new string('x', 501)}\",\"sessionField\":\"a\"}}]",
                "too_long at knockoutRequirements/0/value"
            },
            {
                "optionalFields",
                $"[{string.Join(',', Enumerable.Range(0, 51).Select(i => $"{{\"value\":\"v\",\"sessionField\":\"f{i}\"}}"))}]",
                "too_many at optionalFields"
            },
            {
                "optionalFields",
                "[{\"value\":\"v\",\"sessionField\":\"ats_field:a:\"}]",
                "invalid_session_field at optionalFields/0/sessionField"
            },
            {
                "optionalFields",
                "[{\"value\":\"v\",\"sessionField\":\"_start\"}]",
                "reserved_session_field at optionalFields/0/sessionField"
            },
            {
                "extraOptions",
                "[{\"value\":\"dance\",\"options\":{\"version\":2,\"scheduleMode\":\"custom\"}}]",
                "unsupported_option at extraOptions/0/value"
            },
            { "extraOptions", "[{\"value\":\"appointment\"}]", "required at extraOptions/0" },
            {
                "extraOptions",
                Appointment("\"version\":1,\"scheduleMode\":\"custom\""),
                "unsupported_version at extraOptions/0/options/version"
            },
            { "extraOptions", Appointment("\"version\":2"), "invalid_schedule at extraOptions/0/options" },
            {
                "extraOptions",
                Appointment("\"version\":2,\"scheduleIds\":\"1,,2\""),
                "invalid_schedule at extraOptions/0/options/scheduleIds"
            },
            {
                "extraOptions",
                Appointment("\"version\":2,\"scheduleMode\":\"auto\""),
                "invalid_schedule at extraOptions/0/options/scheduleMode"
            },
            {
                "extraOptions",
                Appointment("\"version\":2,\"scheduleMode\":\"custom\",\"noSlotEN\":\"}}\""),
                "invalid_placeholder at extraOptions/0/options/noSlotEN"
            },
            {
                "extraOptions",
                Appointment("\"version\":2,\"scheduleMode\":\"custom\",\"noSlotEN\":5"),
                "invalid_type at extraOptions/0/options/noSlotEN"
            },
        };

    [Theory]
    [MemberData(nameof(Errors), DisableDiscoveryEnumeration = true)]
    public async Task A_bad_parameter_is_refused_at_its_pointer(string parameter, string value, string errors)
    {
        // Put in by hand: some of these can't be held by a JSON library.
        var body = Requests.WithParameters(p => p[parameter] = "@@").Replace("\"@@\"", value);

        var answer = await api.Post(body);

        Assert.Equal(422, answer.Status);
        Assert.Equal(errors, string.Join("; ", answer.Errors).Replace("/data/attributes/parameters/", ""));
        Assert.DoesNotContain("several", answer.Document.GetRawText()); // nothing of what was sent comes back
    }

    [Fact]
    public async Task Errors_of_the_attributes_and_of_the_parameters_come_together()
    {
        var answer = await api.Post(
            Requests.With(attributes =>
            {
                attributes["status"] = "finished";
                attributes["color"] = "red";
                attributes["parameters"]!["language"] = "xx";
            })
        );

        Assert.Equal(422, answer.Status);
        Assert.Equal(
            [
                "read_only_attribute at /data/attributes/status",
                "unknown_attribute at /data/attributes/color",
                "unsupported_language at /data/attributes/parameters/language",
            ],
            answer.Errors.Order()
        );
    }

    [Fact]
    public async Task Errors_of_the_envelope_come_with_those_of_the_attributes()
    {
        var answer = await api.Post(
            """
            {"data":{"id":"1","relationships":{"flow":{"data":{"type":"flows","id":"1"}},"a/b":{}},
            "attributes":{"flowType":"appointment_flow","color":"red","parameters":{"language":"xx"}}}}
            """
        );

        Assert.Equal(422, answer.Status);
        Assert.Equal(
            [
                "invalid_id at /data/id",
                "read_only_relationship at /data/relationships/a~1b",
                "read_only_relationship at /data/relationships/flow",
                "required at /data",
                "required at /data/attributes/parameters",
                "unknown_attribute at /data/attributes/color",
                "unsupported_language at /data/attributes/parameters/language",
            ],
            answer.Errors.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Without_attributes_the_rest_of_the_envelope_is_still_checked()
    {
        var answer = await api.Post("""{"data":{"type":"flowGenerations","id":5,"relationships":[]}}""");

        Assert.Equal(
            ["invalid_id at /data/id", "invalid_type at /data/relationships", "required at /data"],
            answer.Errors.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Another_type_is_a_conflict_whatever_else_is_wrong()
    {
        var answer = await api.Post("""{"data":{"type":"flows","id":"1","relationships":{"flow":{}}}}""");

        Assert.Equal(409, answer.Status);
        Assert.Equal(["type_conflict at /data/type"], answer.Errors);
    }

    [Theory]
    [InlineData("{\"flow\":{\"data\":null},\"events\":null,\"@x\":5}")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task Empty_optional_values_are_no_error(string relationships)
    {
        var answer = await api.Post(
            Requests.Smallest.Replace(
                "\"attributes\"",
                $"\"lid\":\"a\",\"meta\":{{}},\"color\":\"red\",\"relationships\":{relationships},\"attributes\""
            )
        );

        Assert.Equal(201, answer.Status);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("{}")]
    public async Task A_body_full_of_errors_gets_a_short_response(string item)
    {
        var items = string.Join(',', Enumerable.Repeat(item, 300_000));
        var answer = await api.Post(
            Requests.WithParameters(p => p["requiredFields"] = "@@").Replace("\"@@\"", $"[{items}]")
        );

        Assert.Equal(422, answer.Status);
        Assert.Equal(["too_many at /data/attributes/parameters/requiredFields"], answer.Errors);
    }

    [Fact]
    public async Task No_response_lists_more_than_a_hundred_unknown_attributes()
    {
        var answer = await api.Post(
            Requests.With(attributes =>
            {
                for (var i = 0; i < 1_000; i++)
                {
                    attributes[$"unknown{i}"] = 1;
                }
            })
        );

        Assert.Equal(422, answer.Status);
        Assert.Equal(100, answer.Errors.Count());
    }

    [Fact]
    public async Task An_item_that_is_no_object_is_one_error()
    {
        var answer = await api.Post(
            Requests.WithParameters(parameters => parameters["extraOptions"] = new JsonArray(5))
        );

        Assert.Equal(["invalid_type at /data/attributes/parameters/extraOptions/0"], answer.Errors);
    }

    [Fact]
    public async Task The_advice_on_placeholders_can_be_followed()
    {
        var answer = await api.Post(
            Requests.WithParameters(p => p["extraOptions"]![0]!["options"]!["askDayNL"] = "{{{session.first_name}}}")
        );

        Assert.Equal(
            "The text has an invalid placeholder. Write placeholders as {{session.field}}.",
            answer.Document.GetProperty("errors")[0].GetProperty("detail").GetString()
        );
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("20e-1")]
    [InlineData("\"\\u0032\"")]
    public async Task A_whole_number_is_one_in_any_notation(string two)
    {
        var answer = await api.Post(Requests.WithParameters(p => p["emojiUsage"] = "@@").Replace("\"@@\"", two));

        Assert.Equal(201, answer.Status);
    }

    [Fact]
    public async Task Limits_are_inclusive_and_count_characters_not_code_units()
    {
        var answer = await api.Post(
            Requests.WithParameters(parameters =>
            {
                parameters["flowName"] = string.Concat(Enumerable.Repeat("🚚", 200));
                parameters["emojiUsage"] = 5;
                parameters["optionalFields"] = new JsonArray([
                    .. Enumerable
                        .Range(0, 50)
                        .Select(i => new JsonObject { ["value"] = new string('x', 500), ["sessionField"] = $"f{i}" }),
                ]);
            }),
            sync: true
        );

        Assert.Equal(201, answer.Status);
        Assert.Equal("finished", answer.Attributes.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("flowType", null, "required at /data/attributes")]
    [InlineData("flowType", "null", "required at /data/attributes/flowType")]
    [InlineData("flowType", "5", "invalid_type at /data/attributes/flowType")]
    [InlineData("flowType", "\"poem\"", "unknown_flow_type at /data/attributes/flowType")]
    [InlineData("parameters", "[]", "invalid_type at /data/attributes/parameters")]
    [InlineData("context", null, "required at /data/attributes")]
    [InlineData("context", "null", "required at /data/attributes/context")]
    [InlineData("context", "{\"type\":\"text\"}", "required at /data/attributes/context")]
    [InlineData("context", "\"text\"", "invalid_type at /data/attributes/context")]
    [InlineData("context", "{\"type\":\"text\",\"value\":\"\"}", "required at /data/attributes/context/value")]
    [InlineData("status", "\"finished\"", "read_only_attribute at /data/attributes/status")]
    [InlineData("a/b~c", "1", "unknown_attribute at /data/attributes/a~1b~0c")]
    public async Task A_bad_attribute_is_refused_at_its_pointer(string attribute, string? value, string error)
    {
        var answer = await api.Post(
            Requests.With(attributes =>
            {
                attributes.Remove(attribute);
                if (value is not null)
                {
                    attributes[attribute] = JsonNode.Parse(value);
                }
            })
        );

        Assert.Equal(422, answer.Status);
        Assert.Equal([error], answer.Errors);
    }

    [Theory]
    [InlineData("flowType", "The member flowType is missing. Send the name of a flow type.")]
    [InlineData("context", "The member context is missing. Send an object.")]
    public async Task A_missing_member_is_named_with_a_pointer_to_its_parent(string attribute, string detail)
    {
        var answer = await api.Post(Requests.With(attributes => attributes.Remove(attribute)));

        var error = Assert.Single(answer.Document.GetProperty("errors").EnumerateArray());
        Assert.Equal("/data/attributes", error.GetProperty("source").GetProperty("pointer").GetString());
        Assert.Equal(detail, error.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("data")]
    [InlineData("type")]
    [InlineData("attributes")]
    [InlineData("flowType")]
    [InlineData("context")]
    [InlineData("value")]
    [InlineData("options")]
    [InlineData("version")]
    public async Task Every_pointer_leads_to_a_value_in_the_document(string missing)
    {
        var body = Requests.Sample.Replace($"\"{missing}\"", "\"@other\"");

        var answer = await api.Post(body);

        Assert.Equal(422, answer.Status);
        foreach (var error in answer.Document.GetProperty("errors").EnumerateArray())
        {
            var pointer = error.GetProperty("source").GetProperty("pointer").GetString()!;
            Assert.True(IsIn(JsonNode.Parse(body)!, pointer), pointer);
            Assert.Contains($"{missing} is missing.", error.GetProperty("detail").GetString());
        }
    }

    private static bool IsIn(JsonNode document, string pointer) =>
        pointer.Split('/').Skip(1).Aggregate((JsonNode?)document, Step) is not null;

    private static JsonNode? Step(JsonNode? parent, string step) =>
        parent is JsonArray items ? items[int.Parse(step, CultureInfo.InvariantCulture)] : parent?[step];

    private static string Appointment(string options) => $"[{{\"value\":\"appointment\",\"options\":{{{options}}}}}]";
}
