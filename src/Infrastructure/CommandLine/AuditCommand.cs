using System.Text.Json;
using Flowgen.Application.History;
using JasperFx.CommandLine;

namespace Flowgen.Infrastructure.CommandLine;

/// <summary>What to do about a log.</summary>
public enum AuditAction
{
    /// <summary>Compare an export of it with its seals.</summary>
    verify,
}

/// <summary>The arguments of <see cref="AuditCommand"/>.</summary>
public sealed class AuditInput
{
    /// <summary>What to do.</summary>
    [Description("What to do")]
    public AuditAction Action { get; set; }

    /// <summary>The export.</summary>
    [Description("The answer of GET /events as application/x-ndjson, whole and with all fields")]
    public string File { get; set; } = "";

    /// <summary>The seals.</summary>
    [Description("The pages of GET /audit/proof, one after the other")]
    public string? ProofFlag { get; set; }

    /// <summary>What was kept.</summary>
    [Description("The hash of a seal that you have kept elsewhere: the log must still have it")]
    public string? HeadFlag { get; set; }

    /// <summary>Writes the result as one JSON document, and nothing else.</summary>
    [Description("Write the result as JSON")]
    public bool JsonFlag { get; set; }
}

/// <summary><c>audit verify</c>: needs the two files, and neither settings nor a server nor a database.</summary>
[Description("Verify an export of the log against its seals, offline")]
public sealed class AuditCommand : JasperFxAsyncCommand<AuditInput>
{
    /// <inheritdoc />
    public override async Task<bool> Execute(AuditInput input)
    {
        try
        {
            return await VerifyAsync(input);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return false;
        }
    }

    private static async Task<bool> VerifyAsync(AuditInput input)
    {
        if (input.ProofFlag is null)
        {
            await Console.Error.WriteLineAsync("Name the proof: --proof <file> with the pages of GET /audit/proof.");
            return false;
        }

        await using var proof = File.OpenRead(input.ProofFlag);
        var verdict = await LogVerification.RunAsync(
            File.ReadLinesAsync(input.File),
            JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(proof, topLevelValues: true),
            input.HeadFlag
        );
        await CommandOutput.WriteAsync(new(verdict, [.. Lines(verdict)]), input.JsonFlag);
        return verdict.IsIntact;
    }

    private static IEnumerable<string> Lines(Verdict verdict)
    {
        if (verdict.Finding is { } finding)
        {
            yield return finding.Detail;
            yield break;
        }

        yield return $"{verdict.Events} events are as they were sealed; {verdict.Unsealed} follow that are not sealed yet.";
        yield return $"Keep this hash elsewhere, for --head: {verdict.Head ?? "none, nothing is sealed"}";
    }
}
