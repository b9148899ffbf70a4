using System.Globalization;
using System.Text.Json;
using Flowgen.Harness;

namespace Flowgen.Bench;

/// <summary>A figure in the history of runs: a ratio to a baseline of the same run, or a figure that hardly depends on the machine.</summary>
/// <param name="Name">The name of its column in the history.</param>
/// <param name="Value">Computes it from a run, as the median of its rounds.</param>
/// <param name="Target">The target; null if there is none.</param>
/// <param name="MoreIsBetter">Whether the target is a minimum, not a maximum.</param>
/// <param name="Noise">The relative variation between runs of the same code.</param>
internal sealed record KeyFigure(
    string Name,
    Func<Figures, double?> Value,
    double? Target = null,
    bool MoreIsBetter = false,
    double Noise = 0.15
)
{
    /// <summary>The columns of the history, in order.</summary>
    public static readonly IReadOnlyList<KeyFigure> All =
    [
        new("generations/s, % of the least SQL", f => f.Percent("generations/s", "least generations/s"), 50, true, 0.2),
        new("POST/s alone, % of bare", f => f.Percent("POST/s alone", "bare POST/s"), 60, true, 0.2),
        new("POST p99 under work, × bare", f => f.Ratio("POST p99 ms under work", "bare POST p99 ms"), 3, Noise: 0.5),
        new("POST to finished, idle, ms", f => f.Median("POST to finished ms, idle"), 30, Noise: 0.3),
        new("at 50/s: p50, ms", f => f.Median("POST to finished ms at 50/s, p50"), Noise: 0.3),
        new("GET by id, % of bare", f => f.Percent("GET by id/s", "bare GET by id/s"), 60, true),
        new("GET list, % of bare", f => f.Percent("GET list/s", "bare GET list/s"), 60, true),
        new("1M: GET by id, × 10k", f => f.Ratio("GET by id/s with 10k", "GET by id/s with 1M"), 1.3),
        new("1M: GET list, × 10k", f => f.Ratio("GET list/s with 10k", "GET list/s with 1M"), 1.3),
        new("first POST, s", f => f.Median("first answered POST s"), 2, Noise: 0.3),
        new("memory idle, MB", f => f.Median("memory idle MB")),
        new("under load, MB", f => f.Median("memory under load MB")),
        new("100k queued, MB", f => f.Median("memory with 100,000 queued MB"), 400),
        new("API CPU, ms", f => f.Median("API CPU ms a generation")),
        new("Postgres CPU, ms", f => f.Median("Postgres CPU ms a generation")),
        new("statements", f => f.Median("statements a generation"), Noise: 0.1),
        new("commits", f => f.Median("commits a generation"), Noise: 0.1),
        new("WAL, bytes", f => f.Median("WAL bytes a generation"), Noise: 0.1),
    ];

    /// <summary>Whether a value meets the target; null if there is no target.</summary>
    public bool? Keeps(double value) =>
        Target is not { } target ? null
        : MoreIsBetter ? value >= target
        : value <= target;
}

/// <summary>The measurements of one run: each figure once per round.</summary>
internal sealed class Figures
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Dictionary<string, List<double>> rounds = [];

    public void Add(string figure, double value)
    {
        rounds.TryAdd(figure, []);
        rounds[figure].Add(value);
    }

    public double? Median(string figure) =>
        rounds.TryGetValue(figure, out var values) ? values.Order().ElementAt(values.Count / 2) : null;

    public double? Ratio(string figure, string baseline) => Median(figure) / Median(baseline);

    public double? Percent(string figure, string baseline) => 100 * Ratio(figure, baseline);

    public void Print()
    {
        foreach (var (name, values) in rounds)
        {
            Console.WriteLine(
                $"{name, -40} {Text(Median(name)), 10}   ({string.Join(", ", values.Select(v => Text(v)))})"
            );
        }

        Console.WriteLine();
        foreach (var figure in KeyFigure.All)
        {
            if (figure.Value(this) is not { } value)
            {
                continue;
            }

            var target = figure.Target is null
                ? ""
                : $"target {(figure.MoreIsBetter ? "≥" : "≤")} {Text(figure.Target)}: {(figure.Keeps(value) is true ? "kept" : "MISSED")}";
            Console.WriteLine($"{figure.Name, -40} {Text(value), 10}   {target}");
        }
    }

    public async Task WriteJsonAsync(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var document = new
        {
            Figures = rounds.ToDictionary(
                figure => figure.Key,
                figure => new { Median = Median(figure.Key), Rounds = figure.Value }
            ),
            Kept = KeyFigure.All.ToDictionary(
                figure => figure.Name,
                figure => new { Value = figure.Value(this), figure.Target }
            ),
        };
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(document, Indented));
        Console.WriteLine($"{Environment.NewLine}All of it: {path}");
    }

    public static string Text(double? value) =>
        value is not { } number
            ? "-"
            : number.ToString(Math.Abs(number) >= 100 ? "0" : "0.##", CultureInfo.InvariantCulture);
}

/// <summary>The history of runs: the last table of bench/README.md, with a line for each run.</summary>
internal static class History
{
    private static readonly string File = Repository.Path("bench", "README.md");

    /// <summary>Adds a line for this run.</summary>
    public static async Task AppendAsync(Figures figures, string when, string commit)
    {
        var cells = KeyFigure.All.Select(figure => Figures.Text(figure.Value(figures)));
        await System.IO.File.AppendAllTextAsync(File, $"| {string.Join(" | ", [when, commit, .. cells])} |\n");
    }

    /// <summary>Reports figures that are better or worse than in the last line by more than their noise.</summary>
    public static void Compare(Figures figures)
    {
        var cells = System
            .IO.File.ReadLines(File)
            .Last(line => line.StartsWith('|'))
            .Trim('|')
            .Split('|', StringSplitOptions.TrimEntries);
        if (cells.Length != KeyFigure.All.Count + 2)
        {
            throw new InvalidOperationException(
                $"The last line of {File} has other columns than a run: {cells.Length}."
            );
        }

        Console.WriteLine($"{Environment.NewLine}Beside the run of {cells[0]}, commit {cells[1]}:");
        var changes = 0;
        foreach (var (figure, cell) in KeyFigure.All.Zip(cells.Skip(2)))
        {
            if (
                figure.Value(figures) is not { } now
                || !double.TryParse(cell, CultureInfo.InvariantCulture, out var before)
                || Math.Abs(now - before) <= figure.Noise * before
            )
            {
                continue;
            }

            changes++;
            var verdict = now > before == figure.MoreIsBetter ? "better" : "WORSE";
            Console.WriteLine($"{verdict, -6} {figure.Name}: {Figures.Text(before)} -> {Figures.Text(now)}");
        }

        if (changes == 0)
        {
            Console.WriteLine("nothing moved beyond the noise.");
        }
    }
}
