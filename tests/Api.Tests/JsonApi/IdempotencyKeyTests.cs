using Flowgen.Domain.Organisations;

namespace Flowgen.Api.Tests.JsonApi;

/// <summary><c>Idempotency-Key</c> on every operation: honoured, of no need, or refused; and responses that show a secret.</summary>
public sealed class IdempotencyKeyTests(DocumentedApi documented) : IClassFixture<DocumentedApi>
{
    private const string Header = "Idempotency-Key";
    private const string Rotation = "/webhooks/{id}/rotate-secret";

    // They compute, and change nothing.
    private static readonly string[] Harmless = ["POST /flows/{id}/simulations", "POST /vacancy-analyses"];

    private readonly ApiFixture api = documented.Api;

    [Fact]
    public async Task No_operation_that_is_not_idempotent_ignores_the_key()
    {
        foreach (var operation in documented.Operations)
        {
            var target = await documented.TargetAsync(operation);

            var answer = await documented.SendAsync(operation, target, (Header, NewKey()));

            if (operation.Method != HttpMethod.Post || operation.Takes(Header) || Harmless.Contains($"{operation}"))
            {
                Assert.True(answer.Status is >= 200 and < 300, $"{operation}: {answer.Status}");
            }
            else
            {
                Assert.Equal(400, answer.Status);
                Assert.Equal(["idempotency_key_not_supported at Idempotency-Key"], answer.Errors);
            }
        }
    }

    [Theory]
    [InlineData("/webhooks", "secret")]
    [InlineData("/api-keys", "key")]
    [InlineData(Rotation, "secret")]
    public async Task The_same_key_and_body_get_the_first_response_again_with_its_secret(string path, string secret)
    {
        var (target, body) = await RequestAsync(path);
        var key = NewKey();
        var first = await PostAsync(target, body, key);

        var again = await PostAsync(target, body, key);
        var other = await PostAsync(target, body, NewKey());

        Assert.True(first.Status is 200 or 201);
        Assert.Equal(first.Status, again.Status);
        Assert.Equal(first.Document.GetRawText(), again.Document.GetRawText());
        Assert.Equal(first.Header("Location"), again.Header("Location"));
        Assert.Equal(first.Header("ETag"), again.Header("ETag"));
        Assert.Equal((null, "true"), (first.Header("Idempotent-Replayed"), again.Header("Idempotent-Replayed")));
        Assert.NotEqual(SecretOf(first, secret), SecretOf(other, secret));
        Assert.Empty(await api.TablesWith(SecretOf(first, secret)));
    }

    [Theory]
    [InlineData("/webhooks", "secret")]
    [InlineData("/api-keys", "key")]
    [InlineData(Rotation, "secret")]
    public async Task Twenty_concurrent_requests_with_one_key_have_one_effect(string path, string secret)
    {
        var (target, body) = await RequestAsync(path);
        var key = NewKey();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(target, body, key)));

        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 201, $"{answer.Status}"));
        Assert.Single(answers.Select(answer => SecretOf(answer, secret)).Distinct());
        Assert.Single(answers, answer => answer.Header("Idempotent-Replayed") is null);
    }

    [Fact]
    public async Task The_first_response_outlives_its_key()
    {
        var body = Requests.ApiKey(Scope.ReadGenerations);
        var key = NewKey();
        var first = await PostAsync("/api-keys", body, key);
        await api.Send(HttpMethod.Delete, $"/api-keys/{first.Data.GetProperty("id").GetString()}");

        var again = await PostAsync("/api-keys", body, key);

        Assert.Equal(first.Document.GetRawText(), again.Document.GetRawText());
    }

    [Fact]
    public async Task The_same_key_for_another_request_is_refused()
    {
        var key = NewKey();
        await PostAsync("/api-keys", Requests.ApiKey(Scope.ReadGenerations), key);
        var (rotation, _) = await RequestAsync(Rotation);

        Answer[] others =
        [
            await PostAsync("/api-keys", Requests.ApiKey(Scope.WriteGenerations), key),
            await PostAsync("/flow-generations", Requests.Smallest, key),
            await PostAsync(rotation, body: null, key),
        ];

        Assert.All(others, answer => Assert.Equal(422, answer.Status));
        Assert.All(others, answer => Assert.Equal(["idempotency_key_reused at Idempotency-Key"], answer.Errors));
    }

    [Fact]
    public async Task Organisations_can_use_the_same_key()
    {
        var body = Requests.ApiKey(Scope.ReadGenerations);
        var key = NewKey();
        var ours = await PostAsync("/api-keys", body, key);

        var theirs = await PostAsync("/api-keys", body, key, ApiFixture.OtherKey);

        Assert.Equal(201, theirs.Status);
        Assert.NotEqual(SecretOf(ours, "key"), SecretOf(theirs, "key"));
    }

    [Fact]
    public async Task A_refused_document_does_not_use_the_key()
    {
        var key = NewKey();
        var refused = await PostAsync("/api-keys", Requests.ApiKey("everything"), key);

        var corrected = await PostAsync("/api-keys", Requests.ApiKey(Scope.ReadGenerations), key);

        Assert.Equal((422, 201), (refused.Status, corrected.Status));
    }

    private static string NewKey() => $"{Guid.CreateVersion7()}";

    private static string SecretOf(Answer answer, string attribute) =>
        answer.Attributes.GetProperty(attribute).GetString()!;

    private async Task<(string Target, string? Body)> RequestAsync(string path)
    {
        await documented.DeleteWebhooksAsync();
        var operation = documented.Operations.Single(one => one.Method == HttpMethod.Post && one.Path == path);
        return (
            await documented.TargetAsync(operation),
            path switch
            {
                "/webhooks" => documented.NewWebhook(),
                "/api-keys" => Requests.ApiKey(Scope.ReadGenerations),
                _ => null,
            }
        );
    }

    private Task<Answer> PostAsync(string path, string? body, string key, string? apiKey = null) =>
        api.Send(
            HttpMethod.Post,
            path,
            body,
            request =>
            {
                request.Headers.Add(Header, key);
                if (apiKey is not null)
                {
                    request.Headers.Authorization = new("Bearer", apiKey);
                }
            }
        );
}
