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
        ChaosReceiver receiver,
        IReadOnlyCollection<ChaosNode> nodes,
        Violations violations
    )
    {
        var report = new StringBuilder();
        Line($"# Chaos, seed {seed}");
        Line($"");
        Line(
            $"{length.TotalMinutes:0.0} minutes, {recoveries.Count} faults, {clients.Accepted} generations accepted, {clients.Know.Deleted.Count} deleted; {receiver.Log.Deliveries.Count} deliveries in {receiver.Tries} tries. {(violations.Any ? "**Violations**: see below." : "No violations.")}"
        );
        Line($"");
        Line(
            $"Seconds, median / worst. Ready: from when it was let go or started again until every node said that it can work;"
        );
        Line(
            $"working: from then until every node had finished a generation; done: from when there was somebody to do the work,"
        );
        Line($"which is at once where one node is hit, until all that had been accepted was done.");
        Line($"");
        Line($"| fault | times | ready | working | done |");
        Line($"| --- | --- | --- | --- | --- |");
        foreach (var kind in recoveries.GroupBy(recovery => recovery.Fault.Kind).OrderBy(kind => kind.Key))
        {
            Line(
                $"| {kind.Key} | {kind.Count()} | {Spread(kind.Select(it => it.Ready))} | {Spread(kind.Select(it => it.Working))} | {Spread(kind.Select(it => it.Done))} |"
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

        Line($"| end on SIGTERM | | {Seconds(nodes.Max(node => node.SlowestStop))} |");

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
        Line($"| at | fault | ready | working | done |");
        Line($"| --- | --- | --- | --- | --- |");
        foreach (var (fault, at, ready, working, done) in recoveries)
        {
            Line(
                $"| {ChaosRun.Minutes(at)} | #{fault.Number} {fault} | {Seconds(ready)} | {Seconds(working)} | {Seconds(done)} |"
            );
        }

        return report.ToString();

        void Line(FormattableString line) => report.AppendLine(line.ToString(CultureInfo.InvariantCulture));
    }

    private static string Spread(IEnumerable<TimeSpan?> times)
    {
        var sorted = times.OrderBy(time => time ?? TimeSpan.MaxValue).ToList();
        return $"{Seconds(sorted[sorted.Count / 2])} / {Seconds(sorted[^1])}";
    }

    private static string Seconds(TimeSpan? time) =>
        time is { } it ? it.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) : "never";
}
