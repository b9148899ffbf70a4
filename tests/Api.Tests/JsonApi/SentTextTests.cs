using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flowgen.Api.Tests.JsonApi;

/// <summary>Every text that a client can send, by a walk over the OpenAPI document (contract, section 1, "malformed JSON" and "lengths").</summary>
public sealed class SentTextTests(SentTextTests.WalkedApi api) : IClassFixture<SentTextTests.WalkedApi>
{
    private const string Mark = "@@";
    private const string Emoji = "😀";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(@"\u0000", "U+0000")]
    [InlineData(@"a\u0000b", "U+0000")]
    [InlineData(@"\ud800", "half a surrogate pair")]
    [InlineData(@"a\udc00b", "half a surrogate pair")]
    public async Task A_character_that_can_not_be_stored_is_refused_in_every_text_at_its_place(
        string text,
        string named
    )
    {
        foreach (var place in await api.TextsAsync())
        {
            var answer = await api.SendAsync(place, text);

            var isType = place.At == "/data/type";
            Assert.True(answer.Status == (isType ? 409 : 422), $"{place}: {answer.Status} {answer.Document}");
            var error = answer.Document.GetProperty("errors").EnumerateArray().First(one => At(one) == place.At);
            Assert.True(
                isType || $"{error.GetProperty("detail")}".Contains($"contains {named}, at line 1, byte "),
                $"{place}: {error}"
            );
            Assert.Single(answer.Document.GetProperty("errors").EnumerateArray(), one => At(one) == place.At);
        }
    }

    [Theory]
    [InlineData(@"\u0000", 422)]
    [InlineData(@"\ud800", 422)]
    [InlineData("x", 0)]
    public async Task Unknown_members_are_checked_too(string text, int status)
    {
        foreach (var operation in await api.OperationsAsync())
        {
            foreach (var pointer in Objects(operation.Example, ""))
            {
                var place = new Place(operation, [.. pointer.Split('/').Skip(1), "unknown", "0", "x"], null);
                var answer = await api.SendAsync(place, text);

                Assert.True(answer.Status < 500, $"{place}: {answer.Status} {answer.Document}");
                Assert.True(
                    status == 0 || (answer.Status == status && Pointers(answer).Contains(place.At)),
                    $"{place}: {answer.Status} {answer.Document}"
                );
            }
        }
    }

    [Theory]
    [InlineData(@"\u0000", "U+0000")]
    [InlineData(@"\ud800", "half a")]
    public async Task A_name_with_such_a_character_is_malformed_json(string name, string named)
    {
        foreach (var operation in await api.OperationsAsync())
        {
            foreach (var pointer in Objects(operation.Example, ""))
            {
                var place = new Place(operation, [.. pointer.Split('/').Skip(1), Mark], null);
                var answer = await api.SendAsync(place, name);

                Assert.True(answer.Status == 400, $"{place}: {answer.Status} {answer.Document}");
                Assert.Equal(["malformed_json"], answer.Errors);
                var detail = answer.Document.GetProperty("errors")[0].GetProperty("detail").GetString()!;
                Assert.Contains($"A name contains {named}", detail, StringComparison.Ordinal);
                Assert.Matches("at line 1, byte [0-9]+\\.$", detail);
            }
        }
    }

    [Fact]
    public async Task The_length_of_a_text_counts_characters_and_not_utf16_units()
    {
        var places = (await api.TextsAsync()).Where(place => place.MaxLength is not null && !place.HasForm).ToList();
        Assert.True(places.Count > 20, $"Only {places.Count} texts have a limit.");

        foreach (var place in places)
        {
            var prefix = place.At == "/data/attributes/url" ? "https://93.184.215.14/" : "";
            var most = prefix + string.Concat(Enumerable.Repeat(Emoji, place.MaxLength!.Value - prefix.Length));

            var longest = await api.SendAsync(place, most);
            Assert.True(
                longest.Status < 500 && !Pointers(longest).Contains(place.At),
                $"{place}: {longest.Status} {longest.Document}"
            );
            var tooLong = await api.SendAsync(place, most + Emoji);
            Assert.True(
                tooLong.Status == 422 && Pointers(tooLong).Contains(place.At),
                $"{place}: {tooLong.Status} {tooLong.Document}"
            );
        }
    }

    [Theory]
    [InlineData("\u200B")]
    [InlineData("\u3164\u2800\u00AD")]
    [InlineData("\U000E0041\U000E0100\uFE0F")]
    public async Task A_text_of_only_invisible_characters_is_refused_like_an_empty_one(string text)
    {
        var places = (await api.TextsAsync()).Where(place => place.Schema?["minLength"] is not null).ToList();
        Assert.True(places.Count > 10, $"Only {places.Count} texts may not be empty.");

        foreach (var place in places)
        {
            var invisible = await api.SendAsync(place, text);
            Assert.True(
                invisible.Status == 422 && Pointers(invisible).Contains(place.At),
                $"{place}: {invisible.Status} {invisible.Document}"
            );
            var empty = await api.SendAsync(place, "");
            Assert.Equal((422, true), (empty.Status, Pointers(empty).Contains(place.At)));
            if (!place.HasForm)
            {
                var emoji = await api.SendAsync(place, Emoji);
                Assert.False(Pointers(emoji).Contains(place.At), $"{place}: {emoji.Document}");
            }
        }
    }

    [Fact]
    public async Task A_very_long_text_is_no_server_error()
    {
        foreach (var place in await api.TextsAsync())
        {
            var answer = await api.SendAsync(place, new string('x', 300_000));

            Assert.True(answer.Status < 500, $"{place}: {answer.Status} {answer.Document}");
        }
    }

    [Theory]
    [InlineData("%00", true)]
    [InlineData("a%00b", true)]
    [InlineData("%ED%A0%80", false)]
    [InlineData("%FF", false)]
    [InlineData("%E2%80%8B", false)]
    [InlineData("%F0%9F%98%80", false)]
    [InlineData("long", false)]
    public async Task A_query_parameter_is_accepted_or_refused_by_name(string value, bool isRefused)
    {
        var text = value is "long" ? new string('x', 3_000) : value;
        foreach (var (method, path, name) in await api.ParametersAsync("query"))
        {
            var answer = await api.SendAsync(method, $"{path}?{Uri.EscapeDataString(name)}={text}");

            Assert.True(answer.Status < 500, $"{method} {path} {name}: {answer.Status} {answer.Document}");
            if (isRefused)
            {
                Assert.True(answer.Status == 400, $"{method} {path} {name}: {answer.Status}");
                Assert.Contains(answer.Errors, error => error.EndsWith($" at {name}", StringComparison.Ordinal));
            }
        }

        Assert.Equal(400, (await api.SendAsync("get", $"/flows?{text}=1")).Status);
    }

    [Fact]
    public async Task A_filter_accepts_200_characters_and_not_only_invisible_ones()
    {
        foreach (
            var (path, name) in (await api.ParametersAsync("query"))
                .Where(one => one.Name is "filter[name]" or "filter[messageType]" or "filter[name][prefix]")
                .Select(one => (one.Path, one.Name))
        )
        {
            Assert.Equal(200, await StatusOf(string.Concat(Enumerable.Repeat(Emoji, 200))));
            Assert.Equal(400, await StatusOf(string.Concat(Enumerable.Repeat(Emoji, 201))));
            Assert.Equal(400, await StatusOf("\u200B\u3164"));

            async Task<int> StatusOf(string value) =>
                (
                    await api.SendAsync("get", $"{path}?{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}")
                ).Status;
        }
    }

    [Fact]
    public async Task A_segment_of_a_path_causes_no_server_error()
    {
        foreach (var (method, path, name) in await api.ParametersAsync("path"))
        {
            // Not U+0000: no server lets it into a path.
            foreach (var value in new[] { "%ED%A0%80", "%F0%9F%98%80", new string('x', 3_000) })
            {
                var answer = await api.SendAsync(method, path.Replace($"{{{name}}}", value));

                Assert.True(answer.Status is >= 400 and < 500, $"{method} {path} {name} {value}: {answer.Status}");
            }
        }
    }

    [Fact]
    public async Task A_header_causes_no_server_error()
    {
        foreach (var (method, path, name) in await api.ParametersAsync("header"))
        {
            foreach (var value in new[] { "\0", "a\0b", Emoji, "\ud800", "\u200B", new string('x', 8_000) })
            {
                var answer = await api.SendAsync(
                    method,
                    path,
                    configure: request => request.Headers.TryAddWithoutValidation(name, value)
                );

                Assert.True(answer.Status < 500, $"{method} {path} {name}: {answer.Status}");
            }
        }
    }

    [Theory]
    [InlineData(Emoji, 255, 201)]
    [InlineData(Emoji, 256, 400)]
    [InlineData("\u200B", 3, 400)]
    public async Task An_idempotency_key_has_1_to_255_characters(string character, int count, int status)
    {
        var answer = await api.Fixture.Send(
            HttpMethod.Post,
            "/flow-generations",
            Requests.Smallest,
            request =>
                request.Headers.TryAddWithoutValidation(
                    "Idempotency-Key",
                    string.Concat(Enumerable.Repeat(character, count))
                )
        );

        Assert.Equal(status, answer.Status);
    }

    public static TheoryData<string, bool> Hosts() =>
        new()
        {
            { new string('a', 300), false },
            { new string('a', 64) + ".example", false },
            { string.Concat(Enumerable.Repeat(new string('a', 60) + ".", 5)) + "example", false },
            { new string('ü', 60) + ".example", false },
            { new string('ü', 300), false },
            { string.Concat(Enumerable.Repeat(new string('ü', 30) + ".", 10)) + "example", false },
            { "a..example", false },
            { ".", false },
            { new string('a', 63) + ".localhost", true },
            { "bücher.localhost", true },
            { "[::1]", true },
        };

    [Theory]
    [MemberData(nameof(Hosts), DisableDiscoveryEnumeration = true)]
    public async Task A_host_that_dns_can_not_have_is_refused(string host, bool isHost)
    {
        var url = (await api.TextsAsync()).First(place => place.At == "/data/attributes/url");

        var answer = await api.SendAsync(url, $"https://{host}/");

        Assert.True(answer.Status < 500, $"{answer.Status} {answer.Document}");
        Assert.True(
            isHost
                ? answer.Status is 201 || !answer.Errors.Contains("invalid_url at /data/attributes/url")
                : answer.Errors.Contains("invalid_url at /data/attributes/url"),
            $"{host}: {answer.Document}"
        );
    }

    private static string? At(JsonElement error) =>
        error.TryGetProperty("source", out var source) && source.TryGetProperty("pointer", out var pointer)
            ? pointer.GetString()
            : null;

    private static List<string> Pointers(Answer answer) =>
        answer.Document.ValueKind is JsonValueKind.Object && answer.Document.TryGetProperty("errors", out var errors)
            ? [.. errors.EnumerateArray().Select(At).OfType<string>()]
            : [];

    private static IEnumerable<string> Objects(JsonNode? node, string pointer) =>
        node switch
        {
            JsonObject members => members
                .SelectMany(member => Objects(member.Value, $"{pointer}/{member.Key}"))
                .Prepend(pointer),
            JsonArray items => items.SelectMany((item, i) => Objects(item, $"{pointer}/{i}")),
            _ => [],
        };

    public sealed record Operation(string Method, string Path, JsonNode Example, JsonObject Schema);

    /// <summary>Where in a document a text can be.</summary>
    public sealed record Place(Operation Operation, IReadOnlyList<string> Steps, JsonObject? Schema)
    {
        /// <summary>Its JSON pointer.</summary>
        public string At => $"/{string.Join('/', Steps)}";

        public int? MaxLength => Schema?["maxLength"]?.GetValue<int>();

        /// <summary>Whether not all texts of its length will do.</summary>
        public bool HasForm =>
            Schema?["enum"] is not null
            || Schema?["format"] is { } format && $"{format}" is not "uri"
            || Schema?["pattern"] is { } pattern && !$"{pattern}".Contains("u200F", StringComparison.Ordinal);

        public override string ToString() => $"{Operation.Method} {Operation.Path} {At}";

        /// <summary>The example with a text there, which is put in by hand: a JSON library can't hold all of them.</summary>
        public string With(string text)
        {
            var root = Operation.Example.DeepClone();
            var node = root;
            foreach (var (step, next) in Steps.Zip([.. Steps.Skip(1), ""]))
            {
                JsonNode made =
                    next is "" ? Mark
                    : next is "0" ? new JsonArray()
                    : new JsonObject();
                node = node switch
                {
                    JsonArray items when items.Count == 0 => Add(items, made),
                    JsonArray items => Replace(
                        items,
                        int.Parse(step, System.Globalization.CultureInfo.InvariantCulture),
                        made
                    ),
                    JsonObject members => Put(members, step, made),
                    _ => throw new InvalidOperationException($"{this} leads into a value."),
                };
            }

            return root.ToJsonString(Relaxed).Replace(Mark, text, StringComparison.Ordinal);
        }

        private static readonly JsonSerializerOptions Relaxed = new()
        {
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };

        private static JsonNode Add(JsonArray items, JsonNode made)
        {
            items.Add(made);
            return made;
        }

        private static JsonNode Replace(JsonArray items, int at, JsonNode made)
        {
            if (IsSame(items[at], made))
            {
                return items[at]!;
            }

            items[at] = made;
            return made;
        }

        private static JsonNode Put(JsonObject members, string name, JsonNode made)
        {
            if (IsSame(members[name], made))
            {
                return members[name]!;
            }

            members[name] = made;
            return made;
        }

        private static bool IsSame(JsonNode? there, JsonNode made) =>
            there is not null && made is not JsonValue && there.GetType() == made.GetType();
    }

    /// <summary>An API with one of each resource, on a database of its own: the walk leaves webhooks and keys behind.</summary>
    public sealed class WalkedApi : IAsyncLifetime
    {
        private static readonly string[] Alternatives = ["oneOf", "anyOf", "allOf"];

        private readonly Dictionary<string, string> ids = [];
        private JsonObject? document;

        public ApiFixture Fixture { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Fixture.InitializeAsync();
            var generation = await Fixture.Post(Requests.Smallest, sync: true);
            var webhook = await Fixture.Send(
                HttpMethod.Post,
                "/webhooks",
                """{"data":{"type":"webhooks","attributes":{"url":"http://localhost:9/","events":["delete"],"resource":"flows"}}}"""
            );
            ids["/flow-generations/{id}"] = $"/flow-generations/{generation.Id}";
            ids["/flows/{id}"] = $"/flows/{generation.Attributes.GetProperty("flowId")}";
            ids["/webhooks/{id}"] = $"/webhooks/{webhook.Id}";
            ids["{consumer}"] = "walk";
            using var client = Fixture.Host.Server.CreateClient();
            document = JsonNode
                .Parse(await client.GetStringAsync("/swagger/v1/swagger.json", Cancellation))!
                .AsObject();
        }

        public ValueTask DisposeAsync() => Fixture.DisposeAsync();

        /// <summary>The operations that take a document.</summary>
        public Task<IReadOnlyList<Operation>> OperationsAsync() =>
            Task.FromResult<IReadOnlyList<Operation>>([
                .. from one in All()
                let content = one.Operation["requestBody"]?["content"]?.AsObject().First().Value
                where content is not null
                select new Operation(one.Method, one.Path, Example(content), content["schema"]!.AsObject()),
            ]);

        /// <summary>Every text in them.</summary>
        public async Task<IReadOnlyList<Place>> TextsAsync()
        {
            var places = (await OperationsAsync())
                .SelectMany(operation =>
                    Texts(operation.Schema, [])
                        .GroupBy(text => string.Join('/', text.Steps))
                        .Select(same => new Place(operation, same.First().Steps, same.First().Schema))
                )
                .ToList();
            Assert.True(places.Count > 50, $"Only {places.Count} texts were found.");
            return places;
        }

        public Task<IReadOnlyList<(string Method, string Path, string Name)>> ParametersAsync(string @in) =>
            Task.FromResult<IReadOnlyList<(string, string, string)>>([
                .. from one in All()
                from parameter in one.Operation["parameters"]?.AsArray() ?? []
                where $"{parameter!["in"]}" == @in
                select (one.Method, one.Path, $"{parameter["name"]}"),
            ]);

        public Task<Answer> SendAsync(Place place, string text) =>
            SendAsync(place.Operation.Method, place.Operation.Path, place.With(text));

        /// <summary>Sends it, and holds that a pointer in the answer leads to a part of what was sent.</summary>
        public async Task<Answer> SendAsync(
            string method,
            string path,
            string? body = null,
            Action<HttpRequestMessage>? configure = null
        )
        {
            foreach (var (template, id) in ids)
            {
                path = path.Replace(template, id, StringComparison.Ordinal);
            }

            path = path.Replace("{id}", $"{Guid.CreateVersion7()}")
                .Replace("{keyId}", "none")
                .Replace("{name}", "none");
            var answer = await Fixture.Send(
                new(method.ToUpperInvariant()),
                path,
                body,
                request =>
                {
                    if (path.StartsWith("/operations", StringComparison.Ordinal))
                    {
                        request.Headers.Authorization = new("Bearer", ApiFixture.OperatorKey);
                    }

                    configure?.Invoke(request);
                }
            );
            if (body is not null && answer.Status is not 400)
            {
                var sent = JsonElement.Parse(body);
                Assert.All(
                    Pointers(answer),
                    pointer => Assert.True(Has(sent, pointer), $"{method} {path}: {pointer} leads nowhere")
                );
            }

            return answer;
        }

        private static bool Has(JsonElement document, string pointer)
        {
            foreach (var step in pointer.Split('/').Skip(1).Select(step => step.Replace("~1", "/").Replace("~0", "~")))
            {
                if (document.ValueKind is JsonValueKind.Array)
                {
                    if (!int.TryParse(step, out var i) || i >= document.GetArrayLength())
                    {
                        return false;
                    }

                    document = document[i];
                }
                else if (document.ValueKind is not JsonValueKind.Object || !document.TryGetProperty(step, out document))
                {
                    return false;
                }
            }

            return true;
        }

        private IEnumerable<(string Method, string Path, JsonNode Operation)> All() =>
            from path in document!["paths"]!.AsObject()
            from operation in path.Value!.AsObject()
            where operation.Key is "get" or "post" or "put" or "patch" or "delete"
            select (operation.Key, path.Key, operation.Value);

        private static JsonNode Example(JsonNode content) =>
            content["example"] ?? content["examples"]!.AsObject().First().Value!["value"]!;

        private IEnumerable<(IReadOnlyList<string> Steps, JsonObject Schema)> Texts(
            JsonObject schema,
            IReadOnlyList<string> steps
        )
        {
            if (schema["$ref"] is { } reference)
            {
                JsonNode target = document!;
                foreach (var step in $"{reference}".Split('/').Skip(1))
                {
                    target = target[step]!;
                }

                schema = target.AsObject();
            }

            if (IsText(schema))
            {
                yield return (steps, schema);
            }

            var parts = (schema["properties"]?.AsObject() ?? [])
                .Select(member => (Name: member.Key, Schema: member.Value))
                .Append((Name: "0", Schema: schema["items"]))
                .Append((Name: "_start", Schema: schema["additionalProperties"]))
                .SelectMany(member => member.Schema is JsonObject part ? Texts(part, [.. steps, member.Name]) : [])
                .Concat(
                    Alternatives.SelectMany(name =>
                        (schema[name]?.AsArray() ?? []).SelectMany(part => Texts(part!.AsObject(), steps))
                    )
                );
            foreach (var part in parts)
            {
                yield return part;
            }
        }

        private static bool IsText(JsonObject schema) =>
            schema["type"] switch
            {
                JsonArray types => types.Any(type => $"{type}" is "string"),
                { } type => $"{type}" is "string",
                null => schema["enum"]
                    ?.AsArray()
                    .Any(value => value is JsonValue text && text.GetValueKind() is JsonValueKind.String)
                    is true,
            };
    }
}
