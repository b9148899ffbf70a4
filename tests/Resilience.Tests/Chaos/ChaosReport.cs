using System.Globalization;
using System.Text;

namespace Flowgen.Resilience.Tests.Chaos;

/// <summary>What a run was, in Markdown.</summary>
internal static class ChaosReport
{
    public static string Of(
        int seed,
        TimeSpan length,
        IReadOnlyCollection<Recovery> recoveries,
        ChaosClients clients,
        IReadOnlyCollection<ChaosNode> nodes,
        Violations violations
    )
    {
        var report = new StringBuilder();
        Line($"# Chaos, seed {seed}");
        Line($"");
        Line(
            $"{length.TotalMinutes:0.0} minutes, {recoveries.Count} faults, {clients.Accepted} generations accepted, {clients.Know.Deleted.Count} deleted. {(violations.Any ? "**Violations**: see below." : "No violations.")}"
        );
        Line($"");
        Line($"| fault | times | ready again, s: median | worst | accepted work done, s: median | worst |");
        Line($"| --- | --- | --- | --- | --- | --- |");
        foreach (var kind in recoveries.GroupBy(recovery => recovery.Fault.Kind).OrderBy(kind => kind.Key))
        {
            var ready = kind.Select(recovery => recovery.Ready).Order(NeverIsLast).ToList();
            var done = kind.Select(recovery => recovery.Done).Order(NeverIsLast).ToList();
            Line(
                $"| {kind.Key} | {ready.Count} | {Seconds(Median(ready))} | {Seconds(ready[^1])} | {Seconds(Median(done))} | {Seconds(done[^1])} |"
            );
        }

        Line($"");
        Line($"| violation | times | such as |");
        Line($"| --- | --- | --- |");
        foreach (var (kind, count, examples) in violations.All)
        {
            Line($"| {kind} | {count} | {string.Join("<br>", examples).ReplaceLineEndings(" ").Replace("|", "\\|")} |");
        }

        Line($"");
        Line($"| answer | times | slowest, s |");
        Line($"| --- | --- | --- |");
        foreach (var (answer, count, slowest) in clients.Answers)
        {
            Line($"| {answer} | {count} | {Seconds(slowest)} |");
        }

        Line($"");
        Line($"| error in the log | {string.Join(" | ", nodes.Select(node => node.Name))} |");
        Line($"| --- |{string.Concat(nodes.Select(_ => " --- |"))}");
        foreach (var kind in nodes.SelectMany(node => node.Errors.Keys).Distinct().Order())
        {
            Line(
                $"| {kind.Replace("|", "\\|")} | {string.Join(" | ", nodes.Select(node => node.Errors.GetValueOrDefault(kind)))} |"
            );
        }

        Line($"");
        Line($"| at | fault | ready, s | done, s |");
        Line($"| --- | --- | --- | --- |");
        foreach (var (fault, at, ready, done) in recoveries)
        {
            Line($"| {at:mm\\:ss} | #{fault.Number} {fault} | {Seconds(ready)} | {Seconds(done)} |");
        }

        return report.ToString();

        void Line(FormattableString line) => report.AppendLine(line.ToString(CultureInfo.InvariantCulture));
    }

    private static readonly Comparer<TimeSpan?> NeverIsLast = Comparer<TimeSpan?>.Create(
        (one, other) => (one ?? TimeSpan.MaxValue).CompareTo(other ?? TimeSpan.MaxValue)
    );

    private static TimeSpan? Median(List<TimeSpan?> sorted) => sorted[sorted.Count / 2];

    private static string Seconds(TimeSpan? time) =>
        time is { } it ? it.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) : "never";
}
