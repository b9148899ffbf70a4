using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Flowgen.Application.FlowGenerations;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Api.Tests.JsonApi;

/// <summary>Every error is a JSON:API document that says what to do (contract, section 1).</summary>
public class ErrorTests(ApiFixture api)
{
    [Fact]
    public async Task An_error_has_every_member_and_the_id_of_its_request()
    {
        var answer = await api.Get($"/flow-generations/{Guid.CreateVersion7()}");

        var error = Assert.Single(answer.Document.GetProperty("errors").EnumerateArray());
        Assert.Equal("application/vnd.api+json", answer.Header("Content-Type"));
        Assert.Equal("404", error.GetProperty("status").GetString());
        Assert.Equal("not_found", error.GetProperty("code").GetString());
        Assert.Equal("Not found", error.GetProperty("title").GetString());
        Assert.NotEmpty(error.GetProperty("detail").GetString()!);
        Assert.Equal(answer.Header("X-Request-Id"), error.GetProperty("id").GetString());
        Assert.Matches("^[0-9a-f]{32}$", answer.Header("X-Request-Id"));
    }

    [Fact]
    public async Task The_id_is_the_trace_id_of_the_client()
    {
        var answer = await api.Send(
            HttpMethod.Get,
            "/flow-generations",
            configure: request =>
                request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        );

        Assert.Equal("0af7651916cd43dd8448eb211c80319c", answer.Header("X-Request-Id"));
    }

    [Theory]
    [InlineData("GET", "/nothing-here", 404, "not_found")]
    [InlineData("GET", "/flow-generations/not-a-uuid", 404, "not_found")]
    [InlineData("GET", "/flows/0190a0a0-0000-7000-8000-000000000000", 404, "not_found")]
    [InlineData("GET", "/flow-generations/0190a0a0-0000-7000-8000-000000000000/nothing-here", 404, "not_found")]
    [InlineData("PUT", "/flow-generations", 405, "method_not_allowed")]
    [InlineData("POST", "/flows/0190a0a0-0000-7000-8000-000000000000", 405, "method_not_allowed")]
    public async Task A_missing_resource_gets_404(string method, string path, int status, string code)
    {
        var answer = await api.Send(new(method), path);

        Assert.Equal(status, answer.Status);
        Assert.Equal([code], answer.Errors);
        Assert.Equal("application/vnd.api+json", answer.Header("Content-Type"));
        Assert.Equal(status == 405, answer.Header("Allow") is not null);
    }

    [Theory]
    [InlineData("?page[size]=0", "invalid_parameter at page[size]")]
    [InlineData("?page[size]=101", "invalid_parameter at page[size]")]
    [InlineData("?page[size]=ten", "invalid_parameter at page[size]")]
    [InlineData("?page[size]=1&page[size]=2", "invalid_parameter at page[size]")]
    [InlineData("?page[after]=forged", "invalid_parameter at page[after]")]
    [InlineData("?page[after]=", "invalid_parameter at page[after]")]
    [InlineData("?color=red", "unknown_parameter at color")]
    [InlineData("?sync=true", "unknown_parameter at sync")]
    [InlineData("?page[size]=0&color=red", "invalid_parameter at page[size]; unknown_parameter at color")]
    public async Task A_bad_query_parameter_is_named(string query, string errors)
    {
        var answer = await api.Get($"/flow-generations{query}");

        Assert.Equal(400, answer.Status);
        Assert.Equal(errors, string.Join("; ", answer.Errors));
    }

    [Theory]
    [InlineData("include=nodes,color", "include")]
    [InlineData("include=,nodes", "include")]
    [InlineData("include=nodes,", "include")]
    [InlineData("include=nodes,,nodes", "include")]
    [InlineData("include=,", "include")]
    [InlineData("fields[flows]=,name", "fields[flows]")]
    [InlineData("fields[nodes]=name,color", "fields[nodes]")]
    public async Task A_list_with_an_unknown_or_an_empty_name_is_refused(string query, string parameter)
    {
        var answer = await api.Get($"/flows/{Guid.CreateVersion7()}?{query}");

        Assert.Equal(400, answer.Status);
        Assert.Equal([$"invalid_parameter at {parameter}"], answer.Errors);
    }

    [Theory]
    [InlineData("{{{0}}}")]
    [InlineData("({0})")]
    [InlineData("%20{0}")]
    [InlineData("{1}")]
    public async Task An_id_has_one_form(string form)
    {
        var finished = await api.Post(Requests.Smallest, sync: true);
        var flow = finished.Attributes.GetProperty("flowId").GetGuid();

        foreach (
            var (path, id) in new[]
            {
                ("/flow-generations/@", finished.Id),
                ("/flow-generations/@/events", finished.Id),
                ("/flows/@", flow),
            }
        )
        {
            var other = string.Format(CultureInfo.InvariantCulture, form, id, id.ToString("N"));

            Assert.Equal(404, (await api.Get(path.Replace("@", other))).Status);
            Assert.Equal(200, (await api.Get(path.Replace("@", $"{id}".ToUpperInvariant()))).Status);
        }

        var deletion = string.Format(CultureInfo.InvariantCulture, form, finished.Id, finished.Id.ToString("N"));
        Assert.Equal(404, (await api.Send(HttpMethod.Delete, $"/flow-generations/{deletion}")).Status);
        Assert.Equal(200, (await api.Get($"/flow-generations/{finished.Id}")).Status);
    }

    [Fact]
    public async Task A_sync_that_is_neither_true_nor_false_is_named()
    {
        var answer = await api.Send(HttpMethod.Post, "/flow-generations?sync=maybe", Requests.Smallest);

        Assert.Equal(400, answer.Status);
        Assert.Equal(["invalid_parameter at sync"], answer.Errors);
    }

    [Theory]
    [InlineData("", "line 1, byte 1.")]
    [InlineData("{\n  \"data\": oops}", "line 2, byte 11.")]
    [InlineData("{\"data\":{},}", "line 1, byte 12.")]
    [InlineData("{\"data\":{}} // why", "line 1, byte 13.")]
    public async Task The_position_of_malformed_json_is_reported(string body, string place)
    {
        var answer = await api.Post(body);

        Assert.Equal(400, answer.Status);
        Assert.Equal(["malformed_json"], answer.Errors);
        Assert.EndsWith(place, answer.Document.GetProperty("errors")[0].GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Json_that_repeats_a_name_or_nests_too_deeply_or_is_not_utf8_is_malformed_and_its_position_is_reported()
    {
        (byte[] Body, string Place)[] cases =
        [
            ("{\"data\":1,\n \"data\":2}"u8.ToArray(), "at line 2, byte 2."),
            (Encoding.UTF8.GetBytes(new string('[', 65) + new string(']', 65)), "at line 1, byte 65."),
            ([.. "{\n\"data\":\""u8, 0xFF, .. "\"}"u8], "at line 2, byte 9."),
        ];

        foreach (var (body, place) in cases)
        {
            var answer = await Post(body, ApiFixture.JsonApi);
            Assert.Equal(400, answer.Status);
            Assert.Equal(["malformed_json"], answer.Errors);
            Assert.EndsWith(place, answer.Document.GetProperty("errors")[0].GetProperty("detail").GetString());
        }
    }

    [Theory]
    [InlineData("{\"\\ud800\":1}", 400, "malformed_json")]
    [InlineData("{\"\\u0000\":1}", 400, "malformed_json")]
    [InlineData("{\"\\ud800\":{\"a\":1,\"a\":2}}", 400, "malformed_json")]
    [InlineData("{\"x\":{\"\\ud800\":1},\"a\":1,\"a\":2}", 400, "malformed_json")]
    [InlineData("{\"data\":{\"type\":\"\\ud800\"}}", 409, "type_conflict at /data/type")]
    [InlineData(
        "{\"data\":{\"type\":\"flowGenerations\",\"attributes\":{\"flowType\":\"\\ud800\"}}}",
        422,
        "invalid_characters at /data/attributes/flowType"
    )]
    public async Task An_unpaired_surrogate_is_a_client_error(string body, int status, string error)
    {
        var answer = await api.Post(body);

        Assert.Equal(status, answer.Status);
        Assert.Equal([error], answer.Errors);
    }

    public static TheoryData<string, string, string?> Unreadable() =>
        new()
        {
            { new string('9', 100), "", null },
            { "-1e999999", "", null },
            { new string('9', 101), "", "invalid_number" },
            { new string('9', 5_000), "", "invalid_number" },
            { Nested(27), "", null },
            { Nested(28), string.Concat(Enumerable.Repeat("/0", 27)), "too_deep" },
            { Nested(59), string.Concat(Enumerable.Repeat("/0", 27)), "too_deep" },
        };

    [Theory]
    [MemberData(nameof(Unreadable), DisableDiscoveryEnumeration = true)]
    public async Task A_value_that_common_JSON_readers_can_not_read_is_refused_at_its_place(
        string value,
        string inside,
        string? code
    )
    {
        // A member that is not known, at a depth of 4.
        var answer = await api.Post(
            Requests.WithParameters(parameters => parameters["own"] = "@@").Replace("\"@@\"", $"[{value}]")
        );

        Assert.Equal(code is null ? 201 : 422, answer.Status);
        Assert.Equal(
            code is null ? [] : [$"{code} at /data/attributes/parameters/own/0{inside}"],
            answer.Document.TryGetProperty("errors", out _) ? answer.Errors : []
        );
    }

    [Fact]
    public async Task A_known_member_with_such_a_value_gets_one_error()
    {
        var answer = await api.Post(
            Requests
                .WithParameters(parameters => parameters["emojiUsage"] = "@@")
                .Replace("\"@@\"", new string('9', 101))
        );

        Assert.Equal(["invalid_number at /data/attributes/parameters/emojiUsage"], answer.Errors);
    }

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    [Theory]
    [InlineData("[]", 422, "required at ")]
    [InlineData("{}", 422, "required at ")]
    [InlineData("{\"data\":[]}", 422, "invalid_type at /data")]
    [InlineData("{\"data\":{}}", 422, "required at /data; required at /data")]
    [InlineData("{\"data\":{\"type\":\"flowGenerations\"}}", 422, "required at /data")]
    [InlineData("{\"data\":{\"type\":\"flowGenerations\",\"attributes\":5}}", 422, "invalid_type at /data/attributes")]
    [InlineData("{\"data\":{\"type\":\"flows\"}}", 409, "type_conflict at /data/type")]
    [InlineData("{\"data\":{\"type\":5}}", 409, "type_conflict at /data/type")]
    public async Task An_incomplete_envelope_of_a_resource_is_reported_with_a_pointer(
        string body,
        int status,
        string errors
    )
    {
        var answer = await api.Post(body);

        Assert.Equal(status, answer.Status);
        Assert.Equal(errors, string.Join("; ", answer.Errors));
    }

    [Fact]
    public async Task A_body_of_more_than_a_mebibyte_is_too_large()
    {
        var answer = await api.Post(Requests.Smallest + new string(' ', 1024 * 1024));

        Assert.Equal(413, answer.Status);
        Assert.Equal(["body_too_large"], answer.Errors);
    }

    [Fact]
    public async Task An_internal_error_shows_no_internals()
    {
        await using var broken = await api.StartAsync(
            "Sandbox",
            services => services.AddScoped<IMediator>(_ => throw new InvalidOperationException("secret inner words"))
        );

        var answer = await broken.Send(HttpMethod.Get, "/flow-generations");

        Assert.Equal(500, answer.Status);
        Assert.Equal(["internal_error"], answer.Errors);
        Assert.DoesNotContain("secret", answer.Document.GetRawText());
        Assert.DoesNotContain("Exception", answer.Document.GetRawText());
    }

    [Fact]
    public async Task An_accepted_request_stays_accepted_if_the_wait_for_it_fails()
    {
        await using var broken = await api.StartAsync(
            "Sandbox",
            services => services.AddSingleton<IFlowGenerationSignals, NoSignals>()
        );

        var answer = await broken.Send(HttpMethod.Post, "/flow-generations?sync=true", Requests.Smallest);

        Assert.Equal(201, answer.Status);
        Assert.Equal("queued", answer.Attributes.GetProperty("status").GetString());
    }

    private sealed class NoSignals : IFlowGenerationSignals
    {
        public IFlowGenerationSignal Listen(Guid flowGenerationId) => throw new InvalidOperationException();
    }

    private Task<Answer> Post(byte[] body, string? contentType) =>
        api.Send(
            HttpMethod.Post,
            "/flow-generations",
            configure: request =>
            {
                request.Content = new ByteArrayContent(body);
                request.Content.Headers.ContentType = contentType is null
                    ? null
                    : MediaTypeHeaderValue.Parse(contentType);
            }
        );
}
