using System.Threading.Channels;
using Flowgen.Application.Common;
using JasperFx;
using Microsoft.Extensions.Time.Testing;

namespace Flowgen.Infrastructure.Tests.Common;

/// <summary>docs/adr/0011</summary>
public sealed class GroupCommitTests : IAsyncDisposable
{
    private static readonly GroupCommitLimits Limits = new(
        MaxCommits: 2,
        MaxCommitsOfKey: 1,
        MaxGroup: 3,
        MaxWaiting: 5
    );
    private readonly FakeTimeProvider clock = new();
    private readonly Channel<Commit> begun = Channel.CreateUnbounded<Commit>();
    private readonly AsyncLocal<string> context = new();
    private readonly GroupCommit<string, string> commits;

    public GroupCommitTests() => commits = new(Limits, clock, CommitAsync);

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => commits.DisposeAsync();

    [Fact]
    public async Task A_change_that_arrives_alone_is_committed_alone_and_later_ones_share_the_next_commit()
    {
        var first = Add("a", "1");
        var alone = await BegunAsync();
        Task<string>[] later = [Add("a", "2"), Add("a", "3"), Add("a", "4"), Add("a", "5")];
        alone.End();
        var together = await BegunAsync();
        together.End();
        var rest = await BegunAsync();
        rest.End();

        Assert.Equal("saved 1", await first);
        Assert.Equal(["saved 2", "saved 3", "saved 4", "saved 5"], await Task.WhenAll(later));
        Assert.Equal(["1"], alone.Works);
        Assert.Equal(["2", "3", "4"], together.Works);
        Assert.Equal(["5"], rest.Works);
    }

    [Fact]
    public async Task A_slow_commit_of_one_key_holds_up_no_other_and_keys_take_turns()
    {
        _ = Add("slow", "1");
        _ = Add("slow", "2");
        var slow = await BegunAsync();
        Task[] others = [Add("b", "b1"), Add("b", "b2"), Add("c", "c1")];

        var order = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var commit = await BegunAsync();
            order.AddRange(commit.Works);
            commit.End();
        }

        await Task.WhenAll(others);
        slow.End();
        (await BegunAsync()).End();

        Assert.Equal(["b1", "c1", "b2"], order);
    }

    [Fact]
    public async Task A_change_that_cannot_be_saved_fails_no_other_change()
    {
        var (first, refused, other) = await TogetherAsync();
        (await BegunAsync()).Fail(new InvalidOperationException("2"));
        (await BegunAsync()).End();
        (await BegunAsync()).Fail(new InvalidOperationException("2"));
        (await BegunAsync()).End();

        Assert.Equal("saved 1", await first);
        Assert.Equal("2", (await Assert.ThrowsAsync<InvalidOperationException>(() => refused)).Message);
        Assert.Equal("saved 3", await other);
    }

    [Fact]
    public async Task A_change_that_is_refused_by_its_own_decision_is_settled_without_a_second_attempt()
    {
        var (first, refused, other) = await TogetherAsync();
        var commit = await BegunAsync();
        commit.Refuse("2", new ArgumentException("no"));
        commit.End();

        Assert.Equal("saved 1", await first);
        await Assert.ThrowsAsync<ArgumentException>(() => refused);
        Assert.Equal("saved 3", await other);
        Assert.False(begun.Reader.TryRead(out _));
    }

    [Fact]
    public async Task An_outage_fails_the_whole_group_without_further_attempts()
    {
        var (first, second, third) = await TogetherAsync();
        (await BegunAsync()).Fail(new IOException());

        foreach (var change in new[] { first, second, third })
        {
            await Assert.ThrowsAsync<IOException>(() => change);
        }

        Assert.False(begun.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_lost_race_is_repeated_after_a_back_off_and_the_attempts_are_counted()
    {
        var change = Add("a", "1");
        for (var attempt = 1; attempt < 5; attempt++)
        {
            var lost = await BegunAsync();
            Assert.Equal([attempt], lost.Attempts);
            lost.Fail(new ConcurrencyException("lost", innerException: null));
            await ElapseUntilBegunAsync();
        }

        (await BegunAsync()).End();

        Assert.Equal("saved 1", await change);
    }

    [Fact]
    public async Task A_race_that_is_lost_five_times_fails()
    {
        var change = Add("a", "1");
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            (await BegunAsync()).Fail(new ConcurrencyException("lost", innerException: null));
            if (attempt < 5)
            {
                await ElapseUntilBegunAsync();
            }
        }

        await Assert.ThrowsAsync<ConcurrencyException>(() => change);
    }

    [Fact]
    public async Task Two_changes_of_one_subject_share_no_commit_and_others_are_committed_in_its_order()
    {
        var guids = new[] { Guid.CreateVersion7(clock.GetUtcNow()), Guid.CreateVersion7(clock.GetUtcNow().AddDays(1)) };
        await using var distinct = new GroupCommit<string, string>(
            Limits,
            clock,
            CommitAsync,
            work => guids[work[0] - 'x']
        );
        _ = AddTo(distinct, "x0");
        var first = await BegunAsync();
        Task[] later = [AddTo(distinct, "y1"), AddTo(distinct, "x2"), AddTo(distinct, "x3")];
        first.End();
        var together = await BegunAsync();
        together.End();
        var second = await BegunAsync();
        second.End();
        await Task.WhenAll(later);

        Assert.Equal(["x2", "y1"], together.Works);
        Assert.Equal(["x3"], second.Works);
    }

    [Fact]
    public async Task Beyond_the_limit_of_waiting_changes_the_next_is_refused()
    {
        _ = Add("a", "0");
        var commit = await BegunAsync();
        var waiting = Enumerable.Range(1, Limits.MaxWaiting).Select(i => Add("a", $"{i}")).ToList();

        await Assert.ThrowsAsync<TimeoutException>(() => Add("b", "1"));

        commit.End();
        (await BegunAsync()).End();
        (await BegunAsync()).End();
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task A_change_whose_caller_has_gone_is_not_committed_unless_its_commit_has_begun()
    {
        using var caller = new CancellationTokenSource();
        var began = AddFor("1", caller.Token);
        var first = await BegunAsync();
        var gone = AddFor("2", caller.Token);
        var stays = Add("a", "3");
        await caller.CancelAsync();
        first.End();
        var second = await BegunAsync();
        second.End();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => began);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.Equal("saved 3", await stays);
        Assert.Equal(["3"], second.Works);
    }

    [Fact]
    public async Task A_caller_waits_no_longer_than_its_limit()
    {
        var limit = TimeSpan.FromSeconds(15);
        var change = commits.CommitAsync("a", "1", limit, Test);
        var commit = await BegunAsync();
        clock.Advance(limit);

        await Assert.ThrowsAsync<TimeoutException>(() => change);
        commit.End();
    }

    [Fact]
    public async Task A_disposal_commits_the_queued_changes_and_refuses_later_ones()
    {
        _ = Add("a", "1");
        var first = await BegunAsync();
        var second = Add("a", "2");
        var end = commits.DisposeAsync().AsTask();

        await Assert.ThrowsAsync<TimeoutException>(() => Add("a", "3"));
        Assert.False(end.IsCompleted);
        first.End();
        (await BegunAsync()).End();

        await end;
        Assert.Equal("saved 2", await second);
    }

    [Fact]
    public async Task A_commit_runs_without_the_context_of_the_caller_that_came_first()
    {
        context.Value = "first";
        _ = Add("a", "1");
        var commit = await BegunAsync();
        commit.End();

        Assert.Null(commit.Context);
    }

    private Task<string> Add(string key, string work) => commits.CommitAsync(key, work, Timeout.InfiniteTimeSpan, Test);

    private Task<string> AddFor(string work, CancellationToken caller) =>
        commits.CommitAsync("a", work, Timeout.InfiniteTimeSpan, caller);

    private static Task<string> AddTo(GroupCommit<string, string> to, string work) =>
        to.CommitAsync("a", work, Timeout.InfiniteTimeSpan, Test);

    // Three changes that share a commit, which has not begun.
    private async Task<(Task<string> First, Task<string> Second, Task<string> Third)> TogetherAsync()
    {
        _ = Add("a", "0");
        var before = await BegunAsync();
        var changes = (Add("a", "1"), Add("a", "2"), Add("a", "3"));
        before.End();
        return changes;
    }

    private async Task<Commit> BegunAsync() => await begun.Reader.ReadAsync(Test);

    // Lets the time of the back-off pass, whenever it begins.
    private async Task ElapseUntilBegunAsync()
    {
        while (!begun.Reader.TryPeek(out _))
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }

    private async Task CommitAsync(string key, IReadOnlyList<GroupCommit<string, string>.Change> group)
    {
        var commit = new Commit(group, context.Value);
        begun.Writer.TryWrite(commit);
        await commit.Ended;
        foreach (var change in group)
        {
            change.SetResult($"saved {change.Work}");
        }
    }

    /// <summary>A commit that ends when the test says so.</summary>
    private sealed class Commit(IReadOnlyList<GroupCommit<string, string>.Change> group, string? context)
    {
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string? Context => context;

        public IReadOnlyList<string> Works { get; } = [.. group.Select(change => change.Work)];

        public IReadOnlyList<int> Attempts { get; } = [.. group.Select(change => change.Attempts)];

        public Task Ended => ended.Task;

        public void End() => ended.SetResult();

        public void Fail(Exception exception) => ended.SetException(exception);

        public void Refuse(string work, Exception exception) =>
            group.Single(change => change.Work == work).SetException(exception);
    }
}
