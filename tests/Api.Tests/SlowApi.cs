using Alba;
using Flowgen.Application.FlowGenerations;
using Flowgen.Application.FlowGenerations.Queries;
using Flowgen.Application.Organisations;
using Flowgen.Domain.FlowGenerations;
using Flowgen.Domain.Flows;
using Flowgen.Harness;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Flowgen.Api.Tests;

/// <summary>A generator that takes its time, as a language model would: it waits to be released, and can be told to fail.</summary>
public sealed class SlowGenerator : IFlowGenerator
{
    private readonly TaskCompletionSource<Guid> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What to fail with.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Whether it keeps its thread, and listens to nobody.</summary>
    public bool Blocks { get; init; }

    /// <summary>How often it was called.</summary>
    public int Calls => calls;

    private int calls;

    /// <summary>The first generation it was called with.</summary>
    public Task<Guid> Started() => started.Task.WaitAsync(Eventually.Limit);

    /// <summary>A call was told that its flow is not wanted any more.</summary>
    public Task Cancelled() => cancelled.Task.WaitAsync(Eventually.Limit);

    public void Release() => released.TrySetResult();

    public async Task<GeneratedFlow> GenerateAsync(
        string organisation,
        FlowGeneration generation,
        CancellationToken cancellationToken
    )
    {
        Interlocked.Increment(ref calls);
        started.TrySetResult(generation.Id);
        if (Failure is not null)
        {
            throw Failure;
        }

        if (Blocks)
        {
            released.Task.Wait(CancellationToken.None);
        }

        try
        {
            await released.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            cancelled.TrySetResult();
            throw;
        }

        return new(new FlowDesign("Driver", "en", 1, "Still there?", 1, []), Cost: 3, GeneratedBy.Composer);
    }
}

/// <summary>An API with a <see cref="SlowGenerator"/>, on a database of its own.</summary>
public sealed class SlowApi : IAsyncDisposable
{
    public required ApiFixture Fixture { get; init; }

    public required IAlbaHost Host { get; init; }

    public required SlowGenerator Generator { get; init; }

    public static async Task<SlowApi> StartAsync(
        Exception? failure = null,
        TimeSpan? limit = null,
        bool solo = true,
        Action<IServiceCollection>? configure = null,
        string environment = "Sandbox",
        string role = "all",
        bool blocks = false,
        params (string Name, string Value)[] settings
    )
    {
        var generator = new SlowGenerator { Failure = failure, Blocks = blocks };
        var fixture = new ApiFixture();
        await fixture.CreateDatabaseAsync();
        var host = await fixture.StartAsync(
            environment,
            services =>
            {
                services.AddSingleton<IFlowGenerator>(generator);
                configure?.Invoke(services);
            },
            solo,
            limit,
            role,
            settings: settings
        );
        return new()
        {
            Fixture = fixture,
            Host = host,
            Generator = generator,
        };
    }

    public async ValueTask DisposeAsync()
    {
        Generator.Release();
        await Host.DisposeAsync();
        await Fixture.DisposeAsync();
    }
}

public static class HostUseCases
{
    /// <summary>Waits as the API does for <c>?sync=true</c>, for the organisation <c>demo</c>.</summary>
    public static async Task<FlowGeneration> Await(this IAlbaHost host, Guid id, TimeSpan limit)
    {
        await using var scope = host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganisation>().Id = "demo";
        var streams = scope.ServiceProvider.GetRequiredService<FlowGenerationStreams>();
        var accepted = await streams.FindAsync("demo", id, CancellationToken.None);
        return await scope
            .ServiceProvider.GetRequiredService<IMediator>()
            .Send(new AwaitFlowGeneration(accepted!, limit, CancellationToken.None));
    }
}
