namespace Flowgen.Resilience.Tests.Chaos;

/// <summary>A run can be repeated by its seed, and meets every kind of fault.</summary>
public class ChaosScheduleTests
{
    private const int Nodes = 3;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    [Fact]
    public void A_seed_gives_the_same_schedule_again() => Assert.Equal(First(100, seed: 7), First(100, seed: 7));

    [Fact]
    public void Another_seed_gives_another() => Assert.NotEqual(First(100, seed: 7), First(100, seed: 8));

    [Fact]
    public void Each_kind_comes_once_before_any_comes_again()
    {
        var kinds = Enum.GetValues<FaultKind>();

        Assert.All(
            First(10 * kinds.Length, seed: 7).Chunk(kinds.Length),
            round => Assert.Equal(kinds, round.Select(fault => fault.Kind).Order())
        );
    }

    [Fact]
    public void At_most_two_faults_overlap_and_they_have_different_targets()
    {
        var faults = First(1_000, seed: 7);
        var pairs = faults.Zip(faults.Skip(1)).Where(pair => pair.Second.Joins).ToList();

        Assert.NotEmpty(pairs);
        Assert.All(pairs, pair => Assert.False(pair.First.Joins));
        Assert.All(pairs, pair => Assert.True(pair.Second.CanJoin(pair.First)));
        Assert.All(
            pairs.Where(pair => pair.First.Node is not null),
            pair => Assert.NotEqual(pair.First.Node, pair.Second.Node)
        );
    }

    [Fact]
    public void No_fault_of_a_short_run_is_long() =>
        Assert.All(First(100, seed: 7), fault => Assert.True(fault.Length <= Longest));

    private static List<Fault> First(int count, int seed) => [.. ChaosSchedule.Of(seed, Nodes, Longest).Take(count)];
}
