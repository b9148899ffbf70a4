using System.Text.Json;
using Flowgen.Domain.FlowGenerations;

namespace Flowgen.Application.History;

/// <summary>A problem in a log.</summary>
/// <param name="Problem">A stable code: <c>changed</c>, <c>removed</c>, <c>inserted</c>, <c>chain_broken</c>, <c>head_missing</c>, or <c>unverifiable</c>.</param>
/// <param name="Detail">A description for people, without any text of an event.</param>
public sealed record Finding(string Problem, string Detail)
{
    /// <summary>The sequence of the first affected event; null if no event is affected.</summary>
    public long? Sequence { get; init; }

    /// <summary>The id of the first affected event; null if no event is affected.</summary>
    public Guid? EventId { get; init; }
}

/// <summary>The result of the verification of a log.</summary>
/// <param name="IsIntact">Whether all sealed events are unchanged.</param>
/// <param name="Events">The number of events that match their seals.</param>
/// <param name="Unsealed">The number of events after the last seal.</param>
/// <param name="Head">The hash of the last seal. Keep it in another place for later verifications.</param>
/// <param name="Finding">The first problem; null if there is none.</param>
public sealed record Verdict(bool IsIntact, long Events, long Unsealed, string? Head, Finding? Finding);

/// <summary>Verifies an export of an organisation's log against its seals, without any other data (docs/adr/0025).</summary>
public sealed class LogVerification
{
    // Erased queued events, by generation, until the erasure event of the generation is found.
    private readonly Dictionary<Guid, (long Sequence, Guid Id)> unconfirmedErasures = [];
    private Finding? finding;
    private long events;
    private long unsealed;
    private string? head;
    private bool hasFoundKeptHash;

    private LogVerification() { }

    /// <summary>Verifies an export.</summary>
    /// <param name="lines">The lines of the export.</param>
    /// <param name="documents">The pages of the proof, from the first to the last.</param>
    /// <param name="kept">The hash of an earlier seal, kept in another place. The chain must still contain it. Null if there is none.</param>
    /// <param name="cancellationToken">Cancels the verification.</param>
    public static async Task<Verdict> RunAsync(
        IAsyncEnumerable<string> lines,
        IAsyncEnumerable<JsonElement> documents,
        string? kept,
        CancellationToken cancellationToken = default
    )
    {
        var verification = new LogVerification();
        try
        {
            await verification.CompareAsync(lines, documents, kept, cancellationToken);
        }
        catch (BrokenException e)
        {
            verification.finding ??= e.Finding;
        }
        catch (Exception e)
            when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            verification.finding ??= new(
                "unverifiable",
                "The proof is not a sequence of the pages of GET /audit/proof. Export all of its pages, unchanged."
            );
        }

        return new(
            verification.finding is null,
            verification.events,
            verification.unsealed,
            verification.head,
            verification.finding
        );
    }

    private async Task CompareAsync(
        IAsyncEnumerable<string> lines,
        IAsyncEnumerable<JsonElement> documents,
        string? kept,
        CancellationToken cancellationToken
    )
    {
        await using var seals = SealedAsync(documents, kept).GetAsyncEnumerator(cancellationToken);
        var next = await NextAsync();
        var last = 0L;
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            var (one, digest) = Read(line);
            if (one.Sequence <= last)
            {
                if (finding is { Problem: "removed" })
                {
                    finding = null; // the event is not removed: the export is out of order
                }

                throw Broken("unverifiable", "is out of order or repeated: use the export as it was downloaded", one);
            }

            last = one.Sequence;
            if (finding is not null)
            {
                continue; // the other lines are read only for their erasure events
            }

            if (next is not null && next.Sequence < one.Sequence)
            {
                finding = Removed(next);
            }
            else if (next is null)
            {
                unsealed++;
            }
            else if (next.Sequence > one.Sequence)
            {
                finding = Of("inserted", "was inserted: no seal contains it, although later events are sealed", one);
            }
            else if (next.Id != one.Id || !next.Digest.AsSpan().SequenceEqual(digest))
            {
                finding = Of("changed", "was changed after it was sealed", next);
            }
            else
            {
                events++;
                next = await NextAsync();
            }
        }

        finding ??= next is null ? null : Removed(next);
        CheckErasures();
        if (finding is null && kept is not null && !hasFoundKeptHash)
        {
            finding = new(
                "head_missing",
                $"No seal has the hash {kept}: the log and its seals were rewritten, or the proof lacks its last pages."
            );
        }

        async Task<SealedEvent?> NextAsync() => await seals.MoveNextAsync() ? seals.Current : null;
    }

    // An erased event has no texts to compare. So an erasure event of its generation must confirm it, unless that event may be the removed one.
    private void CheckErasures()
    {
        if (unconfirmedErasures.Count == 0 || finding is { Problem: "removed" })
        {
            return;
        }

        var (sequence, id) = unconfirmedErasures.Values.Min();
        if (finding?.Sequence is not { } found || sequence < found)
        {
            finding = Of(
                "changed",
                $"was changed: it is marked as erased, but its generation has no {nameof(FlowGenerationErased)}",
                new(sequence, id, [])
            );
        }
    }

    private (SealedEvent Event, byte[] Digest) Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var resource = document.RootElement;
            var digest = EventDigest.Of(resource);
            var attributes = resource.GetProperty("attributes");
            var one = new SealedEvent(
                attributes.GetProperty("sequence").GetInt64(),
                resource.GetProperty("id").GetGuid(),
                digest
            );
            var generation = attributes.GetProperty("flowGenerationId").GetGuid();
            switch ($"{attributes.GetProperty("eventType")}")
            {
                case nameof(FlowGenerationQueued)
                    when attributes.GetProperty("data").GetProperty("isErased").GetBoolean():
                    unconfirmedErasures.TryAdd(generation, (one.Sequence, one.Id));
                    break;
                case nameof(FlowGenerationErased):
                    unconfirmedErasures.Remove(generation);
                    break;
            }

            return (one, digest);
        }
        catch (Exception e)
            when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            var why = e is JsonException ? "it is not JSON" : e.Message;
            throw new BrokenException(
                new(
                    "unverifiable",
                    $"The line after {events + unsealed} events can't be verified: {why}. Export the whole log with all fields."
                )
            );
        }
    }

    // The sealed events. Each seal is first checked against the hash chain.
    private async IAsyncEnumerable<SealedEvent> SealedAsync(IAsyncEnumerable<JsonElement> documents, string? kept)
    {
        var (number, hash) = (0L, (byte[]?)null);
        var reached = 0L;
        await foreach (var document in documents)
        {
            var data = document.GetProperty("data");
            hash ??= Seal.StartOf(data.GetProperty("id").GetString()!);
            var attributes = data.GetProperty("attributes");
            foreach (var seal in attributes.GetProperty("seals").EnumerateArray())
            {
                var sealedEvents = seal.GetProperty("events").EnumerateArray().Select(Read).ToList();
                if (seal.GetProperty("number").GetInt64() != ++number)
                {
                    throw new BrokenException(
                        new("unverifiable", $"The proof lacks seal {number}. Use all of its pages, from the first.")
                    );
                }

                if (
                    !Bytes(seal, "previousHash").SequenceEqual(hash)
                    || !Bytes(seal, "hash").SequenceEqual(Seal.HashOf(hash, sealedEvents))
                )
                {
                    throw Broken(
                        "chain_broken",
                        $"is the first of seal {number}, which does not follow the previous seal",
                        sealedEvents[0]
                    );
                }

                hash = Bytes(seal, "hash");
                head = Convert.ToHexStringLower(hash);
                hasFoundKeptHash |= head == kept?.ToLowerInvariant();
                foreach (var one in sealedEvents)
                {
                    yield return one;
                }
            }

            reached = attributes.GetProperty("head") is { ValueKind: JsonValueKind.Object } last
                ? last.GetProperty("number").GetInt64()
                : 0;
        }

        if (hash is null || number < reached)
        {
            throw new BrokenException(
                new("unverifiable", $"The proof ends with seal {number} of {reached}. Use all of its pages.")
            );
        }
    }

    private static SealedEvent Read(JsonElement one) =>
        new(one.GetProperty("sequence").GetInt64(), one.GetProperty("id").GetGuid(), Bytes(one, "digest"));

    private static byte[] Bytes(JsonElement element, string name) =>
        Convert.FromHexString(element.GetProperty(name).GetString()!);

    private static Finding Removed(SealedEvent one) =>
        Of("removed", "was removed, or left out of the export by a filter or a position", one);

    private static Finding Of(string problem, string what, SealedEvent one) =>
        new(problem, $"Event {one.Sequence} ({one.Id}) {what}.") { Sequence = one.Sequence, EventId = one.Id };

    private static BrokenException Broken(string problem, string what, SealedEvent one) => new(Of(problem, what, one));

    private sealed class BrokenException(Finding finding) : Exception(finding.Detail)
    {
        public Finding Finding => finding;
    }
}
