namespace Flowgen.Api.Tests.JsonApi;

/// <summary>RFC 9110, section 13, on every operation that takes a precondition.</summary>
public sealed class EntityTagTests(DocumentedApi documented) : IClassFixture<DocumentedApi>
{
    private const string Match = "If-Match";
    private const string NoneMatch = "If-None-Match";

    // What is sent where the entity tag is T; null for a header that is not.
    private static readonly (string? Match, string? NoneMatch, int Status)[] Reads =
    [
        (null, "T", 304),
        (null, "W/T", 304),
        (null, "*", 304),
        (null, "\"x\", W/\"y\", T", 304),
        (null, "\"x\"", 200),
        ("T", null, 200),
        ("*", null, 200),
        ("\"x\", T", null, 200),
        ("\"x\"", null, 412),
        ("W/T", null, 412),
        ("x", null, 400),
        ("*, T", null, 400),
        ("\"x\"", "T", 412),
        ("T", "T", 304),
        ("T", "\"x\"", 200),
    ];

    private static readonly (string? Match, string? NoneMatch, int Status)[] RefusedWrites =
    [
        ("\"x\"", null, 412),
        ("W/T", null, 412),
        ("\"0\", \"01\", \"-1\", \"\"", null, 412),
        (null, "T", 412),
        (null, "W/T", 412),
        (null, "*", 412),
        ("T", "T", 412),
        ("T", "*", 412),
        ("x", null, 400),
        ("*, T", null, 400),
        (null, "x", 400),
    ];

    private static readonly (string? Match, string? NoneMatch)[] Writes =
    [
        (null, null),
        ("T", null),
        ("*", null),
        ("\"x\", T", "\"x\", W/\"y\""),
    ];

    [Fact]
    public async Task Preconditions_of_a_read_are_evaluated_in_the_order_of_the_RFC()
    {
        var wrong = new List<string>();
        var reads = documented.Operations.Where(one => !one.IsWrite && one.Takes(NoneMatch)).ToList();
        foreach (var operation in reads)
        {
            var target = await documented.TargetAsync(operation);
            foreach (var (match, noneMatch, status) in Reads)
            {
                // A delivery changes while it is tried.
                var tag = (await documented.SendAsync(operation, target)).Header("ETag")!;
                var answer = await documented.SendAsync(operation, target, Headers(match, noneMatch, tag));
                if (answer.Status != status)
                {
                    wrong.Add($"{operation} {match} {noneMatch}: {answer.Status} instead of {status}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.True(reads.Count >= 12, $"Only {reads.Count} reads with a precondition were found.");
    }

    [Fact]
    public async Task A_write_is_made_only_on_the_versions_of_its_precondition()
    {
        var wrong = new List<string>();
        var writes = documented.Operations.Where(one => one.IsWrite && one.Takes(Match)).ToList();
        foreach (var operation in writes)
        {
            var target = await documented.TargetAsync(operation);
            // An action, such as POST /webhooks/{id}/rotate-secret, depends on the version of its resource.
            var action = operation.Method == HttpMethod.Post ? operation.Path[operation.Path.LastIndexOf('/')..] : "";
            var read = documented.Operations.Single(one => !one.IsWrite && one.Path + action == operation.Path);
            var tag = (await ReadAsync()).Header("ETag")!;
            foreach (var (match, noneMatch, status) in RefusedWrites)
            {
                var answer = await documented.SendAsync(operation, target, Headers(match, noneMatch, tag));
                Expect(status, answer, $"{match} {noneMatch}");
            }

            Expect(200, await ReadAsync((Match, tag)), "unchanged");
            foreach (var (match, noneMatch) in Writes)
            {
                target = await documented.TargetAsync(operation);
                tag = (await ReadAsync()).Header("ETag")!;
                var answer = await documented.SendAsync(operation, target, Headers(match, noneMatch, tag));
                Expect(operation.Method == HttpMethod.Delete ? 204 : 200, answer, $"{match} {noneMatch}");
            }

            Task<Answer> ReadAsync(params (string, string)[] headers) =>
                documented.SendAsync(read, target[..^action.Length], headers);

            void Expect(int status, Answer answer, string sent)
            {
                if (answer.Status != status)
                {
                    wrong.Add($"{operation} {sent}: {answer.Status} instead of {status}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.True(writes.Count >= 6, $"Only {writes.Count} writes with a precondition were found.");
    }

    [Fact]
    public async Task A_missing_resource_matches_no_entity_tag()
    {
        foreach (var operation in documented.Operations.Where(one => one.IsWrite && one.Takes(Match)))
        {
            var missing = $"{Guid.CreateVersion7()}";
            var target = operation.Path.Replace("{id}", missing).Replace("{consumer}", missing);

            foreach (var match in new[] { "*", "\"1\"" })
            {
                var answer = await documented.SendAsync(operation, target, (Match, match));

                // Without the condition PUT would succeed; the others would be 404, and are (section 13.2.1).
                Assert.Equal(operation.Method == HttpMethod.Put ? 412 : 404, answer.Status);
            }
        }
    }

    private static IEnumerable<(string Name, string Value)> Headers(string? match, string? noneMatch, string tag)
    {
        if (match is not null)
        {
            yield return (Match, match.Replace("T", tag));
        }

        if (noneMatch is not null)
        {
            yield return (NoneMatch, noneMatch.Replace("T", tag));
        }
    }
}
