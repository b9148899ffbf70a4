using System.Text.Json.Nodes;

namespace Flowgen.Contracts.Tests.FlowTypes;

/// <summary>Documents to try rules and schemas on: a valid one, and what becomes of it when its parts are replaced.</summary>
internal static class Documents
{
    public const string Context = """{ "type": "text", "value": "Driver wanted", "more": 1 }""";

    /// <summary>Every parameter there is. Each flow type leaves those of the others alone.</summary>
    public const string Parameters = """
        {
          "language": "nl",
          "tone": "formal",
          "emojiUsage": 3,
          "flowName": "Driver",
          "more": { "language": 0 },
          "knockoutRequirements": [{ "value": "License B?", "sessionField": "license" }],
          "preferredRequirements": [{ "value": "Near by", "sessionField": "near", "more": 1 }],
          "requiredFields": [
            { "value": "email", "sessionField": "email" },
            { "value": "phone", "sessionField": "ats_field:some.system:phone" }
          ],
          "optionalFields": [{ "value": "site", "sessionField": "site" }],
          "extraOptions": [
            {
              "value": "appointment",
              "language": "en",
              "options": {
                "version": 2,
                "scheduleIds": "1,2",
                "askDayEN": "When, {{session.name}}?",
                "noSlotNL": "Nee.",
                "denyConfirmMessageEN": "Again.",
                "askDayDE": 0
              }
            },
            { "value": "appointment", "options": { "version": "2", "scheduleMode": "custom", "scheduleIds": null } }
          ]
        }
        """;

    // Fixed, so that a failure comes back.
    private const int Seed = 20261124;
    private const int Combinations = 1_000;

    /// <summary>
    /// At and beyond every limit, of every type, and in several notations. Without characters that take two code units: the
    /// schema's validator counts those as two, where JSON Schema and the rules count one.
    /// </summary>
    public static IReadOnlyList<string> Values { get; } =
    [
        "null",
        "true",
        "0",
        "-0",
        "2",
        "2.0",
        "20e-1",
        "5",
        "6",
        "-1",
        "2.5",
        "1e99",
        "{}",
        "[]",
        "[0]",
        "[null]",
        "[{}]",
        .. new[]
        {
            "",
            " ",
            @"\n\t",
            @"\u0085",
            @"\uFEFF",
            @"\u2028 x",
            @"\u200B\u00AD",
            @"\u3164\u2800\uFE0F",
            @"\u200B x",
            @"\u0000",
            @" a\u0000",
            "a",
            "a b",
            @"a\n",
            "2",
            "02",
            "5",
            "6",
            "nl",
            "NL",
            "pl",
            @"en\n",
            "text",
            "custom",
            "appointment",
            "1, 2 ",
            "1,,2",
            @"1\n",
            "123456789012345678",
            "1234567890123456789",
            string.Join(',', Enumerable.Repeat("1", 100)),
            string.Join(',', Enumerable.Repeat("1", 101)),
            "_start",
            "_selectedAppointmentSlot5",
            "_selectedAppointmentSlot6",
            "ats_field:a:b-c.d",
            "ats_field:a:",
            "ats_field:a",
            "{{session.a}}",
            "{ {{session.a.b }}{{ session.c}} }",
            "{{{session.a}}",
            "{{session.a}}}",
            "{{session.}}",
            "{{first_name}}",
            "{{",
            "}}",
            "{",
            "Bél 日本 “ja”",
            Long(200),
            Long(201),
            Long(500),
            Long(501),
            Long(4_000),
            Long(4_001),
            Long(100_000),
            Long(100_001),
        }.Select(text => $"\"{text}\""),
        Many(5, i => """{"value":"appointment","options":{"version":2,"scheduleMode":"custom"}}"""),
        Many(6, i => """{"value":"appointment","options":{"version":2,"scheduleMode":"custom"}}"""),
        Many(50, i => $$"""{"value":"v","sessionField":"f{{i}}"}"""),
        Many(51, i => $$"""{"value":"v","sessionField":"f{{i}}"}"""),
    ];

    /// <summary>The document; with each of its parts replaced by each value, and left out; and with some parts at random.</summary>
    public static IEnumerable<string> Variants(string document)
    {
        yield return document;

        var parts = Parts(JsonNode.Parse(document)!).Count();
        for (var part = 0; part < parts; part++)
        {
            foreach (var value in Values)
            {
                yield return Changed(document, (part, value));
            }

            yield return Changed(document, (part, null));
        }

        var random = new Random(Seed);
        for (var i = 0; i < Combinations; i++)
        {
            yield return Changed(
                document,
                [
                    .. Enumerable
                        .Range(0, random.Next(2, 5))
                        .Select(_ =>
                            (random.Next(parts), random.Next(10) is 0 ? null : random.GetItems([.. Values], 1)[0])
                        ),
                ]
            );
        }
    }

    // Parts are counted before any is changed; one that went with another is past changing, and that does no harm.
    private static string Changed(string document, params IEnumerable<(int Part, string? Value)> changes)
    {
        var root = JsonNode.Parse(document)!;
        var parts = Parts(root).ToList();
        foreach (var (part, value) in changes)
        {
            var place = parts[part];
            switch (place.Parent, value)
            {
                case (JsonObject parent, null):
                    parent.Remove(place.GetPropertyName());
                    break;
                case (JsonArray parent, null):
                    parent.Remove(place);
                    break;
                case (not null, not null):
                    place.ReplaceWith(JsonNode.Parse(value));
                    break;
            }
        }

        return root.ToJsonString();
    }

    private static IEnumerable<JsonNode> Parts(JsonNode node) =>
        (
            node switch
            {
                JsonObject members => members.Select(member => member.Value),
                JsonArray items => items,
                _ => [],
            }
        )
            .OfType<JsonNode>()
            .SelectMany(part => Parts(part).Prepend(part));

    private static string Long(int length) => new('x', length);

    private static string Many(int count, Func<int, string> item) =>
        $"[{string.Join(',', Enumerable.Range(0, count).Select(item))}]";
}
