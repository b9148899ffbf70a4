using System.Text.Json;
using Flowgen.Application.History;

namespace Flowgen.Infrastructure.CommandLine;

/// <summary>The command <c>audit verify</c>: needs two files, but no settings, server or database.</summary>
internal static class AuditCommand
{
    private const string File = "<file>";

    public static OperatorCommand Verify { get; } =
        new(
            "audit verify",
            "Verify an export of the log (GET /events as application/x-ndjson) against its seals, offline",
            [File],
            new CommandOption(
                "--proof",
                "<file>",
                "The pages of GET /audit/proof, one after the other.",
                IsRequired: true
            ),
            new CommandOption("--head", "<hash>", "A hash that was kept elsewhere: the log must still have it.")
        )
        {
            IsOffline = true,
            RunAsync = async (input, _) =>
            {
                try
                {
                    return await VerifyAsync(input);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    throw new CommandLineException(e.Message);
                }
            },
        };

    private static async Task<CommandResult> VerifyAsync(CommandInput input)
    {
        await using var proof = System.IO.File.OpenRead(input["--proof"]);
        var verdict = await LogVerification.RunAsync(
            System.IO.File.ReadLinesAsync(input[File]),
            JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(proof, topLevelValues: true),
            input.Find("--head")
        );
        return new(verdict, [.. Lines(verdict)]) { ExitCode = verdict.IsIntact ? 0 : 1 };
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
