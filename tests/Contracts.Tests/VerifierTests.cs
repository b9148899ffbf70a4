using System.Text.Json;
using System.Text.RegularExpressions;
using Flowgen.Application.History;
using Flowgen.Harness;

namespace Flowgen.Contracts.Tests;

/// <summary>The test vector of docs/events.md, from which others write a verifier of their own.</summary>
public partial class VerifierTests
{
    private const string Second =
        """{"type":"flowGenerationEvents","id":"01a22d07-2535-7681-9a66-97ffb9249179","attributes":{"sequence":3,"version":2,"eventType":"FlowGenerationProcessingStarted","flowGenerationId":"01a22d07-1b71-78d4-9617-f279f1ab7922","occurredAt":"2026-11-30T15:16:12.7253346Z","actor":null,"correlationId":null,"causationId":null,"traceparent":null,"data":{"startedAt":"2026-11-30T15:16:12.7253346Z"}}}""";

    private static readonly string Page = File.ReadAllText(Repository.Path("docs", "events.md"));
    private static readonly string Line = Page.Split("**Test vector.**")[1].Split("```json\n")[1].Split("\n```")[0];

    [Fact]
    public void The_test_vector_is_what_flowgen_computes()
    {
        var line = JsonElement.Parse(Line);
        var data = line.GetProperty("attributes").GetProperty("data");
        var start = Seal.StartOf("demo");

        Assert.Equal(
            Documented("the texts"),
            Domain.FlowGenerations.FlowGenerationQueued.DigestOf(
                data.GetProperty("textSalt").GetString(),
                data.GetProperty("parameters").GetRawText(),
                data.GetProperty("context").GetRawText()
            )
        );
        Assert.Equal(Documented("the event"), Convert.ToHexStringLower(EventDigest.Of(line)));
        Assert.Equal(Documented("the start of the chain"), Convert.ToHexStringLower(start));
        Assert.Equal(
            Documented("a first seal with this event alone"),
            Convert.ToHexStringLower(Seal.HashOf(start, [Sealed(Line)]))
        );
    }

    [Fact]
    public async Task An_unchanged_export_is_intact() =>
        Assert.True((await VerifyAsync(Proof(), Line, Second)).IsIntact);

    [Theory]
    [InlineData("swapped")]
    [InlineData("repeated")]
    public async Task A_misplaced_line_is_reported(string how)
    {
        var verdict = await (how is "swapped" ? VerifyAsync(Proof(), Second, Line) : VerifyAsync(Proof(), Line, Line));

        Assert.Equal("unverifiable", verdict.Finding!.Problem);
        Assert.Contains("out of order or repeated", verdict.Finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_proof_gets_a_readable_error()
    {
        var verdict = await VerifyAsync(Line, Line, Second);

        Assert.Equal(
            "The proof is not a sequence of the pages of GET /audit/proof. Export all of its pages, unchanged.",
            verdict.Finding!.Detail
        );
    }

    private static Task<Verdict> VerifyAsync(string proof, params string[] lines) =>
        LogVerification.RunAsync(
            lines.ToAsyncEnumerable(),
            new[] { JsonElement.Parse(proof) }.ToAsyncEnumerable(),
            kept: null,
            TestContext.Current.CancellationToken
        );

    private static string Proof()
    {
        SealedEvent[] events = [Sealed(Line), Sealed(Second)];
        var start = Seal.StartOf("demo");
        var seal = new
        {
            number = 1,
            previousHash = Convert.ToHexStringLower(start),
            hash = Convert.ToHexStringLower(Seal.HashOf(start, events)),
            events = events.Select(one => new
            {
                sequence = one.Sequence,
                id = one.Id,
                digest = Convert.ToHexStringLower(one.Digest),
            }),
        };
        return JsonSerializer.Serialize(
            new { data = new { id = "demo", attributes = new { head = new { number = 1 }, seals = new[] { seal } } } }
        );
    }

    private static SealedEvent Sealed(string line)
    {
        var resource = JsonElement.Parse(line);
        return new(
            resource.GetProperty("attributes").GetProperty("sequence").GetInt64(),
            resource.GetProperty("id").GetGuid(),
            EventDigest.Of(resource)
        );
    }

    private static string Documented(string of) =>
        Rows().Matches(Page).Single(row => row.Groups["of"].Value == of).Groups["hash"].Value;

    [GeneratedRegex(@"^\| (?<of>[a-z ]+) \| `(?<hash>[0-9a-f]{64})` \|$", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
