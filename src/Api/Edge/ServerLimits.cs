using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Flowgen.Api.Edge;

/// <summary>Limits of the server that apply before authentication.</summary>
internal static class ServerLimits
{
    // A query of 16 KiB, three times as long when a link encodes it, and a cursor.
    private const int MaxRequestLine = 64 * 1024;

    // Each connection takes some KiB. Load balancers keep hundreds; clients keep a few.
    private const int MostConnections = 10_000;

    // Slower than any real network. A client that is slower than this occupies connections on purpose (slowloris).
    private const double SlowestBytesPerSecond = 4_000;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    // Read ahead of the application. The rest of a body stays with the client until memory is reserved (RequestMemory).
    private const int MaxReadAhead = MaxRequestLine + (32 * 1024);

    // The server would answer 400 itself, without a body, also for a header that nothing reads.
    private static readonly UTF8Encoding LenientUtf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static void Set(KestrelServerOptions kestrel)
    {
        kestrel.RequestHeaderEncodingSelector = _ => LenientUtf8;
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = JsonApi.RequestBody.MaxLength;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLine;
        kestrel.Limits.MaxRequestBufferSize = MaxReadAhead;
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        kestrel.Limits.MinRequestBodyDataRate = new(SlowestBytesPerSecond, Grace);
        kestrel.Limits.MinResponseDataRate = new(SlowestBytesPerSecond, Grace);
        // The request line and the headers fit in a few packets.
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        // Longer than load balancers keep a connection, so that the server never closes it while a request is on its way.
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
    }
}
