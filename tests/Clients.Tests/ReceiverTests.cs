using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Flowgen.Harness;

namespace Flowgen.Clients.Tests;

/// <summary>The sample receivers believe Flowgen and nobody else, and take each change once.</summary>
public class ReceiverTests(ClientFixture clients)
{
    private static readonly string Csharp = Path.Combine(
        Repository.Path("samples", "receiver", "csharp"),
        Path.GetRelativePath(
            Repository.Path("src", "Api"),
            Path.Combine(Path.GetDirectoryName(Repository.ApiProgram)!, "Flowgen.Receiver.dll")
        )
    );

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Csharp_receiver() => Test(["dotnet", Csharp]);

    [Fact]
    public async Task Typescript_receiver()
    {
        ClientFixture.Needs("npx");
        await ClientFixture.RunAsync("npx", ["tsc", "-p", "tsconfig.receiver.json"], clients.Node);

        await Test(["node", Path.Combine(clients.Node, "receiver", "receiver.mjs")]);
    }

    private async Task Test(string[] program)
    {
        using var client = new HttpClient { BaseAddress = new(clients.Address) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", "fg_sandbox_demo");
        // A receiver takes the secret, and the webhook the address: it leads to the inbox until there is one.
        var (webhook, secret) = await client.CreateWebhookAsync($"{clients.Address}/sandbox/inbox");
        await using var receiver = await ApiProcess.StartProgramAsync(
            program,
            ("WEBHOOK_SECRET", secret),
            ("PORT", "0")
        );
        await client.LeadWebhookAsync(webhook, receiver.Address.ToString());

        var id = await PostAsync(client);
        var finished = $"update flowGenerations {id}, version 3: finished";
        await UntilSays(finished);

        // Each of these is known by now, or made up.
        var delivery = receiver.Output.Split('\n').Single(line => line.Contains(finished)).Split(' ')[0];
        using var again = await client.PostAsync($"/webhook-deliveries/{delivery}/redeliver", null, Cancellation);
        again.EnsureSuccessStatusCode();
        await UntilSays($"{delivery} came before");
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(receiver, secret, Payload(id, version: 2)));
        await UntilSays($"is older than what is known: {id}, version 2");
        var guessed = $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(receiver, guessed, Payload(id, version: 4)));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await SendAsync(receiver, secret, Payload(id, version: 4), age: TimeSpan.FromMinutes(6))
        );
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await SendAsync(receiver, secret, Payload(id, version: 4), age: TimeSpan.FromMinutes(-6))
        );
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(receiver, secret, Payload(id, version: 5)));
        await UntilSays($"update flowGenerations {id}, version 5");
        Assert.Equal(1, receiver.Output.Split(finished).Length - 1);
        Assert.DoesNotContain($"{id}, version 4", receiver.Output, StringComparison.Ordinal);

        Task UntilSays(string line) =>
            Eventually.Until(() => Task.FromResult(receiver.Output.Contains(line, StringComparison.Ordinal)));
    }

    private static async Task<Guid> PostAsync(HttpClient client)
    {
        using var body = new StringContent(
            Repository.SampleRequest,
            new MediaTypeHeaderValue("application/vnd.api+json")
        );
        using var answer = await client.PostAsync("/flow-generations", body, Cancellation);
        answer.EnsureSuccessStatusCode();
        var created = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return created.GetProperty("data").GetProperty("id").GetGuid();
    }

    private static byte[] Payload(Guid generation, int version) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                data = new
                {
                    attributes = new
                    {
                        @event = "update",
                        version,
                        resource = new { type = "flowGenerations", id = generation },
                    },
                },
            }
        );

    // As Flowgen does, and whoever claims to be it.
    private static async Task<HttpStatusCode> SendAsync(
        ApiProcess receiver,
        string secret,
        byte[] body,
        TimeSpan age = default
    )
    {
        var id = Guid.CreateVersion7();
        var timestamp = (TimeProvider.System.GetUtcNow() - age).ToUnixTimeSeconds();
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var hash = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed);
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Address)
        {
            Content = new ByteArrayContent(body),
            Headers =
            {
                { "webhook-id", $"{id}" },
                { "webhook-timestamp", $"{timestamp}" },
                { "webhook-signature", $"v1,{Convert.ToBase64String(hash)}" },
            },
        };
        using var answer = await receiver.Client.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }
}
