namespace Flowgen.Api.Tests;

/// <summary>Vacancy texts and keys are in no log, whatever fails.</summary>
public class LogTests
{
    private const string Canary = "canary-4711";

    private static readonly string Body = Requests.With(attributes => attributes["context"]!["value"] = Canary);

    [Fact]
    public async Task A_database_command_that_fails_is_logged_without_its_parameters()
    {
        var log = new CapturedLog();
        await using var slow = await SlowApi.StartAsync(configure: log.Capture);
        await slow.Fixture.QueryAsync("alter table flowgen.mt_events rename to gone");

        var answer = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Body);

        Assert.Equal(500, answer.Status);
        Assert.Contains("A database command failed: 42P01", log.Text);
        Assert.DoesNotContain(Canary, log.Text);
        Assert.DoesNotContain("fg_sandbox_demo", log.Text);
    }

    [Fact]
    public async Task A_failure_of_the_generator_is_logged_without_its_message()
    {
        var log = new CapturedLog();
        await using var slow = await SlowApi.StartAsync(
            new InvalidOperationException($"can't make anything of {Canary}"),
            configure: log.Capture
        );

        var created = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Body);
        await slow.Host.UntilEnded(created.Id);

        Assert.Contains("InvalidOperationException", log.Text);
        Assert.DoesNotContain(Canary, log.Text);
    }

    [Fact]
    public async Task An_erasure_is_logged_only_with_its_id()
    {
        var log = new CapturedLog();
        await using var slow = await SlowApi.StartAsync(configure: log.Capture);
        var created = await slow.Host.Send(HttpMethod.Post, "/flow-generations", Body);

        await slow.Host.Erase(created.Id);

        Assert.Contains($"Flow generation {created.Id} of demo is erased", log.Text);
        Assert.DoesNotContain(Canary, log.Text);
    }
}
