namespace Flowgen.Resilience.Tests.Chaos;

/// <summary>What can be done to a running system.</summary>
internal enum FaultKind
{
    /// <summary>A node is killed without warning, and started again after a while.</summary>
    Kill,

    /// <summary>A node stands still for a while, as a machine does that hangs.</summary>
    Freeze,

    /// <summary>A node is ended in order and started again, as a new release is.</summary>
    Restart,

    /// <summary>A node's connections to Postgres are cut and refused for a while.</summary>
    Cut,

    /// <summary>A node's connections to Postgres stay, and nothing passes.</summary>
    Silence,

    /// <summary>Postgres ends without saving, and recovers from its log after a while.</summary>
    PostgresCrash,

    /// <summary>Postgres is restarted in order.</summary>
    PostgresRestart,

    /// <summary>Postgres stands still for a while.</summary>
    PostgresFreeze,

    /// <summary>Every commit that appends events takes long.</summary>
    SlowCommits,

    /// <summary>A share of the commits that append events fail, as conflicting ones do.</summary>
    FailingCommits,

    /// <summary>Thousands of posts at once.</summary>
    Burst,

    /// <summary>Everything ends without warning, and is started again.</summary>
    PowerCut,
}

/// <summary>A fault of the schedule.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Node">To which node; null where it is not about one.</param>
/// <param name="Length">How long it lasts; until the restart, where something is ended.</param>
/// <param name="Strength">From 0 to 1.</param>
/// <param name="Pause">Between the recovery from the faults before and this one.</param>
/// <param name="Joins">Whether it begins in the middle of the one before instead.</param>
internal sealed record Fault(
    int Number,
    FaultKind Kind,
    int? Node,
    TimeSpan Length,
    double Strength,
    TimeSpan Pause,
    bool Joins
)
{
    /// <summary>So that two at once don't undo each other.</summary>
    public bool CanJoin(Fault other) =>
        Kind is not FaultKind.PowerCut
        && other.Kind is not FaultKind.PowerCut
        && (Node is null ? other.Node is not null || IsAnywhere || other.IsAnywhere : Node != other.Node);

    public override string ToString() =>
        $"{Kind}{(Node is { } node ? $" of node {node + 1}" : "")}, {Length.TotalSeconds:0.0} s, strength {Strength:0.00}"
        + (Joins ? ", joining the one before" : $", after {Pause.TotalSeconds:0.0} s");

    private bool IsAnywhere => Kind is FaultKind.Burst;
}

/// <summary>An endless schedule of faults, which depends on nothing but its arguments.</summary>
internal static class ChaosSchedule
{
    private const double ShareThatJoins = 0.3;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(6);

    /// <param name="seed">Gives another schedule.</param>
    /// <param name="nodes">How many there are to choose from.</param>
    /// <param name="longest">No fault lasts longer: a short run would see few of them.</param>
    public static IEnumerable<Fault> Of(int seed, int nodes, TimeSpan longest)
    {
        var random = new Random(seed);
        Fault? before = null;
        for (var number = 1; ; )
        {
            // Each kind in turn, in another order each time, so that a short run meets most of them.
            var kinds = Enum.GetValues<FaultKind>();
            random.Shuffle(kinds);
            foreach (var kind in kinds)
            {
                var (least, most) = Seconds(kind);
                var fault = new Fault(
                    number++,
                    kind,
                    random.Next(nodes) is var node && kind <= FaultKind.Silence ? node : null,
                    TimeSpan.FromSeconds(
                        least + (random.NextDouble() * (Math.Min(most, Math.Max(least, longest.TotalSeconds)) - least))
                    ),
                    random.NextDouble(),
                    random.NextDouble() * LongestPause,
                    random.NextDouble() < ShareThatJoins
                );
                yield return before = fault with
                {
                    Joins = fault.Joins && before is { Joins: false } && fault.CanJoin(before),
                };
            }
        }
    }

    private static (double Least, double Most) Seconds(FaultKind kind) =>
        kind switch
        {
            FaultKind.Kill => (0, 25),
            FaultKind.Freeze => (5, 30),
            FaultKind.Restart => (0, 2),
            FaultKind.Cut => (2, 60),
            FaultKind.Silence => (5, 60),
            FaultKind.PostgresCrash => (0, 20),
            FaultKind.PostgresRestart => (0, 2),
            FaultKind.PostgresFreeze => (2, 30),
            FaultKind.SlowCommits or FaultKind.FailingCommits => (5, 30),
            FaultKind.Burst => (0, 0),
            FaultKind.PowerCut => (0, 10),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
        };
}
