using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Flowgen.Application.Common;

/// <summary>Deterministic ids: the same input gives the same id, so a repeated step creates no duplicate.</summary>
internal static class DerivedId
{
    /// <summary>A UUID version 8: a hash of the input, without a time.</summary>
    public static Guid Of(ReadOnlySpan<byte> source)
    {
        Span<byte> id = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(source, id);
        id[6] = (byte)((id[6] & 0x0f) | 0x80);
        id[8] = (byte)((id[8] & 0x3f) | 0x80);
        return new(id[..16], bigEndian: true);
    }

    /// <summary>A UUID version 7: it sorts by the time, and its other bits are a hash of the input.</summary>
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
