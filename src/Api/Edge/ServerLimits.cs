using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Flowgen.Api.Edge;

/// <summary>What the server bears with, whoever it is from: before there is a key to count by.</summary>
internal static class ServerLimits
{
    // A query of 16 KiB, three times as long where a link has it encoded, and a cursor.
    private const int MaxRequestLine = 64 * 1024;

    // Some KiB each. Load balancers keep hundreds; clients, a few.
    private const int MostConnections = 10_000;

    // The slowest line that anybody works by. Whoever is slower for so long is after the connections, not the answers.
    private const double SlowestBytesPerSecond = 4_000;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    // Ahead of the application. More of a body stays with its sender until there is room for it (RequestMemory).
    private const int MaxReadAhead = MaxRequestLine + (32 * 1024);

    public static void Set(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = JsonApi.RequestBody.MaxLength;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLine;
        kestrel.Limits.MaxRequestBufferSize = MaxReadAhead;
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        kestrel.Limits.MinRequestBodyDataRate = new(SlowestBytesPerSecond, Grace);
        kestrel.Limits.MinResponseDataRate = new(SlowestBytesPerSecond, Grace);
        // Line and headers fit in a few packets.
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        // Longer than load balancers keep a connection, so that it is not closed under the request that they send.
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
    }
}
