using System.Buffers.Text;

namespace Flowgen.Infrastructure.Webhooks;

/// <summary>What a receiver has sent so far of its response to one request: the HTTP client says that only of a complete one.</summary>
internal sealed class ResponseStart
{
    // "HTTP/1.1 200"
    private const int StatusAt = 9;
    private const int StatusLength = 3;

    private static readonly AsyncLocal<ResponseStart?> OfRequest = new();

    private readonly byte[] line = new byte[StatusAt + StatusLength];
    private int length;

    /// <summary>The one of the request that is being sent.</summary>
    public static ResponseStart? Current
    {
        get => OfRequest.Value;
        set => OfRequest.Value = value;
    }

    /// <summary>Whether a part of the request was written to a connection.</summary>
    public bool IsAwaited { get; set; }

    /// <summary>Whether at least one byte was received.</summary>
    public bool HasBegun => length > 0;

    /// <summary>The status code; null where it was not received.</summary>
    public int? Status =>
        Utf8Parser.TryParse(line.AsSpan(StatusAt), out int status, out var read) && read == StatusLength
            ? status
            : null;

    /// <summary>Adds bytes that were received.</summary>
    public void Add(ReadOnlySpan<byte> received)
    {
        var kept = received[..Math.Min(received.Length, line.Length - length)];
        kept.CopyTo(line.AsSpan(length));
        length += kept.Length;
    }
}

/// <summary>A connection to a receiver: notes for each request that is written to it how its response begins.</summary>
internal sealed class ObservedStream(Stream connection) : Stream
{
    private ResponseStart? start;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The read may have begun before the request was written.
        var read = await connection.ReadAsync(buffer, cancellationToken);
        Volatile.Read(ref start)?.Add(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (ResponseStart.Current is { } current)
        {
            current.IsAwaited = true;
            Volatile.Write(ref start, current);
        }

        return connection.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => connection.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => connection.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            connection.Dispose();
        }

        base.Dispose(disposing);
    }
}
