using Flowgen.Application.Common;

namespace Flowgen.Application.Tests.Common;

public class DerivedIdTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    private static readonly Guid Of = new("01a20df7-dc9b-7b59-98a7-787b52741015");
    private static readonly Guid To = new("01a20df7-dd97-7dae-880f-68378cae7b7c");

    [Fact]
    public void The_same_source_gives_the_same_id()
    {
        Assert.Equal(DerivedId.Of("a"u8), DerivedId.Of("a"u8));
        Assert.Equal(DerivedId.Of(At, Of, To, 1), DerivedId.Of(At, Of, To, 1));
    }

    [Fact]
    public void Each_part_of_the_source_makes_another_id()
    {
        Guid[] ids =
        [
            DerivedId.Of(At, Of, To, 1),
            DerivedId.Of(At.AddMilliseconds(1), Of, To, 1),
            DerivedId.Of(At, To, To, 1),
            DerivedId.Of(At, Of, Of, 1),
            DerivedId.Of(At, Of, To, 2),
            DerivedId.Of("a"u8),
            DerivedId.Of("b"u8),
        ];

        Assert.Distinct(ids);
    }

    [Fact]
    public void An_id_has_the_version_and_the_variant_of_RFC_9562()
    {
        Assert.Equal((8, true), (DerivedId.Of("a"u8).Version, DerivedId.Of("a"u8).Variant is >= 8 and <= 11));
        Assert.Equal(
            (7, true),
            (DerivedId.Of(At, Of, To, 1).Version, DerivedId.Of(At, Of, To, 1).Variant is >= 8 and <= 11)
        );
    }

    [Fact]
    public void Ids_sort_by_their_time() =>
        Assert.True(
            string.CompareOrdinal($"{DerivedId.Of(At, Of, To, 9)}", $"{DerivedId.Of(At.AddSeconds(1), Of, To, 1)}") < 0
        );
}
