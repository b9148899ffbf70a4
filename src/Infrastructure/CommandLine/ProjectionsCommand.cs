using System.Globalization;
using Flowgen.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Flowgen.Infrastructure.CommandLine;

/// <summary><c>projections rebuild</c>, while the API serves.</summary>
internal static class ProjectionsCommand
{
    private const int MaxSettle = 3600;

    public static OperatorCommand Rebuild { get; } =
        new(
            "projections rebuild",
            "Rebuild the read models from the events, while the API serves",
            [],
            new CommandOption(
                "--settle",
                "<seconds>",
                $"How long to wait before the second pass; without it, {ProjectionRebuild.Settled.TotalSeconds}."
            )
        )
        {
            RunAsync = RunAsync,
        };

    private static async Task<CommandResult> RunAsync(CommandInput input, IServiceProvider services)
    {
        var settle = input.Number("--settle", 0, MaxSettle) is { } seconds
            ? TimeSpan.FromSeconds(seconds)
            : ProjectionRebuild.Settled;
        // Without a terminal it writes lines instead of a progress bar.
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        var result = await console
            .Progress()
            .StartAsync(async progress =>
            {
                ProgressTask? walk = null;
                var pass = 0;
                return await services
                    .GetRequiredService<ProjectionRebuild>()
                    .RunAsync(settle, Show, CancellationToken.None);

                void Show(RebuildProgress made)
                {
                    if (made.Pass != pass)
                    {
                        walk?.StopTask();
                        (walk, pass) = (progress.AddTask(made.Pass == 1 ? "Rebuilding" : "Looking again"), made.Pass);
                    }

                    walk!.MaxValue = Math.Max(made.Of, 1);
                    walk.Value = made.Streams;
                }
            });
        return new(
            result,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Of {result.Streams} streams, {result.Mended} had another state than their events say; {result.Removed} states had no stream, and {result.Counters} counters were wrong. All are right now."
            )
        );
    }
}
