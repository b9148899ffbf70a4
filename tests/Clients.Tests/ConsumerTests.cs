using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Flowgen.Harness;

namespace Flowgen.Clients.Tests;

/// <summary>The sample that copies the log.</summary>
public class ConsumerTests(ClientFixture clients)
{
    private static readonly string Program = Path.Combine(
        Path.GetDirectoryName(Repository.ApiProgram)!
            .Replace(Path.Combine("src", "Api"), Path.Combine("samples", "consumer")),
        "Flowgen.Consumer.dll"
    );

    [Fact]
    public async Task It_catches_up_follows_and_after_a_kill_continues_at_its_position()
    {
        await Post(3);
        var arguments = new[] { Program, clients.Address, "fg_sandbox_demo", $"copy-{Guid.CreateVersion7():n}" };
        var copied = new List<long>();

        using (var consumer = Start(arguments))
        {
            while (copied.Count < 9)
            {
                copied.Add(Sequence((await Line(consumer))!));
            }

            await Post(1); // while it waits
            copied.AddRange(Sequence((await Line(consumer))!), Sequence((await Line(consumer))!));
            consumer.Kill();
            while (await Line(consumer) is ['{', .., '}'] line) // the last may be cut off
            {
                copied.Add(Sequence(line));
            }
        }

        await Post(2);
        var rest = await ClientFixture.RunAsync("dotnet", [.. arguments, "--once"], Path.GetTempPath());
        copied.AddRange(rest.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Sequence));
        var log = await Export();

        // What was written and not yet kept when it was killed comes again, if anything.
        Assert.Equal(log.Where(sequence => sequence <= copied[^1]), copied.Distinct());
        Assert.True(copied.Distinct().Count() >= 18);
    }

    private static Process Start(IEnumerable<string> arguments) =>
        Process.Start(
            new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;

    private static Task<string?> Line(Process consumer) =>
        consumer
            .StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
            .AsTask()
            .WaitAsync(Eventually.Limit);

    private static long Sequence(string line) =>
        JsonElement.Parse(line).GetProperty("attributes").GetProperty("sequence").GetInt64();

    private async Task Post(int count)
    {
        using var client = Client();
        for (; count > 0; count--)
        {
            using var content = new StringContent(
                Repository.SampleRequest,
                new MediaTypeHeaderValue("application/vnd.api+json")
            );
            using var answer = await client.PostAsync(
                new Uri("/flow-generations?sync=true", UriKind.Relative),
                content,
                TestContext.Current.CancellationToken
            );
            answer.EnsureSuccessStatusCode();
        }
    }

    private async Task<List<long>> Export()
    {
        using var client = Client();
        client.DefaultRequestHeaders.Accept.ParseAdd("application/x-ndjson");
        var lines = await client.GetStringAsync(
            new Uri("/events", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Sequence)];
    }

    private HttpClient Client()
    {
        var client = new HttpClient { BaseAddress = new Uri(clients.Address) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", "fg_sandbox_demo");
        return client;
    }
}
