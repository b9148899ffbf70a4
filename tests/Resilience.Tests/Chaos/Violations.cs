using System.Collections.Concurrent;

namespace Flowgen.Resilience.Tests.Chaos;

/// <summary>What must not be, by kind: how often, and the first few.</summary>
/// <param name="say">Told of the first of each kind.</param>
internal sealed class Violations(Action<string> say)
{
    private const int MostExamples = 5;

    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> examples = new();
    private readonly ConcurrentDictionary<string, int> counts = new();

    public bool Any => !counts.IsEmpty;

    /// <summary>The kinds, with their number and examples.</summary>
    public IEnumerable<(string Kind, int Count, IEnumerable<string> Examples)> All =>
        from count in counts
        orderby count.Key
        select (count.Key, count.Value, examples[count.Key].AsEnumerable());

    public void Add(string kind, string detail)
    {
        var some = examples.GetOrAdd(kind, _ => []);
        if (counts.AddOrUpdate(kind, 1, (_, count) => count + 1) <= MostExamples)
        {
            some.Enqueue(detail);
            say($"VIOLATION {kind}: {detail}");
        }
    }

    public void AddAll(IEnumerable<(string Kind, string Detail)> found)
    {
        foreach (var (kind, detail) in found)
        {
            Add(kind, detail);
        }
    }
}
