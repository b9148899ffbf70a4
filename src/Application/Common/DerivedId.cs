using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Flowgen.Application.Common;

/// <summary>Ids of what follows from something else: derived again, they are the same, so that nothing is made twice.</summary>
internal static class DerivedId
{
    /// <summary>A UUID of version 8 that is a hash of what it is derived from, of what has no time either.</summary>
    public static Guid Of(ReadOnlySpan<byte> source)
    {
        Span<byte> id = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(source, id);
        id[6] = (byte)((id[6] & 0x0f) | 0x80);
        id[8] = (byte)((id[8] & 0x3f) | 0x80);
        return new(id[..16], bigEndian: true);
    }

    /// <summary>A UUID that sorts by a time, as version 7 does, its other bits a hash of what it is derived from.</summary>
    public static Guid Of(DateTimeOffset at, Guid of, Guid to, int number)
    {
        Span<byte> source = stackalloc byte[36];
        of.TryWriteBytes(source, bigEndian: true, out _);
        to.TryWriteBytes(source[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(source[32..], number);
        Span<byte> id = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(source, id);
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, at.ToUnixTimeMilliseconds());
        time[2..].CopyTo(id);
        id[6] = (byte)((id[6] & 0x0f) | 0x70);
        id[8] = (byte)((id[8] & 0x3f) | 0x80);
        return new(id[..16], bigEndian: true);
    }
}
