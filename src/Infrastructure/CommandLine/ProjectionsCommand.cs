using System.Globalization;
using Flowgen.Infrastructure.Persistence;
using JasperFx.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Flowgen.Infrastructure.CommandLine;

/// <summary>What to do with the projections.</summary>
public enum ProjectionsAction
{
    /// <summary>Make them what the events say.</summary>
    rebuild,
}

/// <summary>The arguments of <see cref="ProjectionsCommand"/>.</summary>
public sealed class ProjectionsInput : OperatorInput
{
    /// <summary>What to do.</summary>
    [Description("What to do")]
    public ProjectionsAction Action { get; set; }

    /// <summary>Of the rebuild.</summary>
    [Description("How many seconds to wait for what was read before it was mended; without it, 30")]
    public int SettleFlag { get; set; } = (int)ProjectionRebuild.Settled.TotalSeconds;
}

/// <summary>
/// <c>projections rebuild</c>, while the API serves. Takes the place of the command of this name that comes with Marten, which
/// empties the tables first.
/// </summary>
[Description("Rebuild the read models from the events")]
public sealed class ProjectionsCommand : OperatorCommand<ProjectionsInput>
{
    /// <inheritdoc />
    protected override async Task<CommandResult> RunAsync(ProjectionsInput input, IServiceProvider services)
    {
        // Where that is no terminal, lines take the place of the bar.
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        var result = await console
            .Progress()
            .StartAsync(async progress =>
            {
                ProgressTask? walk = null;
                var pass = 0;
                return await services
                    .GetRequiredService<ProjectionRebuild>()
                    .RunAsync(TimeSpan.FromSeconds(Math.Max(0, input.SettleFlag)), Show, CancellationToken.None);

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
