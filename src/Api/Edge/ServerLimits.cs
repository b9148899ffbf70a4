using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Flowgen.Api.Edge;

/// <summary>Limits of the server that apply before authentication.</summary>
internal static class ServerLimits
{
    // Enough for a cursor and a query of 16 KiB, which percent-encoding can make three times as long.
    private const int MaxRequestLine = 64 * 1024;

    // Each connection takes some KiB. Load balancers keep hundreds; clients keep a few.
    private const int MaxConnections = 10_000;

    // Any real network is faster. A slower client occupies connections on purpose (slowloris).
    private const double MinBytesPerSecond = 4_000;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    // The server reads this number of bytes ahead of the application. The rest of a body stays with the client until its memory is reserved
    // (RequestMemory).
    private const int MaxReadAhead = MaxRequestLine + (32 * 1024);

    // With strict decoding, the server itself would return 400 without a body, even for a header that Flowgen never reads.
    private static readonly UTF8Encoding LenientUtf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static void Set(KestrelServerOptions kestrel)
    {
        kestrel.RequestHeaderEncodingSelector = _ => LenientUtf8;
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = JsonApi.RequestBody.MaxLength;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLine;
        kestrel.Limits.MaxRequestBufferSize = MaxReadAhead;
        kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        kestrel.Limits.MinRequestBodyDataRate = new(MinBytesPerSecond, Grace);
        kestrel.Limits.MinResponseDataRate = new(MinBytesPerSecond, Grace);
        // The request line and the headers fit in a few packets.
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        // Longer than the keep-alive time of load balancers, so that the server never closes a connection while a request is on its way.
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
    }
}
