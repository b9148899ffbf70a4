using System.Globalization;
using Flowgen.Sandbox.Postgres;

namespace Flowgen.Resilience.Tests.Chaos;

/// <summary>Alone, since it would make every other test's waits longer, and they its recoveries.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;

/// <summary>
/// Whatever happens to nodes, network and Postgres, what was accepted is done, once. <c>./build.sh --target=Chaos</c> runs it
/// for long.
/// </summary>
[Collection(nameof(Alone))]
public class ChaosTests
{
    private const string DefaultMinutes = "1.2";
    private const string DefaultSeed = "55"; // meets all kinds but three in that time

    [Fact]
    public async Task No_accepted_work_is_lost_or_done_twice_under_any_fault()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It takes the signals and the /proc of Linux.");
        Assert.SkipWhen(
            PostgresBinaries.Find() is null,
            "It takes the binaries of PostgreSQL, to break a cluster of its own."
        );
        var minutes = double.Parse(Setting("FLOWGEN_CHAOS_MINUTES", DefaultMinutes), CultureInfo.InvariantCulture);
        var seed = int.Parse(Setting("FLOWGEN_CHAOS_SEED", DefaultSeed), CultureInfo.InvariantCulture);

        await using var run = new ChaosRun(seed, TimeSpan.FromMinutes(minutes), Console.WriteLine);
        await run.RunAsync();

        Assert.Empty(run.Violations.All.Select(violation => $"{violation.Count} times: {violation.Kind}"));
    }

    private static string Setting(string name, string otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : otherwise;
}
